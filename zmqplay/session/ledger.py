"""Where every message went: `expected = delivered + in flight + lost`, for the whole and for each link.

What is in flight becomes lost only when it can no longer arrive: its receiver is dead, or nothing has moved for a
while and the receiver waits in `recv`. What cannot be told yet is in flight.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zmqplay.session.flows import PUBLISHERS, SENDERS, Audience, Flow, find_flows, why_lost
from zmqplay.session.nodes import SocketTraffic, percentile_ms

if TYPE_CHECKING:
    from zmqplay.session.traffic import Traffic

BOUNDS_MS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000)

LINKS_NS = 250_000_000
HISTORY_KEPT = 64
"""How often the links are added up anew."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole session's ledger, in messages."""

    sent: int = 0
    """A send call accepted them."""
    expected: int = 0
    """Deliveries that are due for them to nodes of ours."""
    delivered: int = 0
    """A receive call returned them."""
    in_flight: int = 0
    lost: int = 0
    unheard: int = 0
    """Published, and no subscription matched."""
    elsewhere: int = 0
    """Sent, and taken by peers that are not ours."""
    lost_by_reason: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What went from one node to another; None where it cannot be told."""

    sender: str
    receiver: str
    wire: str
    delivered: int | None
    lost: dict[str, int] | None
    waiting: int | None
    lost_numbers: Sequence[int] = ()
    """Of the first messages that were lost, as the sender counted them."""
    latencies_ns: Collection[int] = ()
    """Of the last messages."""
    history: Sequence[int] = ()
    """What waited, a value for each quarter second, the latest last."""

    @property
    def latency_p50_ms(self) -> float | None:
        return percentile_ms(self.latencies_ns, 0.5)

    @property
    def latency_p99_ms(self) -> float | None:
        return percentile_ms(self.latencies_ns, 0.99)

    def histogram(self, bounds_ms: Sequence[float] = BOUNDS_MS) -> list[int]:
        """How many of the last latencies are below each bound, and, last, above all."""
        counts = [0] * (len(bounds_ms) + 1)
        for latency_ns in list(self.latencies_ns):
            counts[bisect(bounds_ms, latency_ns / 1e6)] += 1
        return counts


class Ledger:
    """Keeps what has been declared lost, and adds up the rest from the counts."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.audience = Audience(traffic)
        self.totals = Totals()
        self.links: dict[tuple[str, str], Link] = {}
        self.history: deque[int] = deque([0] * HISTORY_KEPT, maxlen=HISTORY_KEPT)
        """What was in flight, a value for each quarter second, the latest last."""
        self._links_ns = 0
        self._settled: dict[tuple[str, bool, str], Counter[str]] = {}
        self._unroutable: dict[tuple[str, int, bytes], int] = {}
        self._flows: list[Flow] = []

    def update(self, now_ns: int) -> None:
        """Add up, and declare lost what can no longer arrive."""
        quiet = self._traffic.quiet(now_ns)
        self._flows = list(find_flows(self._traffic, self.audience))
        elsewhere = sum(self._settle(flow, quiet) for flow in self._flows)
        sent = unheard = 0
        for socket in self._traffic.sockets():
            if socket.type in PUBLISHERS or socket.type in SENDERS:
                sent += socket.sent.messages
            if socket.type in PUBLISHERS:
                unheard += self.audience.unheard(socket)
        reasons: Counter[str] = Counter()
        for flow in self._flows:
            reasons += flow.lost
        self.totals = Totals(
            sent=sent,
            expected=sum(flow.expected for flow in self._flows),
            delivered=sum(flow.delivered for flow in self._flows),
            in_flight=sum(flow.outstanding for flow in self._flows),
            lost=reasons.total(),
            unheard=unheard,
            elsewhere=elsewhere,
            lost_by_reason=dict(reasons),
        )
        if now_ns - self._links_ns >= LINKS_NS:
            self._links_ns = now_ns
            self.history.append(self.totals.in_flight)
            self.links = {(link.sender, link.receiver): link for link in self.find_links()}

    def _settle(self, flow: Flow, quiet: bool) -> int:
        """Add to a flow's losses what was and is now declared lost; return what foreign peers have taken."""
        flow.lost["unroutable"] += sum(self._find_unroutable(sender) for sender in flow.senders)
        settled = self._settled.setdefault(flow.key, Counter())
        for reason in list(settled):  # less, if some arrived after all
            settled[reason] = max(0, min(settled[reason], flow.outstanding))
            flow.lost[reason] += settled[reason]
        flow.lost = +flow.lost
        flow.expected = max(flow.expected, flow.delivered + flow.lost.total())
        outstanding = flow.outstanding
        if not (quiet and outstanding):
            return 0
        if not flow.publishes and self._traffic.peers.on_wire(flow.wire):
            flow.expected -= outstanding
            return outstanding
        if reason := why_lost(self._traffic, flow):
            settled[reason] += outstanding
            flow.lost[reason] += outstanding
        return 0

    def _find_unroutable(self, router: SocketTraffic) -> int:
        """Messages for routing ids that nobody had when they were sent (libzmq: ROUTER_MANDATORY is off)."""
        if router.type != "ROUTER":
            return 0
        unroutable = 0
        for routing_id, tally in router.sent_by_key.items():
            key = router.node, router.number, routing_id
            if routing_id not in router.received_by_key and self._traffic.peers.owner(routing_id) is None:
                self._unroutable[key] = tally.messages
            unroutable += self._unroutable.get(key, 0)
        return unroutable

    def find_links(self) -> Iterator[Link]:
        """Every link as it is now; `links` are those of a moment ago."""
        for flow in self._flows:
            senders = {socket.node for socket in flow.senders}
            for sender in flow.senders:
                for receiver in flow.receivers:
                    alone = len(senders) == 1 and len(flow.receivers) == 1
                    seen = self._traffic.following.links.get((sender.node, receiver.node))
                    yield Link(
                        sender.node,
                        receiver.node,
                        flow.wire,
                        delivered=self._delivered(flow, sender, receiver),
                        lost=dict(flow.lost) if alone or not flow.lost else None,
                        waiting=flow.outstanding if alone or not flow.outstanding else None,
                        latencies_ns=seen.latencies_ns if seen else (),
                    )

    def _delivered(self, flow: Flow, sender: SocketTraffic, receiver: SocketTraffic) -> int | None:
        """Exact by the receiver's count, by routing id, or because every message was followed; else None."""
        if len(flow.senders) == 1:
            return receiver.received.messages
        if receiver.type == "ROUTER":
            owner = self._traffic.peers.owner
            counts = receiver.received_by_key.items()
            return sum(tally.messages for routing_id, tally in counts if owner(routing_id) == sender.node)
        if not self._traffic.following.sampled:
            seen = self._traffic.following.links.get((sender.node, receiver.node))
            return seen.delivered if seen else 0
        if len(flow.receivers) == 1 and flow.outstanding == 0 and not flow.lost:
            return sender.sent.messages
        return None
