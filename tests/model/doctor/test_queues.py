"""What the Doctor finds in queues: full, without a peer, frozen at the other end."""

from __future__ import annotations

from tests.model.doctor.parties import PRODUCER, PUBLISHER, subscribers, workers
from tests.model.story import Story
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import Activity


def test_a_sender_that_waits_for_anybody_to_come() -> None:
    story = Story(PRODUCER, workers(0))
    story.does("producer-1", Activity.BLOCKED)
    story.tell(2_000)
    assert "blocked-without-peer" in story.found()


def test_a_sender_that_queues_for_nobody() -> None:
    story = Story(workers(0), PRODUCER)
    story.event("producer-1", EventNumber.CONNECT_RETRIED)
    story.send("producer-1", b"Task")
    story.tell(2_000)
    assert "1 message" in story.found()["queued-without-peer"].says


def test_a_publisher_that_speaks_to_nobody() -> None:
    story = Story(PUBLISHER, subscribers(0))
    for _ in range(4):
        story.send("publisher-1", b"a", to=b"a")
        story.tell()
    assert "dropped-without-peer" in story.found()


def test_a_full_queue_is_back_pressure_while_something_moves_and_wrong_if_nothing_does() -> None:
    story = Story(PRODUCER, workers(1))
    story.does("producer-1", Activity.BLOCKED)
    story.tell(2_000)
    assert story.found()["blocked-at-high-water-mark"].level is Level.WRONG
    story.pass_on("producer-1", "worker-1", b"Task")
    story.tell()
    assert story.found()["blocked-at-high-water-mark"].level is Level.NOTE
    story.freeze("worker-1")
    assert "worker-1 is frozen, and" in story.found()["blocked-at-high-water-mark"].says


def test_what_a_publisher_drops_for_a_full_subscriber() -> None:
    story = Story(PUBLISHER, subscribers())
    story.work("subscriber-1", 50)
    story.send("publisher-1", b"a", b"1", to=b"a")
    story.receive("subscriber-1", story.send("publisher-1", b"a", b"2", to=b"a"), b"a", b"2", key=b"a")
    story.tell()
    found = story.found()["dropped-at-high-water-mark"]
    assert (found.happened, found.level) == (1, Level.WRONG)
    assert "the first was no. 1" in found.says


def test_a_frozen_node() -> None:
    story = Story(PRODUCER, workers(1))
    story.freeze("worker-1")
    assert story.found()["frozen"].level is Level.NOTE
    story.send("producer-1", b"Task")
    story.tell()
    assert "1 message waits for it" in story.found()["frozen"].says
