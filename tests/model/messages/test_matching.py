"""Each message is matched from the socket that sent it to those that received it, in whichever order they report."""

from __future__ import annotations

import pytest

from tests.telling import MS, Telling
from zmqplay.model.messages.matching import MATCHED_CALM
from zmqplay.model.messages.messages import PATIENCE_NS, Message
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.survey import SURVEY


def rows(telling: Telling) -> list[tuple[str, int, list[str]]]:
    """Sender, number and receivers of each message in the log."""
    return [
        (message.sender, message.number, [delivery.node for delivery in message.deliveries])
        for message in telling.traffic.messages.rows
    ]


def only(telling: Telling) -> Message:
    (message,) = telling.traffic.messages.rows
    return message


@pytest.mark.parametrize("order", [("producer-1", "worker-1"), ("worker-1", "producer-1")])
def test_the_receiver_may_report_before_the_sender(order: tuple[str, str]) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"Task", took_ms=0.5)
    for name in order:
        telling.tell(name)
    telling.tick()
    assert rows(telling) == [("producer-1", 1, ["worker-1"])]
    assert only(telling).latency_ns == MS // 2


def test_a_receive_whose_send_was_not_seen_is_shown_when_patience_ends() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.receives("worker-1", b"Task")
    telling.tell("worker-1")
    telling.tick(PATIENCE_NS / MS - 1)
    assert rows(telling) == []
    telling.tick(2)
    assert rows(telling) == [("producer-1", 0, ["worker-1"])]  # no other node can have sent it
    assert (only(telling).origin, only(telling).socket, only(telling).latency_ns) == (None, "PULL", None)


def test_a_send_that_is_reported_after_patience_has_ended_completes_its_row() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.sends("producer-1", b"Task")
    telling.freeze("producer-1")  # before it has reported
    telling.receives("worker-1", b"Task", after_ms=1)
    telling.tell("worker-1")
    telling.tick(PATIENCE_NS / MS + 1)
    assert rows(telling) == [("producer-1", 0, ["worker-1"])]
    telling.thaw("producer-1")
    telling.tell("producer-1")
    telling.tick()
    assert rows(telling) == [("producer-1", 1, ["worker-1"])]
    assert only(telling).latency_ns == MS


def test_a_later_send_of_the_same_content_is_another_message() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.receives("worker-1", b"Task")
    telling.tell("worker-1")
    telling.tick(PATIENCE_NS / MS + 1)
    telling.send("producer-1", ["worker-2"], b"Task")
    telling.report()
    assert rows(telling) == [("producer-1", 0, ["worker-1"]), ("producer-1", 1, ["worker-2"])]


def test_with_several_possible_senders_none_is_guessed() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.receives("server-1", b"Nobody's", b"Hello")
    telling.tell("server-1")
    telling.tick(PATIENCE_NS / MS + 1)
    assert rows(telling) == [("", 0, ["server-1"])]


def test_a_foreign_peer_is_the_sender_where_it_is_the_only_one() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1})  # workers bind, so that a foreign peer can send to them
    telling.visit("worker-1", "10.0.0.7:5000")
    telling.report()
    telling.pass_time(200)
    telling.report()
    telling.receives("worker-1", b"Task")
    telling.tell("worker-1")
    telling.tick(PATIENCE_NS / MS + 1)
    assert rows(telling) == [("10.0.0.7:5000", 0, ["worker-1"])]


def test_alike_messages_are_matched_in_order() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(3):
        telling.send("producer-1", ["worker-1"], b"same", took_ms=0.1 * (number + 1))
    telling.report()
    assert rows(telling) == [("producer-1", number, ["worker-1"]) for number in (1, 2, 3)]
    assert [message.latency_ns for message in telling.traffic.messages.rows] == [MS // 10, MS // 5, MS * 3 // 10]


def test_a_message_is_never_received_before_it_was_sent() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.receives("worker-1", b"same")
    telling.sends("producer-1", b"same")
    telling.report()
    telling.report()
    assert rows(telling) == [("producer-1", 0, ["worker-1"]), ("producer-1", 1, [])]


def test_the_envelope_at_a_router_is_no_part_of_the_content() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.send("client-1", ["server-1"], b"Hello", got=[b"Client1", b"Hello"])
    telling.send("server-1", ["client-1"], b"Client1", b"", b"World", got=[b"", b"World"])
    telling.report()
    assert rows(telling) == [("client-1", 1, ["server-1"]), ("server-1", 1, ["client-1"])]


def test_a_routed_message_is_received_by_its_owner_only() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.sends("server-1", b"Client1", b"same")
    telling.sends("server-1", b"Client2", b"same")
    telling.receives("client-2", b"same")
    telling.report()
    assert rows(telling) == [("server-1", 1, []), ("server-1", 2, ["client-2"])]


def test_a_generated_routing_id_is_learned_from_the_first_message() -> None:
    telling = Telling(DEALER_ROUTER)
    generated = b"\0\1\2\3\4"
    telling.send("client-3", ["server-1"], b"Hello", got=[generated, b"Hello"])
    telling.report()
    assert telling.traffic.peers.owner(generated) == "client-3"
    telling.send("server-1", ["client-3"], generated, b"World", got=[b"World"])
    telling.report()
    assert telling.traffic.ledger.totals.lost == 0


def test_a_publication_has_a_receiver_for_each_subscription() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1", b"x")
    telling.send("publisher-1", [], b"nobody's", b"x")
    telling.report()
    heard, unheard = telling.traffic.messages.rows
    assert (heard.expected, len(heard.deliveries), heard.topic) == (2, 2, b"topic1")
    assert (unheard.expected, unheard.deliveries) == (0, [])


def test_a_subscription_that_an_xpub_receives_is_due_to_no_node() -> None:
    telling = Telling(SURVEY)
    telling.subscribe("surveyor-1", b"S")
    telling.report()
    assert (rows(telling), only(telling).heads) == ([("", 0, ["surveyor-1"])], (b"\x01S",))
    assert telling.traffic.ledger.totals.sent == 0


def test_a_message_reported_late_moves_up_to_its_time() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(3):
        telling.sends("producer-1", b"%d" % number)
    samples = telling.nodes["producer-1"].samples
    telling.nodes["producer-1"].samples = samples[1:]
    telling.tell("producer-1")
    telling.nodes["producer-1"].samples = samples[:1]
    telling.tell("producer-1")
    assert [(message.row, message.number) for message in telling.traffic.messages.rows] == [(0, 1), (1, 2), (2, 3)]


def test_above_the_number_matched_between_two_ticks_some_messages_are_not_shown() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(MATCHED_CALM + 1):
        telling.sends("producer-1", b"%d" % number)
    telling.tell("producer-1")
    assert telling.traffic.sampled
    assert 0 < telling.traffic.messages.total < 100


def test_where_a_report_is_missing_not_every_message_was_seen() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"told")
    telling.report()
    assert not telling.traffic.sampled
    telling.send("producer-1", ["worker-1"], b"untold")
    telling.nodes["producer-1"].samples.clear()
    telling.nodes["producer-1"].sequence += 1
    telling.report()
    assert (telling.traffic.unseen_reports, telling.traffic.sampled) == (1, True)
