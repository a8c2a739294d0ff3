"""The tapped call or poll in which a thread waits, found from the thread's innermost frame.

Frames are recognised by the code objects of the tap's own closures, so that no function of the same name is mistaken.
"""

from __future__ import annotations

import selectors
import sys
import threading
from types import CodeType
from typing import TYPE_CHECKING, Any

from .clock import BUSY, UNSEEN
from .direction import Direction
from .polling import counted_poll
from .receiving import receives
from .sending import sends

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from .clock import Clock, Clocks


def _codes_within(*makers: Callable[..., Any]) -> frozenset[CodeType]:
    return frozenset(code for maker in makers for code in maker.__code__.co_consts if isinstance(code, CodeType))


SELECTORS = ("SelectSelector", "PollSelector", "EpollSelector", "DevpollSelector", "KqueueSelector")
LOOPS = frozenset(getattr(selectors, name).select.__code__ for name in SELECTORS if hasattr(selectors, name))
"""The waits of event loops."""
CALLS = _codes_within(sends, receives)
POLLS = _codes_within(counted_poll) | LOOPS
"""libzmq's poll behind `zmq.Poller` and `zmq.select`, and the waits of event loops."""

ELSEWHERE = {
    ("threading", "wait"),
    ("threading", "join"),
    ("threading", "_wait_for_tstate_lock"),
    ("subprocess", "_wait"),
    ("subprocess", "_try_wait"),
    ("multiprocessing.popen_fork", "poll"),
}
"""Modules and functions in which a thread waits for another thread or a child."""
OURS = "zmqplay.node."
"""The beginning of the names of the modules in which a node waits for the user: a task's time passes there."""


def frames_of_others() -> dict[int, FrameType]:
    """The innermost frame of each other thread, by the thread's id.

    The caller's own frame would hold the dictionary, and so itself and the objects of all threads' frames: a socket
    that its program has let go would stay open until the next garbage collection.
    """
    frames = sys._current_frames()
    del frames[threading.get_ident()]
    return frames


def direction_at(frame: FrameType) -> Direction | None:
    """The direction of the socket whose tapped call `frame` is in; None if there is none.

    The call's frame is the innermost or the next one: pyzmq's own `send` may be between the call and libzmq.
    """
    for held in (frame, frame.f_back):
        if held is not None and held.f_code in CALLS:
            direction = held.f_locals.get("direction")
            if isinstance(direction, Direction):
                return direction
    return None


def is_polling(frame: FrameType) -> bool:
    """Whether `frame` waits for several sockets at once, or for the files of an event loop."""
    return frame.f_code in POLLS


def is_in_call(frame: FrameType) -> bool:
    """Whether `frame` is in a call of ZeroMQ that may wait."""
    return is_polling(frame) or direction_at(frame) is not None


def is_in_event_loop(frame: FrameType) -> bool:
    """Whether `frame` waits for the files of an event loop."""
    return frame.f_code in LOOPS


def waits_elsewhere(frame: FrameType) -> bool:
    """Whether `frame` waits for an event loop's files, another thread or a child."""
    if frame.f_code in LOOPS:
        return True
    caller: FrameType | None = frame
    if (_module(frame), frame.f_code.co_name) not in ELSEWHERE:
        return False
    while caller is not None and _module(caller) == "threading":
        caller = caller.f_back
    return caller is None or not _module(caller).startswith(OURS)


def living(clocks: Clocks, is_still: bool) -> dict[int, Clock]:
    """The clocks of the threads that have not ended, by thread, each with what its thread now waits for.

    With `is_still`, no message has passed for a time, so a thread that is unseen may wait in a call.
    """
    frames = frames_of_others()
    known = {thread.ident: thread.native_id for thread in threading.enumerate()}
    found = {
        thread: clock
        for thread, clock in clocks.by_thread()
        if thread in frames and known.get(thread, clock.native_id) == clock.native_id
    }
    for thread, clock in found.items():
        _look(clock, frames[thread], is_still)
    return found


def _look(clock: Clock, frame: FrameType, is_still: bool) -> None:
    """Enter on the clock what its thread waits for, if the thread's own calls have not said so."""
    doing = clock.doing()
    if (doing == BUSY and waits_elsewhere(frame)) or (
        doing == UNSEEN and is_still and (is_polling(frame) or waits_elsewhere(frame))
    ):
        clock.wait()
    elif doing == UNSEEN and is_still and (direction := direction_at(frame)):
        direction.begin_for(clock)


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
