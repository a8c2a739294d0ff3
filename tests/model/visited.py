"""A session with foreign peers, and the ledger's sums of it."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.ledger.accounts import Totals
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.patterns.pattern import Pattern
from zmqplay.wire import Activity

STRANGER = "10.0.0.7:5000"


def visited(pattern: Pattern, host: str, counts: dict[str, int] | None = None, peers: int = 1) -> Telling:
    """A session in which foreign peers have connected to the first socket of `host`."""
    telling = Telling(pattern, counts)
    for number in range(peers):
        telling.visit(host, f"10.0.0.7:{5_000 + number}")
    telling.report()
    telling.pass_time(200)
    telling.report()
    return telling


def depart(telling: Telling, host: str) -> None:
    """The foreign peer disconnects."""
    telling.nodes[host].event(0, EventNumber.DISCONNECTED, telling.now_ns, peer=STRANGER)


def rest(telling: Telling) -> Telling:
    """Nothing moves for a second, and all nodes wait for a message."""
    for node in telling.nodes.values():
        node.does(Activity.IDLE, telling.now_ns)
    for _ in range(4):
        telling.report()
    return telling


def totals(telling: Telling) -> Totals:
    telling.traffic.ledger.update(telling.now_ns)
    found = telling.traffic.ledger.totals
    assert found.expected == found.delivered + found.in_flight + found.lost
    for link in telling.traffic.ledger.find_links():
        assert link.delivered is None or link.delivered <= telling.traffic.nodes[link.sender].sent
    return found


def sums(telling: Telling) -> tuple[int, int, int | None, int]:
    """Delivered, in flight, handed over, from elsewhere."""
    found = totals(telling)
    return found.delivered, found.in_flight, found.handed_over, found.from_elsewhere


def links(telling: Telling) -> dict[tuple[str, str], int | None]:
    return {(link.sender, link.receiver): link.delivered for link in telling.traffic.ledger.find_links()}


def fates(telling: Telling) -> list[Fate]:
    totals(telling)
    return [fate_of(telling.traffic, message) for message in telling.traffic.messages.rows]


def flood(telling: Telling, sender: str, sent: int, *received: tuple[str, int]) -> None:
    """Many messages pass that no sample shows."""
    for name, count, is_sent in ((sender, sent, True), *((name, count, False) for name, count in received)):
        telling.nodes[name].sampled = True
        socket = telling.nodes[name].sockets[0]
        tally = socket.sent if is_sent else socket.received
        tally.messages += count
    telling.report(Activity.BUSY)
