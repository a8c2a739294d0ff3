"""What the Doctor finds in subscriptions and topics."""

from __future__ import annotations

from tests.model.doctor.parties import PRODUCER, PUBLISHER, subscribers, workers
from tests.model.story import Story
from zmqplay.model.doctor import Level
from zmqplay.wire import Activity, Tally


def published(topics: dict[bytes, int], *subscriptions: bytes) -> Story:
    """A publisher that has sent this many messages of each topic, and a subscriber to these, a while later."""
    story = Story(PUBLISHER, subscribers(), met=False)
    story.change("subscriber-1", subscriptions=subscriptions)
    story.meet()
    told = story.told["publisher-1"]
    told.sent = Tally(sum(topics.values()), 100)
    told.sent_by_key = {topic: Tally(messages, 10) for topic, messages in topics.items()}
    story.tell(2_000)
    return story


def test_a_subscriber_without_subscription() -> None:
    assert set(published({b"a": 20}).found()) == {"no-subscription"}


def test_a_subscription_that_matches_nothing_has_the_nearest_topic() -> None:
    found = published({b"weather": 20}, b"Wether").found()["matches-nothing"]
    assert "the nearest topic is 'weather'" in found.says
    assert found.level is Level.WRONG
    assert published({b"weather": 20}, b"qqq").found()["matches-nothing"].level is Level.NOTE


def test_a_subscription_that_is_the_beginning_of_another_topic() -> None:
    story = published({b"a1": 5, b"a10": 5, b"a1/x": 5}, b"a1")
    story.told["subscriber-1"].received_by_key = {topic: Tally(5, 10) for topic in (b"a1", b"a10", b"a1/x")}
    story.tell()
    assert "got 'a10' too (5 messages)" in story.found()["prefix-caught-more"].says


def test_matching_that_is_inverted_on_one_side_only() -> None:
    story = published({b"a": 20}, b"a")
    story.change("publisher-1", options={"INVERT_MATCHING": 1})
    story.tell()
    assert "half-inverted" in story.found()


def test_a_subscriber_that_came_late() -> None:
    story = Story(PUBLISHER, subscribers())
    for _ in range(3):
        story.send("publisher-1", b"a", b"1", to=b"a")
    story.tell()
    story.start("subscriber", "SUB", 2)
    story.tell()
    story.meet()
    story.tell()
    assert "subscriber-2 joined after 3 messages" in story.found()["slow-joiner"].says


def test_a_bound_subscriber_that_does_not_touch_its_socket() -> None:
    story = Story(("subscriber", "SUB", 1), ("publisher", "PUB", 1), met=False)
    story.does("subscriber-1", Activity.BUSY)
    story.meet()
    story.tell(2_000)
    assert "idle-bound-sub" in story.found()


def test_messages_of_several_frames_where_one_is_kept() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", options={"CONFLATE": 1})
    story.pass_on("producer-1", "worker-1", b"a", b"b")
    story.tell()
    assert "messages of 2 frames" in story.found()["conflate-multipart"].says
