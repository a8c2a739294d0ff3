"""The k-th reply of a REP belongs to its k-th request: whose each reply is, is known as soon as the request is."""

from __future__ import annotations

from tests.model.visited import STRANGER, sums, visited
from tests.telling import Telling
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import Fate, came_from, fate_of
from zmqplay.patterns.request_reply import REQUEST_REPLY


def traded(telling: Telling, number: int) -> None:
    """One request of ours and one of a stranger's, each answered."""
    telling.send("client-1", ["server-1"], b"ours %d" % number)
    telling.send("server-1", ["client-1"], b"answer %d" % number)
    telling.receives("server-1", b"foreign %d" % number)
    telling.sends("server-1", b"foreign answer %d" % number)


def replies(telling: Telling, text: bytes) -> list[Message]:
    return [row for row in telling.traffic.messages.rows if row.socket == "REP" and row.heads[0].startswith(text)]


def test_while_traffic_lasts_a_stranger_s_requests_and_their_replies_are_counted_apart_from_ours() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 2})
    for number in range(40):
        traded(telling, number)
        telling.report(after_ms=50)
        delivered, in_flight, handed_over, from_elsewhere = sums(telling)
        assert (delivered, in_flight) == (2 * (number + 1), 0)
        assert handed_over == from_elsewhere >= number - 6  # the origin is unknown for 250 ms
    assert telling.traffic.ledger.totals.handed_over == 35
    for _ in range(2):
        telling.report()
    assert sums(telling) == (80, 0, 40, 40)


def test_a_reply_to_a_stranger_is_handed_over_once_the_stranger_s_request_is_told() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 2})
    traded(telling, 0)
    telling.report(after_ms=50)
    [strange] = replies(telling, b"foreign")
    assert fate_of(telling.traffic, strange) is Fate.UNKNOWN
    telling.report(after_ms=300)
    assert (fate_of(telling.traffic, strange), strange.handed_to) == (Fate.HANDED_OVER, STRANGER)
    [request] = [row for row in telling.traffic.messages.rows if row.heads == (b"foreign 0",)]
    assert came_from(telling.traffic, request) == STRANGER


def test_a_reply_to_one_of_several_clients_waits_for_that_one() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 3})
    telling.send("client-2", ["server-1"], b"ours")
    telling.sends("server-1", b"answer")
    telling.report(after_ms=50)
    [reply] = replies(telling, b"answer")
    assert (reply.waits_at, fate_of(telling.traffic, reply)) == (("client-2",), Fate.WAITING)
    waiting = {link.receiver: link.waiting for link in telling.traffic.ledger.find_links() if link.sender == "server-1"}
    assert waiting == {"client-1": 0, "client-2": 1, "client-3": 0}


def test_a_request_that_is_reported_late_gets_its_reply_back() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 2})
    telling.send("client-1", ["server-1"], b"ours")
    telling.sends("server-1", b"answer")
    telling.freeze("client-1")
    for _ in range(3):
        telling.tell("server-1")
        telling.tick(200)
    [reply] = replies(telling, b"answer")
    assert sums(telling)[3] == 1  # nothing tells it apart from a stranger's
    telling.thaw("client-1")
    telling.receives("client-1", b"answer")
    telling.report()
    telling.report()
    assert fate_of(telling.traffic, reply) is Fate.ARRIVED
    assert sums(telling) == (2, 0, 0, 0)
