"""One direction of a tapped socket: what its calls share, whatever they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import zmq

from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import BLOCKED, BUSY, IDLE, Clock
from zmqplay.node.tap.tally import KEYED_WHEN_RECEIVED, KEYED_WHEN_SENT, Keys
from zmqplay.wire import Tally


class Line:
    """One direction of a socket, as its closures see it."""

    def __init__(self, number: int, type_: str, sent: bool, capture: Capture, clock: Clock, times: list[int]) -> None:
        self._number = number
        self._type = type_
        self._sent = sent
        self._clock = clock
        self._times = times
        self.capture = capture
        keyed = KEYED_WHEN_SENT if sent else KEYED_WHEN_RECEIVED
        self.keys = Keys() if type_ in keyed else None

    def begin(self) -> int:
        """A call that may wait begins."""
        if not self._sent:
            self._clock.served()
        return self._clock.enter(BLOCKED if self._sent else IDLE, self._number, self._times)

    def end(self) -> int:
        """The call has returned or raised."""
        return self._clock.enter(BUSY, self._number, self._times)

    def show(self, message: int, size: int, time_ns: int, frames: Sequence[bytes | memoryview]) -> None:
        """Report one message; with it, so many have passed, of so many bytes."""
        self.capture.page.put(self._number, self._sent, message, size)
        if not self._sent:
            self._clock.taken(time_ns)
        self.capture.add(self._number, self._type, self._sent, message, time_ns, frames)

    def show_late(self, message: int, size: int, frames: Sequence[bytes | memoryview]) -> None:
        """Report a message whose call began when nobody looked, and returned when somebody did."""
        self.show(message, size, self.end(), frames)


def closed(*_args: object, **_kwargs: object) -> Any:
    """Stands for a call of a socket that has closed."""
    raise zmq.ZMQError(zmq.ENOTSOCK)


class Methods(NamedTuple):
    """What a direction's closures are for. The last three are of the receiving one."""

    one: Callable[..., Any]
    """`send` or `recv`."""
    multipart: Callable[..., Any]
    counts: Callable[[], Tally]
    close: Callable[[], None]
    """Raise ENOTSOCK from now on."""
    into: Callable[..., Any] = closed
    """`recv_into`."""
    by_hand: Callable[..., Any] = closed
    """`recv` of a socket whose messages are taken frame by frame."""
    get: Callable[..., Any] = closed
    """`get` of such a socket."""


def flat(data: Any) -> bytes | memoryview:
    """A buffer of any shape as plain bytes, in the order in which libzmq sends them."""
    view = memoryview(data)
    if not view.nbytes:
        return b""
    return view.cast("B") if view.c_contiguous else view.tobytes("A")
