"""The fate of a message: told where it is known, and never guessed."""

from __future__ import annotations

import pytest

from tests.model.two_roles import PRODUCER, SERVER, routed, subscribed, two_roles
from tests.telling import Telling
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import Activity, Tally


def fates(telling: Telling) -> list[Fate]:
    """The fates of all messages, in order, after the ledger has been added up."""
    telling.report()
    return [fate_of(telling.traffic, message) for message in telling.traffic.messages.rows]


def test_arrived_messages_and_messages_in_a_queue() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.sends("producer-1", b"b")
    assert fates(telling) == [Fate.ARRIVED, Fate.WAITING]


def test_an_unsubscribed_message_is_unheard_and_an_overtaken_one_is_lost() -> None:
    telling = subscribed(b"a")
    telling.sends("publisher-1", b"b")
    telling.sends("publisher-1", b"a1")
    telling.send("publisher-1", ["subscriber-1"], b"a2")
    assert fates(telling) == [Fate.UNHEARD, Fate.LOST, Fate.ARRIVED]


def test_an_unplaced_message_waits_as_long_as_no_other_fate_is_possible() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 2)))
    telling.sends("producer-1", b"a")
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert message.waits_at == ()
    assert fates(telling) == [Fate.WAITING]


def test_a_message_to_an_unknown_routing_id_is_lost() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    telling.sends("server-1", b"Nobody", b"hello")
    assert fates(telling) == [Fate.LOST]


def test_with_a_foreign_peer_a_message_that_is_gone_is_elsewhere() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 0)))
    telling.nodes["producer-1"].does(Activity.IDLE, telling.now_ns)
    telling.visit("producer-1", "127.0.0.1:50001")
    telling.report(after_ms=500)
    telling.sends("producer-1", b"a")
    telling.report(after_ms=500)
    assert fates(telling) == [Fate.HANDED_OVER]


def test_where_the_messages_to_one_id_are_lost_those_to_another_wait() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 2)))
    telling.sends("server-1", b"Nobody", b"1")
    telling.sends("server-1", b"Stranger", b"2")
    telling.nodes["server-1"].sockets[0].received_by_key[b"Stranger"] = Tally(1, 1)
    assert fates(telling) == [Fate.LOST, Fate.WAITING]


def test_where_some_messages_to_one_id_are_lost_and_some_in_flight_the_fate_is_unknown() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 2)))
    telling.sends("server-1", b"Late", b"1")
    assert fates(telling) == [Fate.LOST]
    telling.nodes["server-1"].sockets[0].received_by_key[b"Late"] = Tally(1, 1)
    telling.report()
    telling.sends("server-1", b"Late", b"2")
    assert fates(telling) == [Fate.UNKNOWN, Fate.UNKNOWN]


@pytest.mark.parametrize("sampled", [False, True])
def test_where_messages_are_sampled_no_fate_is_claimed(sampled: bool) -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 2)))
    telling.sends("producer-1", b"a")
    telling.report()
    telling.nodes["producer-1"].sampled = sampled
    assert fates(telling) == [Fate.UNKNOWN if sampled else Fate.WAITING]


def test_a_message_that_waited_at_a_dead_node_is_lost() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.sends("producer-1", b"b")
    telling.report()
    telling.end("worker-1", NodeState.KILLED)
    assert fates(telling) == [Fate.ARRIVED, Fate.LOST]


def test_a_reply_to_an_id_that_was_heard_from_one_of_two_foreign_peers_is_handed_over() -> None:
    telling = routed(b"Own")
    for port in (50001, 50002):
        telling.visit("server-1", f"127.0.0.1:{port}")
    telling.report(after_ms=500)
    telling.receives("server-1", b"Ann", b"ask")
    telling.sends("server-1", b"Ann", b"answer")
    telling.sends("client-1", b"still under way")
    assert fates(telling)[-2:] == [Fate.HANDED_OVER, Fate.WAITING]


def test_a_reply_to_a_foreign_peer_stays_handed_over_when_a_message_to_another_id_is_lost() -> None:
    telling = routed(b"")  # a node of ours that has not spoken, and may have any id
    telling.visit("server-1", "127.0.0.1:50001")
    telling.report(after_ms=500)
    telling.receives("server-1", b"Ann", b"ask")
    telling.sends("server-1", b"Ann", b"answer")
    assert fates(telling)[-1:] == [Fate.HANDED_OVER]
    telling.sends("server-1", b"Nobody", b"hello")
    assert fates(telling)[-2:] == [Fate.HANDED_OVER, Fate.LOST]


def test_a_message_whose_receive_was_not_told_from_others_does_not_wait_once_all_has_arrived() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report()
    [message] = telling.traffic.messages.rows
    assert fate_of(telling.traffic, message) is Fate.WAITING
    telling.nodes["worker-1"].sockets[0].received.messages += 1
    for _ in range(3):
        telling.report()
    assert fate_of(telling.traffic, message) is Fate.UNKNOWN
