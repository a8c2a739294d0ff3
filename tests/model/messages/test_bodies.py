"""Messages are kept in full up to a budget, the newest of them."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.push_pull import PUSH_PULL

LONG = b"[" + b"1," * 1_000 + b"1]"


def told(count: int = 1) -> Telling:
    telling = Telling(PUSH_PULL)
    for number in range(count):
        telling.send("producer-1", ["worker-1"], b"%d" % number, LONG)
    telling.report()
    return telling


def test_a_long_message_is_kept_in_full_beside_the_heads_of_its_frames() -> None:
    (message,) = told().traffic.messages.rows
    assert message.frames == (b"0", LONG)
    assert message.heads == (b"0", LONG[:512])
    assert message.deliveries[0].heads == message.heads


def test_of_the_oldest_only_the_heads_are_left_beyond_the_budget() -> None:
    telling = told(3)
    log = telling.traffic.messages
    log.bodies.budget = 2 * len(LONG) + 10
    assert [message.whole is None for message in log.rows] == [True, False, False]
    assert log.rows[0].frames == (b"0", LONG[:512])
    telling.send("producer-1", ["worker-1"], LONG)
    telling.report()
    assert [message.whole is None for message in log.rows] == [True, True, False, False]
    log.bodies.budget = -1
    assert all(message.whole is None for message in log.rows)


def test_a_message_whose_send_is_reported_late_is_known_in_full_as_it_was_sent() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.sends("client-3", LONG)
    telling.receives("server-1", b"\x00k\x8bEg", LONG)
    telling.tell("server-1")
    telling.tick(1_000)
    (message,) = telling.traffic.messages.rows
    assert message.origin is None
    assert message.frames[1:] == (LONG,)
    telling.tell("client-3")
    assert message.origin is not None
    assert message.frames == (LONG,)


def test_what_a_foreign_peer_has_sent_is_known_in_full() -> None:
    telling = Telling(PUSH_PULL)
    telling.visit("producer-1", "127.0.0.1:50000")
    telling.receives("worker-1", LONG)
    telling.tell("worker-1")
    telling.tick(1_000)
    (message,) = telling.traffic.messages.rows
    assert message.frames == (LONG,)
