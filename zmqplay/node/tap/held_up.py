"""The tapped call or poll in which a thread waits, found from the thread's innermost frame.

Frames are recognised by the code objects of the tap's own closures, so that no function of the same name is mistaken.
"""

from __future__ import annotations

import selectors
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
CALLS = _codes_within(sends, receives)
POLLS = _codes_within(counted_poll) | {
    getattr(selectors, name).select.__code__ for name in SELECTORS if hasattr(selectors, name)
}
"""libzmq's poll behind `zmq.Poller` and `zmq.select`, and the waits of event loops."""


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
