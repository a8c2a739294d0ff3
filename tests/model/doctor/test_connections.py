"""What the Doctor finds in connections, handshakes and socket options."""

from __future__ import annotations

from errno import EPIPE

import pytest

from tests.model.doctor.parties import PRODUCER, workers
from tests.model.story import Story
from zmqplay.model.event_numbers import EventNumber, ProtocolError


def test_two_sockets_that_do_not_go_together() -> None:
    story = Story(PRODUCER, ("worker", "SUB", 1))
    assert "a SUB meets PUB and XPUB only" in story.found()["wrong-pair"].says


def test_a_stranger_that_was_sent_away() -> None:
    story = Story(PRODUCER, workers(1))
    story.event("producer-1", EventNumber.ACCEPTED, peer="127.0.0.1:50001")
    story.tell(300)
    story.event("producer-1", EventNumber.DISCONNECTED, peer="127.0.0.1:50001")
    story.tell()
    assert "the program at 127.0.0.1:50001" in story.found()["wrong-pair"].says


@pytest.mark.parametrize(
    ("event", "value", "says"),
    [
        (EventNumber.HANDSHAKE_FAILED_AUTH, 400, "ZAP refused the key or password (400)"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, ProtocolError.CRYPTOGRAPHIC, "a wrong server key"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, ProtocolError.MECHANISM_MISMATCH, "other security than the other"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, 0x10000001, "breaks the protocol (0x10000001)"),
        (EventNumber.HANDSHAKE_FAILED_NO_DETAIL, 11, "did not answer in time"),
    ],
)
def test_a_handshake_that_failed(event: EventNumber, value: int, says: str) -> None:
    story = Story(PRODUCER, workers(1))
    story.event("producer-1", event, value)
    story.tell()
    assert says in story.found()["handshake-failed"].says


def test_a_peer_that_hangs_up_twice_is_a_failed_handshake_and_once_is_none() -> None:
    story = Story(PRODUCER, workers(1))
    for times in (1, 2):
        story.event("worker-1", EventNumber.HANDSHAKE_FAILED_NO_DETAIL, EPIPE)
        story.tell()
        assert ("handshake-failed" in story.found()) is (times == 2)


def test_an_option_that_came_too_late() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", late_options=("MAXMSGSIZE", "RCVHWM", "LINGER"))
    story.tell()
    assert "worker-1 sets MAXMSGSIZE after" in story.found()["option-too-late"].says


def test_a_frame_that_is_too_large() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", options={"MAXMSGSIZE": 10})
    story.send("producer-1", b"x" * 11)
    story.tell()
    assert "no frame over 10 bytes" in story.found()["too-large"].says


def test_an_ipc_path_that_two_have_bound() -> None:
    story = Story(("producer", "PUSH", 2), workers(1))
    for name in ("producer-1", "producer-2"):
        story.change(name, bound=("ipc:///tmp/x",))
    story.tell()
    assert story.found()["ipc-taken-over"].node == "producer-2"
