"""What the receivers of a killed node provably got, the node has sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.model.visited import rest, totals
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.facts import Declared, LastCount, LastCounts, Reported
from zmqplay.model.nodes import NodeState
from zmqplay.model.summary.summary import summary
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.wire import Activity, Tally


@pytest.mark.parametrize("reports_before", [True, False])
def test_a_killed_node_is_credited_with_received_messages_that_it_had_not_counted(reports_before: bool) -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    for number in range(5):
        telling.send("client-1", ["server-1"], b"%d" % number)
        telling.send("server-1", ["client-1"], b"%d" % number)
    telling.nodes["server-1"].sockets[0].sent.messages = 4  # SIGKILL came within the fifth call
    telling.nodes["server-1"].samples.pop()
    telling.tell("server-1")
    if reports_before:
        telling.tell("client-1")
    telling.kill("server-1")
    telling.report()
    assert telling.traffic.nodes["server-1"].sent == 5
    assert (totals(telling).sent, totals(telling).delivered) == (10, 10)


@pytest.mark.parametrize(("is_only_watched", "closed"), [(True, False), (True, True), (False, False)])
def test_a_program_s_thread_may_be_in_send_when_the_process_ends(is_only_watched: bool, closed: bool) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    topology = replace(telling.traffic.topology, is_only_watched=is_only_watched)
    telling.take(Declared(telling.now_ns, topology, telling.traffic.addresses))
    telling.send("producer-1", ["worker-1"], b"Task 1")
    telling.report()
    if closed:
        telling.change("producer-1", closed=True)
    telling.receives("worker-1", b"Task 2")
    telling.stop("producer-1")
    for _ in range(2):
        telling.report()
    is_in_send = is_only_watched and not closed
    assert (totals(telling).sent, totals(telling).from_elsewhere) == ((2, 0) if is_in_send else (1, 1))


def test_a_killed_speaker_does_not_say_again_what_it_died_upon_before_it_counted_it() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task 1")
    telling.nodes["producer-1"].spoken = 1
    telling.tell("producer-1")
    telling.receives("worker-1", b"Task 1")
    telling.receives("worker-1", b"Task 2")
    telling.kill("producer-1")
    telling.tell("worker-1")
    producer = telling.traffic.nodes["producer-1"]
    assert (producer.sent, producer.speech.spoken) == (2, 2)


def test_a_killed_speaker_skips_no_message_though_its_last_report_was_made_between_making_and_sending_one() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task 1")
    telling.nodes["producer-1"].spoken = 2
    telling.tell("producer-1")
    telling.sends("producer-1", b"Task 2")
    telling.sends("producer-1", b"Task 3")
    telling.kill("producer-1")
    producer = telling.traffic.nodes["producer-1"]
    assert (producer.sent, producer.speech.spoken) == (3, 3)


def test_a_report_that_comes_after_the_last_counts_of_a_killed_speaker_takes_nothing_back() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task 1")
    telling.nodes["producer-1"].spoken = 1
    late = telling.nodes["producer-1"].report(telling.now_ns, Activity.IDLE)
    telling.sends("producer-1", b"Task 2")
    telling.kill("producer-1")
    telling.take(Reported(telling.now_ns, late))
    producer = telling.traffic.nodes["producer-1"]
    assert (producer.sent, producer.speech.spoken) == (2, 2)


def test_messages_of_a_foreign_peer_are_not_credited_to_a_killed_node() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1})
    telling.visit("worker-1", "10.0.0.7:5000")
    telling.report()
    telling.pass_time(200)
    telling.report()
    telling.receives("worker-1", b"from elsewhere")
    telling.kill("producer-1")
    telling.report()
    assert telling.traffic.nodes["producer-1"].sent == 0


def test_one_of_several_killed_senders_is_credited_with_what_was_received_beyond_all_counts() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1, "producer": 2})
    telling.send("producer-1", ["worker-1"], b"a")
    telling.send("producer-2", ["worker-1"], b"b")
    telling.receives("worker-1", b"c")  # of producer-2, which is killed within its send
    telling.tell("worker-1")
    telling.kill("producer-2")
    for _ in range(3):
        telling.report()
    assert [telling.traffic.nodes[name].sent for name in ("producer-1", "producer-2")] == [1, 2]
    assert (totals(telling).sent, totals(telling).delivered) == (3, 3)


def test_a_living_sender_that_reports_late_is_given_the_time_to_do_so() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1, "producer": 2})
    telling.kill("producer-2")
    telling.send("producer-1", ["worker-1"], b"a")
    telling.tell("worker-1")
    telling.tick(100)
    telling.tell("producer-1")
    for _ in range(3):
        telling.report()
    assert telling.traffic.nodes["producer-2"].sent == 0


def test_a_killed_publisher_is_credited_by_topic_and_the_publication_is_due_to_every_subscriber() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1", b"a")
    telling.report()
    telling.sends("publisher-1", b"topic1", b"b")
    for subscriber in ("subscriber-1", "subscriber-3"):
        telling.receives(subscriber, b"topic1", b"b")
    telling.receives("subscriber-1", b"topic1", b"c")  # the publisher is killed within its send
    telling.kill("publisher-1")
    for _ in range(3):
        telling.report()
    (socket,) = telling.traffic.nodes["publisher-1"].all_sockets
    assert (socket.sent.messages, socket.sent_by_key[b"topic1"].messages) == (3, 3)
    assert (totals(telling).sent, totals(telling).expected, totals(telling).delivered) == (3, 6, 5)


def test_a_publisher_killed_beside_a_foreign_one_is_credited_with_nothing() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE.turn("news"), {"subscriber": 1})
    telling.visit("subscriber-1", "10.0.0.7:5000")
    telling.report()
    telling.pass_time(200)
    telling.report()
    telling.kill("publisher-1")
    telling.receives("subscriber-1", b"topic1", b"from elsewhere")
    for _ in range(3):
        telling.report()
    assert (totals(telling).sent, totals(telling).from_elsewhere) == (0, 1)


@pytest.mark.parametrize(
    ("pattern", "sender", "receiver"),
    [(PUSH_PULL, "producer-1", "worker-1"), (PUBLISH_SUBSCRIBE, "publisher-1", "subscriber-1")],
    ids=lambda value: value.name if isinstance(value, Pattern) else "",
)
def test_what_a_killed_node_took_along_stays_lost_when_its_next_life_is_received_before_it_reports(
    pattern: Pattern, sender: str, receiver: str
) -> None:
    telling = Telling(pattern, {receiver.partition("-")[0]: 1})
    telling.send(sender, [receiver], b"topic1", b"a")
    telling.report()
    telling.sends(sender, b"topic1", b"never left")
    telling.tell(sender)
    telling.kill(sender)
    assert totals(rest(telling)).lost_by_reason == {LossReason.PEER_DIED: 1}
    telling.connect(telling.start(sender.partition("-")[0]), receiver)
    telling.join(sender)
    rest(telling)
    telling.send(sender, [receiver], b"topic1", b"b")
    telling.tick(60)
    telling.nodes[receiver].does(Activity.IDLE, telling.now_ns)
    telling.tell(receiver)
    telling.tick(60)
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert totals(rest(telling)).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert (totals(telling).delivered, totals(telling).in_flight) == (2, 0)


def killed_in_a_flood(telling: Telling, name: str, *, sent: int, received: int) -> None:
    """A node was killed while messages passed uncounted: it leaves these counts, which are not exact."""
    telling.take(LastCounts(telling.now_ns, name, [LastCount(0, Tally(sent), Tally(received), False, False)]))
    telling.end(name, NodeState.KILLED)
    telling.report()


def test_a_client_that_was_killed_in_a_flood_has_had_all_replies_but_the_last() -> None:
    telling = exchanged(9)
    killed_in_a_flood(telling, "client-1", sent=9, received=3)
    client = telling.traffic.nodes["client-1"]
    assert (client.sent, client.received, rest(telling).traffic.ledger.totals.lost) == (9, 8, 1)
    assert not client.life.exact


def test_a_server_that_was_killed_in_a_flood_has_received_what_it_has_answered() -> None:
    telling = exchanged(9)
    killed_in_a_flood(telling, "server-1", sent=2, received=3)
    server = telling.traffic.nodes["server-1"]
    assert (server.sent, server.received) == (9, 9)
    telling.start("server", 1)
    telling.stop("server-1")
    whole = summary(telling.traffic, telling.doctor, seconds=1.0, complete=True, now_ns=telling.now_ns)
    assert not any(node.counts_are_final for node in whole.nodes)


def exchanged(rounds: int) -> Telling:
    """Requests and replies of which only the client's counts are told: the server's last reports are missing."""
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.report()
    for end, other in (("client-1", "server-1"), ("server-1", "client-1")):
        telling.nodes[end].sockets[0].sent.messages = rounds
        telling.nodes[other].sockets[0].received.messages = rounds
    return telling
