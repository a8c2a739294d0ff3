"""libzmq's poll, with the time in it booked as idle; one that waits for messages ends the work on the last message."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import zmq

if TYPE_CHECKING:
    from collections.abc import Callable

    from .capture import Capture
    from .tapped import TappedSocket

POLLIN = int(zmq.POLLIN)


def counted_poll(
    original: Callable[..., Any], capture: Capture, tapped: Callable[[Any], TappedSocket | None]
) -> Callable[..., Any]:
    """Wrap `original`, which waits for one socket or several; `tapped` is what is tapped behind a socket."""
    clocks = capture.clocks

    @wraps(original)
    def zmq_poll(sockets: list[tuple[Any, int]], timeout: int = -1) -> Any:
        if not capture.open or capture.full:
            return original(sockets, timeout)
        if timeout and any(int(events) & POLLIN for _, events in sockets):
            clocks.mine().served()
        only = tapped(sockets[0][0]) if len(sockets) == 1 and hasattr(sockets[0][0], "underlying") else None
        if only is None:
            clocks.wait()
        else:
            clocks.wait_at(only.number)
        try:
            return original(sockets, timeout)
        finally:
            clocks.resume()

    return zmq_poll
