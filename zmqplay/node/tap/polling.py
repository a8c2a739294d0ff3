"""libzmq's poll, with the time in it booked as idle."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .capture import Capture


def counted_poll(original: Callable[..., Any], capture: Capture) -> Callable[..., Any]:
    """Wrap `original`, which waits for several sockets."""
    clocks = capture.clocks

    @wraps(original)
    def zmq_poll(sockets: list[tuple[Any, int]], timeout: int = -1) -> Any:
        if not capture.open or capture.full:
            return original(sockets, timeout)
        clocks.wait()
        try:
            return original(sockets, timeout)
        finally:
            clocks.resume()

    return zmq_poll
