"""A message of a foreign program whose connection was never reported comes from elsewhere, and from no node of ours."""

from __future__ import annotations

import pytest

from tests.model.visited import links, rest, sums, totals
from tests.telling import MS, Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Reported, Stopping
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity

BOUND_BY_WORKER = PUSH_PULL.turn("tasks")


def hears_a_stranger(telling: Telling, name: str, ends: str, messages: int = 1) -> None:
    """A node receives so much from a foreign program that has just connected, and ends before it can tell of that."""
    if ends == "stopped":
        telling.take(Stopping(telling.now_ns, name))
    for number in range(messages):
        telling.receives(name, b"foreign %d" % number)
    if ends == "stopped":
        telling.tell(name, final=True)
        telling.end(name, NodeState.STOPPED)
    else:
        telling.kill(name)


def with_a_stranger_at_the_end(ends: str) -> Telling:
    """A worker that has received one message of ours, then one of a stranger in its last moment."""
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"ours")
    telling.report()
    hears_a_stranger(telling, "worker-1", ends)
    return rest(telling)


def impossible(telling: Telling) -> list[str]:
    for _ in range(8):
        telling.tick(250)
    return [finding.says for finding in telling.doctor.present if finding.rule == "impossible"]


@pytest.mark.parametrize("ends", ["stopped", "killed"])
def test_what_a_node_received_in_its_last_moment_beyond_all_that_was_sent_came_from_elsewhere(ends: str) -> None:
    telling = with_a_stranger_at_the_end(ends)
    assert sums(telling) == (1, 0, 0, 1)
    assert (totals(telling).sent, totals(telling).expected) == (1, 1)
    assert links(telling) == {("producer-1", "worker-1"): 1}
    assert impossible(telling) == []


@pytest.mark.parametrize("ends", ["stopped", "killed"])
def test_it_stays_so_whatever_is_sent_to_the_node_that_has_ended(ends: str) -> None:
    telling = with_a_stranger_at_the_end(ends)
    for number in range(5):
        telling.sends("producer-1", b"to a dead one %d" % number)
        assert sums(rest(telling)) == (1, number + 1, 0, 1)


def test_but_not_where_a_sender_has_ended_whose_last_counts_come_later() -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1, "producer": 2})
    for sender in ("producer-1", "producer-2"):
        telling.send(sender, ["worker-1"], b"from %s" % sender.encode())
    telling.report()
    telling.take(Stopping(telling.now_ns, "producer-2"))
    telling.sends("producer-2", b"its last")
    telling.receives("worker-1", b"its last")
    telling.end("producer-2", NodeState.STOPPED)
    telling.kill("worker-1")
    rest(telling)
    telling.tell("producer-2", final=True)
    assert sums(rest(telling)) == (3, 0, 0, 0)


def test_a_life_that_found_another_program_at_its_port_has_received_from_that() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.nodes["worker-1"].events.clear()
    telling.kill("worker-1")
    lonely = telling.start("worker")
    telling.nodes[lonely].events.clear()  # its monitor is not read any more
    telling.report()
    hears_a_stranger(telling, lonely, "stopped")
    telling.connect(telling.start("worker"))
    telling.join()
    telling.send("producer-1", ["worker-1"], b"ours")
    rest(telling)
    assert sums(telling) == (1, 0, 0, 1)
    assert impossible(telling) == []


def test_as_long_as_a_sender_has_not_told_all_what_was_received_may_be_its_own() -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    telling.report()
    telling.sends("producer-1", b"ours")
    hears_a_stranger(telling, "worker-1", "killed")
    assert sums(telling) == (1, 0, 0, 0)
    assert sums(rest(telling)) == (1, 0, 0, 0)


def test_more_than_can_have_come_in_the_last_moment_cannot_be() -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    for number in range(5):
        telling.receives("worker-1", b"claimed %d" % number)
        telling.report()
    hears_a_stranger(telling, "worker-1", "stopped", messages=2)
    assert "where 0 were sent. That cannot be" in impossible(telling)[0]


def test_nor_can_more_than_any_socket_receives_in_a_moment() -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    telling.report()
    telling.take(Stopping(telling.now_ns, "worker-1"))
    telling.nodes["worker-1"].sockets[0].received.messages = 10**9
    telling.tell("worker-1", final=True)
    telling.end("worker-1", NodeState.STOPPED)
    assert "That cannot be" in impossible(telling)[0]


def test_a_killed_sender_whose_counts_are_exact_is_credited_with_no_more_than_the_message_that_it_was_sending() -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"ours")
    telling.report()
    telling.receives("worker-1", b"sent, and not counted")
    hears_a_stranger(telling, "worker-1", "killed", messages=2)
    telling.kill("producer-1")
    rest(telling)
    assert sums(telling) == (2, 0, 0, 2)
    assert totals(telling).sent == 2


def test_publications_of_a_topic_that_no_publisher_of_ours_published_came_from_elsewhere() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE.turn("news"), {"subscriber": 1})
    telling.send("publisher-1", ["subscriber-1"], b"topic1", b"ours")
    telling.report()
    telling.take(Stopping(telling.now_ns, "subscriber-1"))
    telling.receives("subscriber-1", b"topic1foreign", b"theirs")
    telling.tell("subscriber-1", final=True)
    telling.end("subscriber-1", NodeState.STOPPED)
    rest(telling)
    assert sums(telling) == (1, 0, 0, 1)


@pytest.mark.parametrize("pattern", [PUSH_PULL, REQUEST_REPLY], ids=lambda pattern: pattern.name)
def test_of_a_session_without_strangers_nothing_came_from_elsewhere_when_its_nodes_end(pattern: Pattern) -> None:
    telling = Telling(pattern)
    sender, receiver = ("producer-1", "worker-1") if pattern is PUSH_PULL else ("client-1", "server-1")
    for number in range(3):
        telling.send(sender, [receiver], b"%d" % number)
    telling.report()
    telling.send(sender, [receiver], b"last")
    telling.kill(receiver)
    telling.tick(250)
    assert totals(telling).from_elsewhere == 0
    assert totals(rest(telling)).from_elsewhere == 0
    assert totals(telling).delivered == 4


def comes_and_goes(telling: Telling, host: str) -> None:
    """A foreign program connects and leaves before the host's monitor can look up who it is."""
    address = telling.nodes[host].sockets[0].facts.bound[0]
    telling.nodes[host].event(0, EventNumber.ACCEPTED, telling.now_ns, address, value=99)
    telling.nodes[host].event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns, address)
    telling.nodes[host].event(0, EventNumber.DISCONNECTED, telling.now_ns, address, value=99)


@pytest.mark.parametrize("activity", [Activity.IDLE, Activity.BUSY])
def test_what_a_program_sent_that_left_before_it_had_a_name_came_from_elsewhere(activity: Activity) -> None:
    telling = Telling(BOUND_BY_WORKER, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"ours")
    comes_and_goes(telling, "worker-1")
    telling.receives("worker-1", b"foreign")
    for _ in range(5):
        telling.send("producer-1", ["worker-1"], b"ours %d" % telling.now_ns)
        telling.report(activity)
    assert sums(telling) == (6, 0, 0, 1)
    assert impossible(telling) == []


@pytest.mark.parametrize("clients", [0, 1])
def test_the_reply_to_a_program_that_left_before_it_had_a_name_is_handed_over(clients: int) -> None:
    telling = Telling(REQUEST_REPLY, {"client": clients})
    comes_and_goes(telling, "server-1")
    telling.receives("server-1", b"foreign")
    telling.sends("server-1", b"reply")
    for number in range(clients):
        telling.send("client-1", ["server-1"], b"%d" % number)
        telling.send("server-1", ["client-1"], b"reply %d" % number)
    rest(telling)
    assert sums(telling) == (2 * clients, 0, 1, 1)
    assert totals(telling).lost == 0


@pytest.mark.parametrize("clients", [0, 1])
def test_so_is_the_reply_of_a_router(clients: int) -> None:
    telling = Telling(DEALER_ROUTER, {"client": clients})
    comes_and_goes(telling, "server-1")
    telling.receives("server-1", b"\x00nobody", b"foreign", key=b"\x00nobody")
    telling.sends("server-1", b"\x00nobody", b"reply", key=b"\x00nobody")
    rest(telling)
    assert sums(telling) == (0, 0, 1, 1)
    assert totals(telling).lost == 0


def test_a_client_of_ours_that_left_before_it_had_a_name_is_no_stranger() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    comes_and_goes(telling, "server-1")  # a socket that the client has closed since
    telling.send("client-1", ["server-1"], b"ours")
    telling.send("server-1", ["client-1"], b"reply")
    assert sums(rest(telling)) == (2, 0, 0, 0)


def test_what_a_killed_router_received_from_nobody_of_ours_came_from_elsewhere_whatever_is_sent_to_it_later() -> None:
    telling = Telling(DEALER_ROUTER, {"client": 2})
    for number in (1, 2):
        telling.change(f"client-{number}", routing_id=b"Client%d" % number)
    telling.send("client-1", ["server-1"], b"ours", got=[b"Client1", b"ours"])
    telling.report()
    for number in range(3):
        telling.receives("server-1", b"Foreign", b"%d" % number)
        telling.sends("server-1", b"Foreign", b"reply %d" % number)
    telling.tell("server-1")
    telling.kill("server-1")
    for sent in (5, 10):
        for number in range(5):
            telling.sends("client-1", b"to a dead one %d" % number)
        assert sums(rest(telling)) == (1, sent, 3, 3)
        assert links(telling)["client-1", "server-1"] == 1


def test_what_a_stalled_sender_counts_after_its_receiver_is_not_from_elsewhere_for_good() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.send("producer-1", ["worker-1"], b"one")
    telling.report()
    counted = telling.nodes["producer-1"].report(telling.now_ns + 100 * MS, Activity.IDLE)
    telling.send("producer-1", ["worker-1"], b"two")
    telling.stop("worker-1")  # which has counted both
    telling.pass_time(100)
    telling.take(Reported(telling.now_ns, counted))  # made before the second was sent, and sent off after a while
    telling.tick()
    for _ in range(6):
        telling.report()
    assert sums(telling) == (2, 0, 0, 0)
