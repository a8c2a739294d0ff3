"""In a flood, a send and a receive are one row only where no unseen message can be the other half."""

from __future__ import annotations

from zlib import crc32

from tests.telling import Telling
from zmqplay.model.messages.thinning import MATCHED_LOADED
from zmqplay.node.tap.sample import digest_of
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.push_pull import PUSH_PULL


def flood(telling: Telling, *bodies: bytes) -> None:
    """Let both ends report these messages as some of a flood."""
    for body in bodies:
        telling.send("producer-1", ["worker-1"], body)
    for name in ("producer-1", "worker-1"):
        telling.nodes[name].sampled = True
        telling.tell(name)


def test_in_a_flood_both_ends_follow_the_same_of_the_messages_that_both_have_sampled() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    flood(telling, *(b"Task %d" % number for number in range(50)))
    telling.tick(300)
    rows = list(telling.traffic.messages.rows)
    assert len(rows) == MATCHED_LOADED // 2
    assert all(message.origin and message.deliveries and message.latency_ns for message in rows)


def test_in_a_flood_of_one_content_no_receive_is_given_a_send_and_a_latency() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    flood(telling, *[b"same"] * 50)
    telling.tick(300)
    rows = list(telling.traffic.messages.rows)
    assert rows
    assert {(message.origin, message.latency_ns) for message in rows} == {(None, None)}


def test_after_a_flood_equal_messages_are_matched_again() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    flood(telling, *[b"same"] * 50)
    telling.tick(300)
    for name in ("producer-1", "worker-1"):
        telling.nodes[name].sampled = False
    for _ in range(2):
        telling.send("producer-1", ["worker-1"], b"same")
    telling.report()
    last = list(telling.traffic.messages.rows)[-2:]
    assert [message.latency_ns for message in last] == [210_000, 210_000]


def tell_sampled(telling: Telling, *names: str) -> None:
    """Let these nodes report that more messages have passed than their reports show."""
    for name in names:
        telling.nodes[name].sampled = True
        telling.tell(name)


def test_in_a_flood_of_two_senders_an_equal_content_of_the_other_may_have_come_unseen() -> None:
    telling = Telling(PUSH_PULL, {"producer": 2, "worker": 1})
    telling.sends("producer-1", b"Task 7")
    telling.receives("worker-1", b"Task 7")  # it may be producer-2's, whose send was not sampled
    tell_sampled(telling, "producer-1", "producer-2", "worker-1")
    telling.tick(300)
    assert [message.latency_ns for message in telling.traffic.messages.rows] == [None]


def test_in_a_flood_the_routing_id_in_front_tells_whose_message_a_router_has_received() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.send("client-1", ["server-1"], b"Hello", got=[b"Client1", b"Hello"])
    telling.sends("client-2", b"other")
    tell_sampled(telling, "client-1", "client-2", "server-1")
    assert [(row.sender, row.latency_ns is None) for row in telling.traffic.messages.rows] == [("client-1", False)]


def test_in_a_flood_a_content_that_has_passed_twice_gets_no_latency_from_its_next_receive() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.send("producer-1", ["worker-1"], b"beat")
    tell_sampled(telling, "producer-1", "worker-1")
    telling.tick(300)
    before = len(telling.traffic.messages.rows)
    telling.sends("producer-1", b"beat")
    telling.receives("worker-1", b"beat")
    tell_sampled(telling, "producer-1", "worker-1")
    telling.tick(600)
    rows = list(telling.traffic.messages.rows)[before:]
    assert [(message.origin, message.latency_ns) for message in rows] == [(None, None)]


def is_kept(body: bytes) -> bool:
    """Two nodes share what is followed, so each keeps half of what it has chosen."""
    return digest_of("PUSH", [body]) % MATCHED_LOADED < MATCHED_LOADED // 2


def test_in_a_flood_the_messages_that_both_ends_choose_by_content_are_followed_first() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    bodies = [b"Task %d" % number for number in range(100)]
    hashes = sorted(crc32(body) for body in bodies)
    limit = hashes[20]
    for number, body in enumerate(bodies):
        telling.sends("producer-1", body)
        if number >= 20:  # the worker's window looks at later messages
            telling.receives("worker-1", body)
    for name in ("producer-1", "worker-1"):
        telling.nodes[name].sampled, telling.nodes[name].limit = True, limit
        telling.tell(name)
    chosen = [body for body in bodies[20:] if crc32(body) < limit and is_kept(body)]
    rows = [message for message in telling.traffic.messages.rows if message.origin]
    assert chosen
    assert [message.heads[0] for message in rows] == chosen
    assert all(message.latency_ns for message in rows)


def test_where_the_sender_samples_a_flood_a_receiver_that_shows_everything_is_followed_as_little() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(100):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
    telling.nodes["producer-1"].sampled = True
    telling.tell("producer-1")
    telling.tell("worker-1")
    telling.tick(300)
    rows = list(telling.traffic.messages.rows)
    assert len(rows) == MATCHED_LOADED // 2
    assert all(message.origin and message.deliveries for message in rows)


def test_soon_after_a_flood_every_message_is_followed_again() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    flood(telling, *(b"Task %d" % number for number in range(50)))
    telling.tick(300)
    followed = len(telling.traffic.messages.rows)
    for name in ("producer-1", "worker-1"):
        telling.nodes[name].sampled = False
    for number in range(100):
        telling.send("producer-1", ["worker-1"], b"More %d" % number)
    telling.tell("producer-1")
    telling.tell("worker-1")
    telling.tick(300)
    assert len(telling.traffic.messages.rows) == followed + 100


def test_the_few_latencies_of_a_flood_are_not_outvoted_by_the_many_from_before() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    for number in range(100):
        telling.send("producer-1", ["worker-1"], b"Before %d" % number)
    telling.report()
    for number in range(50):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number, took_ms=900)
    tell_sampled(telling, "producer-1")
    telling.pass_time(1_000)
    tell_sampled(telling, "worker-1")
    telling.tick(300)
    [link] = telling.traffic.ledger.find_links()
    assert link.latencies.percentile_ms(0.5) == 900
