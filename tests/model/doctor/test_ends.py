"""What the Doctor finds in the ends of nodes."""

from __future__ import annotations

import pytest

from tests.model.doctor.parties import PRODUCER, workers
from tests.model.story import Story
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Level
from zmqplay.wire import Activity


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("efsm", "zmq.error.ZMQError: Operation cannot be accomplished in current state"),
        ("no-text", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0x80"),
        ("frame-count", "ValueError: too many values to unpack (expected 2)"),
        ("timed-out", "zmq.error.Again: Resource temporarily unavailable"),
        ("host-unreachable", "zmq.error.ZMQError: Host unreachable"),
        ("crashed", "RuntimeError: not by zmqplay: Address already in use"),
    ],
)
def test_a_crash_is_explained_by_its_exception(rule: str, says: str) -> None:
    story = Story(PRODUCER, workers(1))
    story.end("worker-1", EndCause.RAISED, 1, says)
    assert set(story.found()) == {rule}


def test_a_taken_address_and_a_failure_that_was_wanted_are_told_by_their_cause() -> None:
    story = Story(PRODUCER, workers(2))
    story.end("worker-1", EndCause.ADDRESS_IN_USE, 1, "whatever it says")
    story.end("worker-2", EndCause.TOLD_TO_FAIL, 1, "whatever it says")
    found = story.found()
    assert set(found) == {"address-in-use", "told-to-fail"}
    assert found["told-to-fail"].level is Level.NOTE


def test_a_signal_from_outside_is_told_and_ours_is_not() -> None:
    story = Story(PRODUCER, workers(2))
    story.end("worker-1", EndCause.KILLED, -9)
    assert story.found() == {}
    story.end("worker-2", EndCause.KILLED_FROM_OUTSIDE, -6)
    assert "an assertion fails" in story.found()["killed"].says


def test_what_waited_at_a_node_that_died() -> None:
    story = Story(PRODUCER, workers(1))
    story.pass_on("producer-1", "worker-1", b"Task")
    story.send("producer-1", b"Task")
    story.tell()
    story.end("worker-1", EndCause.KILLED, -9)
    story.tell()
    assert "1 message waiting for it, lost now, from no. 2 on" in story.found()["died-with-messages"].says


def test_what_a_sender_did_not_get_rid_of() -> None:
    story = Story(workers(1), PRODUCER)
    story.send("producer-1", b"Task")
    story.tell()
    story.end("producer-1", EndCause.TOLD)
    story.does("worker-1", Activity.IDLE)
    story.tell(500)
    story.tell(500)
    assert "ended before 1 message had left it" in story.found()["unsent"].says


def test_a_node_that_cannot_end_for_what_it_still_has() -> None:
    story = Story(PRODUCER, workers(1))
    story.send("producer-1", b"Task")
    story.tell()
    story.stop("producer-1")
    story.tell(2_000)
    assert "1 message waits for peers" in story.found()["lingers"].says


def test_a_node_that_does_not_hear_that_it_shall_end() -> None:
    story = Story(PRODUCER, workers(1))
    story.does("worker-1", Activity.BUSY)
    story.tell()
    story.stop("worker-1")
    story.tell(2_000)
    assert "deaf" in story.found()
