"""The Doctor's rules about subscriptions and topics."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, subscribed, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.wire import Activity, Tally


def published(topics: dict[bytes, int], *subscriptions: bytes) -> Telling:
    """A publisher that has sent these numbers of messages by topic, and a subscriber, a while later."""
    telling = subscribed(*subscriptions)
    told = telling.nodes["publisher-1"].sockets[0]
    told.sent = Tally(sum(topics.values()), 100)
    told.sent_by_key = {topic: Tally(messages, 10) for topic, messages in topics.items()}
    telling.report(after_ms=2_000)
    return telling


def test_a_subscriber_without_subscription() -> None:
    assert set(findings(published({b"a": 20}))) == {"no-subscription"}


def test_a_subscription_that_matches_nothing_has_the_nearest_topic() -> None:
    found = findings(published({b"weather": 20}, b"Wether"))["matches-nothing"]
    assert "the nearest topic is 'weather'" in found.says
    assert found.level is Level.WRONG
    assert findings(published({b"weather": 20}, b"qqq"))["matches-nothing"].level is Level.NOTE


def test_a_subscription_that_is_the_beginning_of_another_topic() -> None:
    telling = published({b"a1": 5, b"a10": 5, b"a1/x": 5}, b"a1")
    telling.nodes["subscriber-1"].sockets[0].received_by_key = {
        topic: Tally(5, 10) for topic in (b"a1", b"a10", b"a1/x")
    }
    telling.report()
    assert "got 'a10' too (5 messages)" in findings(telling)["prefix-caught-more"].says


def test_matching_that_is_inverted_on_one_side_only() -> None:
    telling = published({b"a": 20}, b"a")
    telling.change("publisher-1", options={"INVERT_MATCHING": 1})
    telling.report()
    assert "half-inverted" in findings(telling)


def test_a_subscriber_that_joined_late() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    for number in range(3):
        telling.sends("publisher-1", b"a", b"%d" % number)
    telling.report()
    telling.start("subscriber", 2)
    telling.report()
    telling.meet("subscriber-2")
    telling.join("subscriber-2")
    telling.report()
    assert "subscriber-2 joined after 3 messages" in findings(telling)["slow-joiner"].says


def test_a_bound_subscriber_that_does_not_use_its_socket() -> None:
    telling = Telling(two_roles(("subscriber", "SUB", 1), ("publisher", "PUB", 0)))
    telling.nodes["subscriber-1"].does(Activity.BUSY, telling.now_ns)
    telling.start("publisher")
    telling.meet("publisher-1")
    telling.join("publisher-1")
    telling.report(after_ms=2_000)
    assert "idle-bound-sub" in findings(telling)


def test_messages_of_several_frames_at_a_conflating_socket() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("worker-1", options={"CONFLATE": 1})
    telling.send("producer-1", ["worker-1"], b"a", b"b")
    telling.report()
    assert "messages of 2 frames" in findings(telling)["conflate-multipart"].says
