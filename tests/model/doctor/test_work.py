"""What the Doctor finds in how the work is shared out."""

from __future__ import annotations

from tests.model.doctor.parties import PRODUCER, workers
from tests.model.story import Story


def test_where_all_is_well_nothing_is_found() -> None:
    story = Story(PRODUCER, workers())
    for number in range(10):
        story.pass_on("producer-1", f"worker-{number % 2 + 1}", b"Task")
    story.tell(2_000)
    assert story.found() == {}


def test_a_slow_worker_that_holds_its_equal_share() -> None:
    story = Story(PRODUCER, workers())
    for number in range(20):
        story.send("producer-1", b"Task")
        if number % 2:
            story.receive("worker-2", number + 1, b"Task")
        elif number < 4:
            story.receive("worker-1", number + 1, b"Task")
    for _ in range(4):
        story.told["worker-1"].services_ns, story.told["worker-2"].services_ns = [100_000_000], [10_000]
        story.told["worker-1"].busy_ns += 250_000_000
        story.tell()
    assert "worker-1 needs 100 ms a task" in story.found()["slow-worker"].says


def test_a_worker_that_took_all_since_it_was_there_first() -> None:
    story = Story(PRODUCER, workers(1))
    for _ in range(9):
        story.send("producer-1", b"Task")
    story.tell()
    story.start("worker", "PULL", 2)
    story.tell()
    story.meet()
    story.tell(2_000)
    assert "9 messages of producer-1 still wait there" in story.found()["first-took-all"].says
