"""One direction of a tapped socket: the state that its calls share."""

from __future__ import annotations

from time import monotonic_ns
from typing import TYPE_CHECKING, Any

import zmq

from .clock import BLOCKED, BUSY, IDLE
from .sample import FRAMES_SHOWN, HEAD_BYTES, digest_of
from .tally import KEYED_WHEN_RECEIVED, KEYED_WHEN_SENT, Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .capture import Capture
    from .clock import Clock
    from .tally import Counts


class Direction:
    """Sending or receiving on one socket, for the closures of that direction."""

    def __init__(self, number: int, socket_type: str, sent: bool, capture: Capture) -> None:
        """`number` is the socket's number; `sent` tells whether this is the sending direction."""
        self._number = number
        self._type = socket_type
        self._sent = sent
        self._clocks = capture.clocks
        self._put = capture.carrier.page.put
        self.capture = capture
        keyed = KEYED_WHEN_SENT if sent else KEYED_WHEN_RECEIVED
        self.keys = Keys() if socket_type in keyed else None

    def begin(self) -> int:
        """The calling thread begins a call that may wait; return the time."""
        return self.begin_for(self._clocks.mine())

    def begin_for(self, clock: Clock) -> int:
        """A call that may wait begins in the thread of `clock`; return the time."""
        if not self._sent:
            clock.served()
        return clock.enter(BLOCKED if self._sent else IDLE, self._number)

    def end(self) -> int:
        """The calling thread's call has returned or raised; return the time."""
        return self._clocks.mine().enter(BUSY, self._number)

    def show(self, message: int, size: int, time_ns: int, frames: Sequence[bytes | memoryview]) -> None:
        """Sample one message; `message` and `size` are this direction's totals including it."""
        if not self.capture.full:
            self._put(self._number, self._sent, message, size)
            if not self._sent:
                self._clocks.mine().taken(time_ns)
        sizes = tuple([len(frame) for frame in frames])
        heads = tuple([bytes(frame[:HEAD_BYTES]) for frame in frames[:FRAMES_SHOWN]])
        whole: tuple[bytes, ...] = ()
        if self.capture.shows_whole and (max(sizes) > HEAD_BYTES or len(sizes) > FRAMES_SHOWN):
            whole = self.capture.whole(frames, sizes)
        digest = digest_of(self._type, frames)
        self.capture.add((self._number, self._sent, message, time_ns, sizes, heads, digest, whole))

    def show_late(self, message: int, size: int, frames: Sequence[bytes | memoryview]) -> None:
        """Sample a message whose call was not watched, since it began in a full window."""
        self.show(message, size, monotonic_ns() if self.capture.full else self.end(), frames)


def closed(*_args: object, **_kwargs: object) -> Any:
    """Replaces a call of a socket that has closed."""
    raise zmq.ZMQError(zmq.ENOTSOCK)


class Methods:
    """The closures of one direction. The last three exist for receiving only.

    No NamedTuple, which takes a traced program half a millisecond to define.
    """

    __slots__ = "by_hand", "close", "counts", "get", "into", "multipart", "one"

    def __init__(
        self,
        one: Callable[..., Any],
        multipart: Callable[..., Any],
        counts: Callable[[], Counts],
        close: Callable[[], None],
        into: Callable[..., Any] = closed,
        by_hand: Callable[..., Any] = closed,
        get: Callable[..., Any] = closed,
    ) -> None:
        self.one = one
        """`send` or `recv`."""
        self.multipart = multipart
        """`send_multipart` or `recv_multipart`."""
        self.counts = counts
        """The direction's totals."""
        self.close = close
        """Let every closure raise ENOTSOCK from now on."""
        self.into = into
        """`recv_into`."""
        self.by_hand = by_hand
        """`recv` of a socket whose messages are received frame by frame."""
        self.get = get
        """`get` of such a socket."""


def flat(data: Any) -> bytes | memoryview:
    """A buffer of any shape as plain bytes, in the order in which libzmq sends them."""
    view = memoryview(data)
    if not view.nbytes:
        return b""
    return view.cast("B") if view.c_contiguous else view.tobytes("A")
