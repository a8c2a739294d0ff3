"""libzmq's poll, which never returns before its time although a signal interrupts it.

After a signal pyzmq polls again for the time that is left, but it measures the time that has passed in whole seconds
(`zmq_poll` of its Cython backend, seen in 27.3): a poll in which a second of the clock began returns up to a second too
early. A poll in which none began waits its whole time again: it may return late, and nothing here shortens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from math import ceil
from time import monotonic
from typing import Any

from zmqplay.node.tap.patches import Patches
from zmqplay.node.tap.pyzmq_private import POLL, poll_module


@contextmanager
def whole_polls() -> Iterator[None]:
    """Let `zmq.Poller`, `zmq.select` and `Socket.poll` wait their whole time within the block."""
    patches = Patches()
    patches.put(poll_module, POLL, _whole(vars(poll_module)[POLL]))
    try:
        yield
    finally:
        patches.undo()


def _whole(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `original`, which may return nothing too early."""

    @wraps(original)
    def zmq_poll(sockets: list[tuple[Any, int]], timeout: int = -1) -> Any:
        if timeout <= 0:
            return original(sockets, timeout)
        until = monotonic() + timeout / 1000
        while True:
            ready = original(sockets, timeout)
            left_s = until - monotonic()
            if ready or left_s <= 0:
                return ready
            timeout = ceil(left_s * 1000)

    return zmq_poll
