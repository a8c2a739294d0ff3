"""Which messages are looked at: all of them at human speed, under load a bounded number a window."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from zlib import crc32

from zmqplay.counters import Page
from zmqplay.node.tap.clock import UNSEEN, Clock
from zmqplay.wire import Sample

WINDOW_NS = 33_000_000
LOADED_NS = 3 * WINDOW_NS
"""Between two reports: while all that passes is shown, and when it is not, since no pane shows it sooner.

Windows begin at multiples of it, at the same instant in all nodes.
"""
CALM, LOADED = 256, 16
"""Messages that a window shows: when no more passed in the last one, and when more did."""
FRAMES_SHOWN = 16
HEAD_BYTES = 512
HASHED_BYTES = 16_384


class Capture:
    """The samples since the last report, and whether there is room for more."""

    __slots__ = ("_clock", "_left", "open", "page", "samples")

    def __init__(self, clock: Clock, page: Page | None = None) -> None:
        self._clock = clock
        self.page = page or Page()
        self._left = CALM
        self.samples: deque[Sample] = deque()
        self.open = True
        """Look at the next message. The one thing that the hot path asks."""

    def begin_window(self, passed: int) -> bool:
        """Open again; say whether the last window, in which so many passed, closed before its end: some were unseen."""
        closed = not self.open
        self._left = CALM if passed <= CALM else LOADED
        self.open = True
        return closed

    def add(
        self, socket: int, type_: str, sent: bool, number: int, time_ns: int, frames: Sequence[bytes | memoryview]
    ) -> None:
        """Keep one message; close when the window is full."""
        self.samples.append(
            Sample(
                socket,
                sent,
                number,
                time_ns,
                tuple([len(frame) for frame in frames]),
                tuple([bytes(frame[:HEAD_BYTES]) for frame in frames[:FRAMES_SHOWN]]),
                _digest(type_, frames),
            )
        )
        self._left -= 1
        if self._left <= 0:
            self.open = False
            self.page.close_eyes()
            self._clock.enter(UNSEEN, socket, self._clock.times)
        if self._clock.dozing:
            self._clock.wake()


def _digest(type_: str, frames: Sequence[bytes | memoryview]) -> int:
    """A hash of what both ends of a wire see alike: without the routing id and the delimiter of an envelope."""
    first = 0
    if type_ == "ROUTER" and len(frames) > 1:
        first = 1
    if type_ in ("ROUTER", "DEALER") and len(frames) > first + 1 and not len(frames[first]):
        first += 1
    digest = 0
    for frame in frames[first:]:
        digest = crc32(frame[:HASHED_BYTES], crc32(len(frame).to_bytes(8), digest))
    return digest
