"""The tap finds out, from a frame, in which of its calls a thread waits."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest
import zmq

from tests.node.nobody import Nobody
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.clock import BLOCKED, IDLE
from zmqplay.node.tap.held_up import direction_at, is_polling

DEADLINE_S = 10.0
Context = zmq.Context[zmq.Socket[bytes]]


@pytest.fixture
def tap() -> Iterator[Tap]:
    nobody = Nobody()
    tap = Tap(Capture(nobody, Clocks(nobody)), wary=0)
    tap.capture.open = False
    with tap.installed():
        yield tap


def frame_in(tap: Tap, call: Callable[[], object], context: Context) -> FrameType:
    """The innermost frame of a thread while it waits in the call; afterwards the context ends."""

    def held() -> None:
        try:
            call()
        except zmq.ContextTerminated:
            return

    thread = threading.Thread(target=held)
    thread.start()
    until = time.monotonic() + DEADLINE_S
    while time.monotonic() < until:
        frame = sys._current_frames().get(thread.ident or 0)
        if frame is not None and (direction_at(frame) is not None or is_polling(frame)):
            break
    else:
        pytest.fail("it is never seen to be held up")
    ending = threading.Thread(target=context.term)
    ending.start()
    thread.join(DEADLINE_S)  # first, since a socket must not be closed while another thread is in it
    tap.close_sockets()
    ending.join(DEADLINE_S)
    assert not ending.is_alive()
    return frame


CALLS: dict[str, list[object]] = {"send": [b"x"], "send_multipart": [[b"x"]], "recv": [], "recv_multipart": []}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_known_by_its_code_with_its_socket_and_direction(tap: Tap, name: str) -> None:
    context: Context = zmq.Context()
    _first = context.socket(zmq.PUSH)
    lonely = context.socket(zmq.PAIR)
    direction = direction_at(frame_in(tap, lambda: getattr(lonely, name)(*CALLS[name]), context))
    assert direction is not None
    clock = tap.capture.clocks.mine()
    direction.begin_for(clock)
    assert (clock.activity, clock.socket) == (BLOCKED if name.startswith("send") else IDLE, 1)


def test_a_poll_is_known_by_its_code() -> None:
    nobody = Nobody()
    tap = Tap(Capture(nobody, Clocks(nobody)))
    with tap.installed():
        context: Context = zmq.Context()
        quiet = context.socket(zmq.PULL)
        assert is_polling(frame_in(tap, quiet.poll, context))


def test_a_function_of_the_program_with_the_same_name_is_not_mistaken(tap: Tap) -> None:
    frames: list[FrameType] = []

    def recv(direction: object) -> None:
        assert direction is tap
        frames.append(sys._getframe())

    def zmq_poll() -> None:
        recv(tap)

    zmq_poll()
    assert direction_at(frames[0]) is None
    assert not is_polling(frames[0])
