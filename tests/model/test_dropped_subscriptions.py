"""Subscriptions that a SUB dropped itself, past its own SNDHWM."""

from __future__ import annotations

from zmqplay.model.dropped_subscriptions import dropped_subscriptions, dropped_when_connected
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import SocketFacts, Tally


def subscriber(*subscriptions: bytes, type_: str = "SUB", **options: int) -> SocketTraffic:
    facts = SocketFacts(type_, connected=("tcp://127.0.0.1:1",), subscriptions=subscriptions, options=dict(options))
    return SocketTraffic("subscriber-1", 0, facts)


def dropped(socket: SocketTraffic) -> frozenset[bytes]:
    return dropped_subscriptions(socket, socket.facts.subscriptions)


def test_of_more_subscriptions_than_sndhwm_the_last_by_bytes_are_dropped() -> None:
    assert dropped(subscriber(b"a", b"b", b"c", b"d", SNDHWM=3)) == {b"d"}
    assert dropped(subscriber(*(b"k%04d" % n for n in range(1_002)))) == {b"k1000", b"k1001"}


def test_those_that_were_made_last_may_be_dropped_too() -> None:
    assert dropped(subscriber(b"d", b"c", b"b", b"a", SNDHWM=3)) == {b"d", b"a"}


def test_none_is_dropped_within_the_limit_without_one_and_where_one_topic_is_subscribed_to_twice() -> None:
    assert not dropped(subscriber(b"a", b"b", SNDHWM=2))
    assert not dropped(subscriber(b"a", b"b", b"c", SNDHWM=0))
    assert not dropped(subscriber(b"a", b"b", b"a", SNDHWM=2))
    assert not dropped(subscriber(b"a", b"b", type_="PULL", SNDHWM=1))


def test_a_subscription_for_which_a_message_arrived_was_not_dropped() -> None:
    socket = subscriber(b"a", b"b", b"c", b"d", SNDHWM=2)
    socket.received_by_key[b"d.oslo"] = Tally(1, 10)
    assert dropped(socket) == {b"c"}


def test_a_sub_that_connects_sends_its_first_subscriptions_by_bytes() -> None:
    assert dropped_when_connected(subscriber(b"d", b"c", b"b", b"a", b"a", SNDHWM=3)) == {b"d"}
    assert not dropped_when_connected(subscriber(b"d", b"c", SNDHWM=0))
