"""What became of a message: told where it is known, and never guessed."""

from __future__ import annotations

import pytest

from tests.model.two_roles import PRODUCER, SERVER, subscribed, two_roles
from tests.telling import Telling
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.wire import Activity, Tally


def fates(telling: Telling) -> list[Fate]:
    """Of all messages, in their order, when the ledger has been added up."""
    telling.report()
    return [fate_of(telling.traffic, message) for message in telling.traffic.messages.rows]


def test_what_arrived_and_what_waits_in_a_queue() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.sends("producer-1", b"b")
    assert fates(telling) == [Fate.ARRIVED, Fate.WAITING]


def test_what_nobody_subscribed_to_is_unheard_and_what_was_overtaken_is_lost() -> None:
    telling = subscribed(b"a")
    telling.sends("publisher-1", b"b")
    telling.sends("publisher-1", b"a1")
    telling.send("publisher-1", ["subscriber-1"], b"a2")
    assert fates(telling) == [Fate.UNHEARD, Fate.LOST, Fate.ARRIVED]


def test_what_was_dealt_and_cannot_be_placed_waits_as_long_as_nothing_else_can_have_become_of_it() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 2)))
    telling.sends("producer-1", b"a")
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert message.waits_at == ()
    assert fates(telling) == [Fate.WAITING]


def test_what_a_router_sent_to_nobody_is_lost() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    telling.sends("server-1", b"Nobody", b"hello")
    assert fates(telling) == [Fate.LOST]


def test_beside_a_foreign_peer_what_has_left_for_good_is_elsewhere() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 0)))
    telling.nodes["producer-1"].does(Activity.IDLE, telling.now_ns)
    telling.visit("producer-1", "127.0.0.1:50001")
    telling.report(after_ms=500)
    telling.sends("producer-1", b"a")
    telling.report(after_ms=500)
    assert fates(telling) == [Fate.ELSEWHERE]


def test_where_some_were_lost_and_some_are_on_their_way_nobody_can_tell() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 2)))
    telling.sends("server-1", b"Nobody", b"1")
    telling.sends("server-1", b"Stranger", b"2")
    telling.nodes["server-1"].sockets[0].received_by_key[b"Stranger"] = Tally(1, 1)
    assert fates(telling) == [Fate.UNKNOWN, Fate.UNKNOWN]


@pytest.mark.parametrize("sampled", [False, True])
def test_where_not_all_is_seen_nothing_is_claimed(sampled: bool) -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 2)))
    telling.sends("producer-1", b"a")
    telling.report()
    telling.nodes["producer-1"].sampled = sampled
    assert fates(telling) == [Fate.UNKNOWN if sampled else Fate.WAITING]


def test_what_waited_at_a_node_that_died_is_lost() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.sends("producer-1", b"b")
    telling.report()
    telling.end("worker-1", NodeState.KILLED)
    assert fates(telling) == [Fate.ARRIVED, Fate.LOST]
