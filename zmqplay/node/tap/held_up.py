"""The tapped call or poll in which a thread waits, found from the thread's innermost frame.

Frames are recognised by the code objects of the tap's own closures, so that no function of the same name is mistaken.
"""

from __future__ import annotations

import selectors
import sys
import threading
from types import CodeType
from typing import TYPE_CHECKING, Any

from zmqplay.node.tap.direction import Direction
from zmqplay.node.tap.polling import counted_poll
from zmqplay.node.tap.receiving import receives
from zmqplay.node.tap.sending import sends

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


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


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))
