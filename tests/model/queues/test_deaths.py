"""Kills: which messages a killed node loses, which survive, and which go to its next life."""

from __future__ import annotations

from tests.model.queues.dealt import deal, dealt, links, totals, waiting
from tests.model.visited import flood, rest
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY


def test_a_killed_worker_loses_its_waiting_messages_by_number() -> None:
    telling = dealt(30, slow="worker-2")
    telling.kill("worker-2")
    telling.report()
    lost = links(telling)["worker-2"]
    assert lost.lost == {LossReason.PEER_DIED: 9}
    assert list(lost.lost_numbers) == list(range(5, 31, 3))
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 9}


def test_a_message_dealt_just_before_its_worker_died_is_lost_there_though_it_is_reported_afterwards() -> None:
    telling = dealt(5, workers=2)
    telling.sends("producer-1", b"Task 6")  # worker-2's turn
    telling.kill("worker-2")
    telling.tell("producer-1")
    telling.send("producer-1", ["worker-1"], b"Task 7")
    rest(telling)
    found = links(telling)
    assert (found["worker-1"].delivered, found["worker-1"].lost) == (4, {})
    assert found["worker-2"].lost == {LossReason.PEER_DIED: 1}
    assert list(found["worker-2"].lost_numbers) == [6]


def test_a_message_sent_before_the_connection_of_a_dead_worker_was_taken_down_is_lost_there() -> None:
    telling = dealt(5, workers=2)
    telling.kill("worker-2")
    telling.sends("producer-1", b"Task 6")  # libzmq has told of the end, and its pipe is still dealt to
    telling.tell("producer-1")
    telling.send("producer-1", ["worker-1"], b"Task 7")
    telling.send("producer-1", ["worker-1"], b"Task 8")
    rest(telling)
    found = links(telling)
    assert (found["worker-1"].delivered, found["worker-1"].lost) == (5, {})
    assert found["worker-2"].lost == {LossReason.PEER_DIED: 1}
    assert totals(telling).in_flight == 0


def test_messages_that_a_killed_worker_could_not_report_are_delivered() -> None:
    telling = dealt(30, slow="worker-2")
    telling.receives("worker-2", b"Task 5")  # counted in its page, never reported
    telling.kill("worker-2")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 8}
    assert totals(telling).delivered == 22
    oldest = next(message for message in telling.traffic.messages.rows if message.number == 5)
    assert ([delivery.node for delivery in oldest.deliveries], oldest.latency_ns) == (["worker-2"], None)


def test_messages_in_a_connecting_sender_s_pipe_outlive_the_receiver() -> None:
    telling = Telling(PIPELINE, {"worker": 1})
    big = b"x" * 5_000
    for number in range(20):
        telling.send("worker-1", [], b"%d" % number + big, wire=1)
    telling.report()
    telling.kill("sink-1")
    telling.report()
    assert totals(telling).lost == 0
    assert totals(telling).in_flight == 20


def test_messages_that_fit_into_the_kernel_die_with_the_receiver() -> None:
    telling = Telling(PIPELINE, {"worker": 1})
    telling.send("worker-1", [], b"small", wire=1)
    telling.report()
    telling.kill("sink-1")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}


def test_a_restarted_worker_is_dealt_only_later_messages() -> None:
    telling = dealt(6, workers=2)
    telling.kill("worker-2")
    telling.report()
    telling.start("worker", 2)
    telling.meet("worker-2")
    telling.join("worker-2")
    for number in range(7, 13):
        telling.send("producer-1", [f"worker-{number % 2 + 1}"] * (number < 9), b"Task %d" % number)
    telling.report()
    assert waiting(telling) == [2, 2]
    assert totals(telling).lost == 0


def test_numbers_go_on_when_a_sender_starts_again() -> None:
    telling = dealt(4, workers=2)
    telling.kill("producer-1")
    telling.start("producer", 1)
    telling.meet("producer-1")
    telling.join("producer-1")
    telling.send("producer-1", ["worker-1"], b"Task again")
    telling.report()
    assert [message.number for message in telling.traffic.messages.rows] == [1, 2, 3, 4, 5]
    assert totals(telling).sent == totals(telling).delivered == 5


def test_a_request_that_waited_at_a_killed_server_is_lost_and_the_other_is_not() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-1", ["server-1"], b"Hello")
    telling.send("client-2", [], b"Hello too")
    telling.report()
    telling.kill("server-1")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert totals(telling).in_flight == 0


def test_a_message_at_a_silent_worker_is_not_lost_because_another_worker_died_before_it_was_sent() -> None:
    telling = dealt(3)
    telling.kill("worker-3")
    telling.report()
    deal(telling, 4, workers=2, first=4)
    telling.sends("producer-1", b"Task 8")
    telling.tell("producer-1")
    for node in telling.nodes.values():
        node.since_ns = telling.now_ns
    for _ in range(4):  # the machine is busy: a second passes before worker-2 runs again
        telling.report()
    assert (totals(telling).lost_by_reason, totals(telling).in_flight) == ({}, 1)
    telling.receives("worker-2", b"Task 8")
    telling.sends("producer-1", b"Task 9")
    for node in telling.nodes.values():
        node.since_ns = None
    telling.report()
    assert (totals(telling).delivered, totals(telling).in_flight, totals(telling).lost) == (8, 1, 0)
    assert not any(message.lost for message in telling.traffic.messages.rows)
    assert [link.lost for link in links(telling).values()] == [{}] * 3
    assert [link.lost_numbers for link in links(telling).values()] == [[]] * 3


def test_a_link_whose_losses_are_unknown_names_no_lost_message() -> None:
    telling = dealt(30, slow="worker-3")
    telling.kill("worker-3")
    rest(telling)
    assert [link.lost_numbers for link in links(telling).values() if link.lost]
    flood(telling, "producer-1", 600, ("worker-1", 200), ("worker-2", 300))
    telling.kill("worker-2")
    rest(telling)
    found = list(links(telling).values())
    assert totals(telling).lost > 100
    assert [(link.lost, link.lost_numbers) for link in found] == [(None, [])] * 3


def test_what_a_stopped_pair_sent_after_its_peer_was_gone_never_left_it() -> None:
    telling = Telling(PAIR, {"peer": 2})
    telling.sends("peer-2", b"under way")
    telling.report()
    telling.stop("peer-1")
    telling.pass_time(1)
    telling.sends("peer-2", b"into the queue")
    telling.sends("peer-2", b"and this one")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert totals(telling).in_flight == 2  # peer-1 may bind again
    telling.stop("peer-2")
    telling.report()
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1, LossReason.UNSENT: 2}


def test_what_a_killed_pair_had_in_its_queue_died_with_it() -> None:
    telling = Telling(PAIR, {"peer": 2})
    telling.stop("peer-1")
    telling.pass_time(1)
    telling.sends("peer-2", b"into the queue")
    telling.report()
    telling.kill("peer-2")
    telling.report()
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}


def test_a_receive_counted_before_its_send_does_not_hide_that_a_message_was_dealt_to_a_worker_that_died() -> None:
    telling = Telling(PUSH_PULL, {"worker": 3})
    telling.sends("producer-1", b"Task 1")  # to worker-2 or worker-3: nothing tells which
    telling.kill("worker-2")
    telling.tell("producer-1")
    telling.sends("producer-1", b"Task 2")
    telling.receives("worker-1", b"Task 2")
    telling.tell("worker-1")
    telling.tick()  # as many were received as were sent, by what has been reported
    telling.tell("producer-1")
    rest(telling)
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert totals(telling).in_flight == 0


def unmet() -> Telling:
    """A server, and a client that has connected before there was anybody, has asked, and has not met it yet."""
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.start("client", 2)
    telling.nodes["client-2"].events.clear()
    telling.sends("client-2", b"Hello")
    telling.report()
    return telling


def test_what_never_left_a_socket_that_has_met_nobody_does_not_die_with_the_server() -> None:
    telling = unmet()
    telling.kill("server-1")
    rest(telling)
    assert (totals(telling).in_flight, totals(telling).lost) == (1, 0)


def test_what_never_left_a_socket_goes_with_its_linger_and_not_with_the_server() -> None:
    telling = unmet()
    telling.kill("server-1")
    rest(telling)
    telling.change("client-2", closed=True, options={"LINGER": 0})
    rest(telling)
    assert totals(telling).lost_by_reason == {LossReason.GIVEN_UP: 1}


def test_what_never_left_a_program_that_has_ended_is_unsent() -> None:
    telling = unmet()
    telling.stop("client-2")
    telling.kill("server-1")
    rest(telling)
    assert totals(telling).lost_by_reason == {LossReason.UNSENT: 1}
