"""What came from foreign peers is booked to no node of ours, and what cannot be known is no number."""

from __future__ import annotations

import pytest

from tests.model.visited import STRANGER, flood, links, rest, sums, totals, visited
from tests.telling import Telling
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity

BOUND_BY_WORKER = PUSH_PULL.turn("tasks")


def test_tasks_of_a_foreign_push_are_none_of_our_producers() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1})
    for number in range(3):
        telling.send("producer-1", ["worker-1"], b"%d" % number)
        telling.receives("worker-1", b"foreign %d" % number)
    telling.report()
    assert sums(telling) == (3, 0, 0, 0)  # the origin of an unmatched receive is known after a while only
    telling.report()
    telling.report()
    assert sums(telling) == (3, 0, 0, 3)
    assert links(telling) == {("producer-1", "worker-1"): 3}
    assert [peer.received_from for peer in telling.traffic.peers.foreign.values()] == [3]


def test_of_two_producers_and_a_foreign_one_each_has_its_own_deliveries() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1, "producer": 2})
    for number in range(3):
        telling.send("producer-1", ["worker-1"], b"one %d" % number)
        telling.receives("worker-1", b"foreign %d" % number)
    telling.send("producer-2", ["worker-1"], b"two")
    telling.sends("producer-2", b"under way")
    for _ in range(3):
        telling.report(Activity.BUSY)
    assert sums(telling) == (4, 1, 0, 3)
    assert links(telling) == {("producer-1", "worker-1"): 3, ("producer-2", "worker-1"): 1}


def test_in_a_flood_from_both_only_what_is_certain_is_claimed() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1})
    flood(telling, "producer-1", 1_000, ("worker-1", 1_500))
    telling.report(Activity.BUSY)
    telling.report(Activity.BUSY)
    assert sums(telling) == (0, 1_000, 0, 500)  # 500 at least are foreign, and 1,000 may be
    assert links(telling) == {("producer-1", "worker-1"): None}
    assert sums(rest(telling)) == (1_000, 0, 0, 500)
    assert links(telling) == {("producer-1", "worker-1"): 1_000}


def test_requests_of_a_foreign_req_are_answered_and_counted_apart() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 1})
    for number in range(4):
        telling.send("client-1", ["server-1"], b"ours %d" % number)
        telling.send("server-1", ["client-1"], b"answer %d" % number)
        telling.receives("server-1", b"foreign %d" % number)
        telling.sends("server-1", b"foreign answer %d" % number)
    for _ in range(3):
        telling.report()
    assert sums(telling) == (8, 0, 4, 4)
    assert links(telling) == {("client-1", "server-1"): 4, ("server-1", "client-1"): 4}


def test_where_the_origin_of_a_request_stayed_unknown_so_is_how_many_answers_were_handed_over() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 1})
    flood(telling, "client-1", 1_005, ("server-1", 1_007))
    flood(telling, "server-1", 1_007, ("client-1", 1_004))
    telling.over()
    assert sums(telling)[2:] == (None, 2)


def test_an_answer_of_ours_is_in_flight_and_not_handed_over() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 1})
    telling.receives("server-1", b"foreign")
    telling.sends("server-1", b"foreign answer")
    telling.send("client-1", ["server-1"], b"ours")
    telling.tell("client-1")
    telling.freeze("client-1")
    telling.sends("server-1", b"answer")
    for _ in range(3):
        telling.tell("server-1")
        telling.tick(250)
    assert sums(telling) == (1, 1, 1, 1)


def test_a_router_tells_foreign_messages_by_their_routing_id() -> None:
    telling = visited(DEALER_ROUTER, "server-1", {"client": 1})
    for number in range(3):
        telling.send("client-1", ["server-1"], b"%d" % number, got=[b"Client1", b"%d" % number])
        telling.receives("server-1", b"Foreign", b"%d" % number)
        telling.sends("server-1", b"Foreign", b"answer")
    for _ in range(3):
        telling.report()
    assert sums(telling) == (3, 0, 3, 3)
    assert links(telling) == {("client-1", "server-1"): 3, ("server-1", "client-1"): 0}


def test_a_foreign_dealer_that_never_spoke_may_have_any_routing_id() -> None:
    telling = visited(DEALER_ROUTER, "server-1", {"client": 1})
    telling.sends("server-1", b"Ext", b"hello")
    telling.report()
    assert (sums(telling), totals(telling).lost) == ((0, 0, None, 0), 0)


def test_publications_of_a_foreign_pub_are_none_of_our_publisher_s() -> None:
    telling = visited(PUBLISH_SUBSCRIBE.turn("news"), "subscriber-1", {"subscriber": 1})
    for number in range(3):
        telling.send("publisher-1", ["subscriber-1"], b"topic1", b"%d" % number)
        telling.receives("subscriber-1", b"topic1", b"foreign %d" % number)
    for _ in range(3):
        telling.report()
    assert sums(telling) == (3, 0, 0, 3)
    assert links(telling) == {("publisher-1", "subscriber-1"): 3}


def test_topics_that_our_publishers_never_used_are_foreign_even_in_a_flood() -> None:
    telling = visited(PUBLISH_SUBSCRIBE.turn("news"), "subscriber-1", {"subscriber": 1})
    publisher, subscriber = (telling.nodes[name].sockets[0] for name in ("publisher-1", "subscriber-1"))
    for socket, topic, is_sent in (
        (publisher, b"topic1", True),
        (subscriber, b"topic1", False),
        (subscriber, b"topic9", False),
    ):
        socket.count_key(topic, 0, 500, sent=is_sent)
    flood(telling, "publisher-1", 500, ("subscriber-1", 1_000))
    telling.report(Activity.BUSY)
    telling.report(Activity.BUSY)
    assert totals(telling).from_elsewhere == 500


# --- what cannot be known


@pytest.mark.parametrize(("topic", "unheard"), [(b"nobody's", None), (b"topic1", 0)])
def test_whether_a_foreign_subscriber_heard_what_no_node_did_is_unknown(topic: bytes, unheard: int | None) -> None:
    telling = visited(PUBLISH_SUBSCRIBE, "publisher-1")
    telling.sends("publisher-1", topic, b"x")
    telling.report()
    assert totals(telling).unheard == unheard


def test_what_was_unheard_before_a_foreign_subscriber_came_is_known() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.sends("publisher-1", b"nobody's", b"x")
    telling.report()
    telling.visit("publisher-1", STRANGER)
    telling.report()
    telling.pass_time(200)
    telling.report()
    assert totals(telling).unheard == 1


@pytest.mark.parametrize("pattern", [REQUEST_REPLY, DEALER_ROUTER])
def test_a_server_without_clients_of_ours_answers_foreign_ones(pattern: Pattern) -> None:
    telling = visited(pattern, "server-1", {"client": 0}, peers=2)
    routing_id = [b"Foreign"] if pattern is DEALER_ROUTER else []
    for number in range(3):
        telling.receives("server-1", *routing_id, b"%d" % number)
        telling.sends("server-1", *routing_id, b"answer %d" % number)
    for _ in range(3):
        telling.report()
    assert sums(telling) == (0, 0, 3, 3)
    telling.kill("server-1")
    telling.tick()
    assert sums(telling) == (0, 0, 3, 3)


def test_what_a_worker_takes_from_foreign_producers_alone_comes_from_elsewhere() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1, "producer": 0})
    flood(telling, "worker-1", 0, ("worker-1", 1_500))
    assert sums(telling) == (0, 0, 0, 1_500)


def test_a_request_whose_sender_the_end_leaves_untold_is_ours_as_long_as_one_of_ours_is_under_way() -> None:
    telling = visited(REQUEST_REPLY, "server-1", {"client": 1})
    telling.sends("client-1", b"Hello")
    telling.receives("server-1", b"Hello, of which only the end was seen")
    telling.report(after_ms=10)
    telling.over()
    telling.tick()
    assert sums(telling)[0] == 1
    assert sums(telling)[3] == 0
