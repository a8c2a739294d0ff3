"""Two sockets of one node on one wire: a REQ made again after a timeout, or two sockets open at the same time."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, two_roles
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.reading.why.why import why
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity


def with_second(pattern: Pattern, name: str, type_: str, *, closes: bool, **counts: int) -> Telling:
    """The node makes a second socket like its first; with `closes`, it has closed the first."""
    telling = Telling(pattern, counts)
    wire = pattern.wires[0]
    if closes:
        telling.change(name, closed=True)
    subscriptions = telling.nodes[name].sockets[0].facts.subscriptions
    telling.nodes[name].open(type_, connected=(wire.address,), subscriptions=subscriptions)
    telling.nodes[name].begins(1, telling.now_ns)
    telling.report()
    telling.join(name)
    return telling


def numbers(telling: Telling) -> list[int]:
    return [message.number for message in telling.traffic.messages.rows]


def test_a_lazy_pirate_s_requests_are_counted_once_and_numbered_in_one_series() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.send("client-1", [], b"Hello")
    telling.report()
    telling.change("client-1", closed=True)
    telling.nodes["client-1"].open("REQ", connected=(REQUEST_REPLY.wires[0].address,))
    telling.nodes["client-1"].begins(1, telling.now_ns)
    telling.sends("client-1", b"Hello", socket=1)
    telling.receives("server-1", b"Hello")
    telling.report()
    assert numbers(telling) == [1, 2]
    (seen,) = telling.traffic.matching.seen.values()
    assert (seen.delivered, telling.traffic.nodes["server-1"].received) == (1, 1)
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.delivered, totals.in_flight) == (2, 1, 1)


def test_a_third_socket_continues_the_stream_of_the_second() -> None:
    telling = with_second(REQUEST_REPLY, "client-1", "REQ", closes=True, client=1)
    telling.sends("client-1", b"a", socket=1)
    telling.report()
    telling.change("client-1", 1, closed=True)
    telling.nodes["client-1"].open("REQ", connected=(REQUEST_REPLY.wires[0].address,))
    telling.sends("client-1", b"b", socket=2)
    telling.report()
    assert numbers(telling) == [1, 2]
    assert {socket.stream_number for socket in telling.traffic.nodes["client-1"].all_sockets} == {0}


def test_two_sockets_that_are_open_at_once_send_two_streams_with_numbers_of_their_own() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.nodes["producer-1"].open("PUSH", bound=(PUSH_PULL.wires[0].address,))
    telling.report()
    for socket in (0, 1, 0):
        telling.sends("producer-1", b"task of %d" % socket, socket=socket)
    telling.receives("worker-1", b"task of 0")
    telling.receives("worker-1", b"task of 1")
    telling.report()
    assert numbers(telling) == [1, 1, 2]
    (link,) = telling.traffic.ledger.find_links()
    assert (link.delivered, link.waiting) == (2, 1)


def test_after_a_restart_each_of_two_streams_continues_its_own_numbers() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    address = PUSH_PULL.wires[0].address
    telling.nodes["producer-1"].open("PUSH", bound=(address,))
    for _ in range(3):
        telling.sends("producer-1", b"a", socket=0)
    telling.sends("producer-1", b"b", socket=1)
    telling.report()
    telling.kill("producer-1")
    telling.start("producer", 1)
    telling.nodes["producer-1"].open("PUSH", bound=(address,))
    telling.sends("producer-1", b"a", socket=0)
    telling.sends("producer-1", b"b", socket=1)
    telling.report()
    assert numbers(telling) == [1, 2, 3, 1, 4, 2]


def test_a_publication_is_due_to_each_of_two_subscriptions_of_a_node_and_none_is_called_lost() -> None:
    telling = with_second(PUBLISH_SUBSCRIBE, "subscriber-1", "SUB", closes=False, subscriber=1)
    for number in range(3):
        telling.sends("publisher-1", b"topic1", b"%d" % number)
    for socket, number in ((0, 0), (0, 1), (0, 2), (1, 0)):  # the second one is slow
        telling.receives("subscriber-1", b"topic1", b"%d" % number, socket=socket)
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.expected, totals.delivered, totals.in_flight, totals.lost) == (6, 4, 2, 0)
    assert [len(message.deliveries) for message in telling.traffic.messages.rows] == [2, 1, 1]


def test_nothing_more_is_due_to_a_closed_subscriber() -> None:
    telling = with_second(PUBLISH_SUBSCRIBE, "subscriber-1", "SUB", closes=True, subscriber=1)
    telling.sends("publisher-1", b"topic1", b"x")
    telling.receives("subscriber-1", b"topic1", b"x", socket=1)
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.expected, totals.delivered, totals.in_flight) == (1, 1, 0)


def tried_in_vain(types: tuple[str, str], *, linger: int) -> Telling:
    """A client closes two sockets that no server has ever answered, and a third one reaches the server that is back."""
    telling = Telling(two_roles(("server", types[0], 1), ("client", types[1], 1)))
    telling.kill("server-1")
    telling.change("client-1", closed=True)
    telling.report(after_ms=1_000)
    for number in (1, 2):
        telling.nodes["client-1"].open(types[1], connected=(ADDRESS,))
        telling.sends("client-1", b"Hello", socket=number)
        telling.report(after_ms=400)
        telling.change("client-1", number, closed=True, options={"LINGER": linger})
    telling.report(after_ms=400)
    telling.start("server")
    telling.nodes["client-1"].open(types[1], connected=(ADDRESS,))
    telling.nodes["client-1"].begins(3, telling.now_ns)
    telling.meet("server-1")
    telling.join("server-1")
    telling.send("client-1", ["server-1"], b"Hello", wire=3)
    for name in telling.nodes:
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    telling.report(after_ms=400)
    return telling


@pytest.mark.parametrize(
    ("types", "reason"),
    [(("REP", "REQ"), LossReason.GIVEN_UP), (("PULL", "PUSH"), LossReason.UNSENT)],
    ids=["REQ", "PUSH"],
)
def test_what_a_socket_that_never_had_a_peer_threw_away_is_not_what_arrived(
    types: tuple[str, str], reason: LossReason
) -> None:
    telling = tried_in_vain(types, linger=0)
    totals = telling.traffic.ledger.totals
    assert (totals.delivered, totals.in_flight, totals.lost_by_reason) == (1, 0, {reason: 2})
    *former, last = telling.traffic.messages.rows
    assert [dict(message.lost) for message in former] == [{"server-1": reason}] * 2
    assert [delivery.node for delivery in last.deliveries] == ["server-1"]
    assert not {"asker-gone", "died-with-messages"} & findings(telling).keys()


def test_a_request_that_was_given_up_is_said_to_have_been_by_its_client() -> None:
    telling = tried_in_vain(("REP", "REQ"), linger=0)
    said = why(telling.traffic, telling.traffic.messages.rows[0]).says
    assert any("client-1 had no reply in time and closed the REQ that had asked" in sentence for sentence in said)


def test_what_a_closed_socket_may_still_deliver_is_not_lost_at_once() -> None:
    telling = tried_in_vain(("PULL", "PUSH"), linger=-1)
    assert LossReason.UNSENT not in {reason for row in telling.traffic.messages.rows for reason in row.lost.values()}
