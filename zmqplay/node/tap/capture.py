"""Which messages are sampled: all at human speed; under load, a bounded number in each time window.

Under load, a window samples its first messages; of the next it looks at the content, and samples those whose content's
hash is below a limit. Both ends of a wire choose alike (trajectory sampling: Duffield and Grossglauser, 2001). Where
the two look at the same messages, both have the same samples. A queue shifts what one end looks at against the other;
so each window looks at LOOKED_AT messages, which at up to some 20,000 a second is all of them: no queue matters then.
Where that is not all of them, only each EACH-th window looks, the same in all nodes.
"""

from __future__ import annotations

from time import monotonic_ns
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .carrier import Carrier
    from .clock import Clocks
    from .sample import Sample

WINDOW_NS = 33_000_000
LOADED_NS = 3 * WINDOW_NS
"""The time between two reports under load; WINDOW_NS while every message is shown. No pane shows more under load.
Windows begin at multiples of this time, at the same instant in all nodes."""
CALM, LOADED = 256, 16
"""Messages sampled per window: CALM if at most that many passed in the last window, otherwise LOADED."""
LOOKED_AT, CHOSEN = 2_048, 8
"""Of the messages after the first LOADED: how many are looked at in a window, and how many of these are sampled, on
average. Looking costs 0.2 to 0.4 µs a message, so at most 1 % of a thread's time (CPython 3.11)."""
EACH = 4
"""Of how many windows one looks at messages, where more pass than are looked at."""
CHOSEN_BY = 256
"""Bytes of the last frame that the hash is of. The same as in `zmqplay.wire`."""
LIMIT = 2**32 * CHOSEN // LOOKED_AT
"""A message is chosen if the hash of its content is smaller; the same in all nodes, so that they choose alike."""


MOST_WHOLE, WHOLE_A_SECOND = 1_000_000, 2_000_000
"""Bytes of messages that are sampled in full while every message is shown: at once, and on average."""


class Capture:
    """Decides whether this window has room for another sample. Threads may share it."""

    __slots__ = (
        "_calm", "_keep", "_left", "_looks", "_whole", "_whole_ns",
        "carrier", "choosing", "clocks", "full", "open", "shows_whole",
    )  # fmt: skip

    def __init__(self, carrier: Carrier, clocks: Clocks, *, calm: int = CALM) -> None:
        self.carrier = carrier
        self._keep = carrier.keep
        self.clocks = clocks
        self._calm = self._left = calm
        self._looks = LOOKED_AT
        self.open = True
        """Look at the next message. Under load, the tapped calls mostly read nothing but this."""
        self.choosing = 0
        """How many more messages this window looks at, to choose some; 0 while it samples every message."""
        self.full = False
        """The window samples at most those that it chooses; other messages pass uncounted on the page."""
        self.shows_whole = True
        """Messages are sampled in full, as long as `whole` has room."""
        self._whole, self._whole_ns = MOST_WHOLE, monotonic_ns()
        """The bytes that may be sampled in full now, and when they were last added to."""

    def begin_window(self, passed: int) -> bool:
        """Start a window; return whether the last one, in which `passed` messages passed, left some unsampled."""
        filled = not self.open or self.choosing > 0
        self._left = self._calm if passed <= self._calm else LOADED
        passes_all = passed > 2 * LOOKED_AT and monotonic_ns() // LOADED_NS % EACH > 0  # a message may be sent on
        self._looks = 0 if passes_all else LOOKED_AT
        self.choosing, self.full = 0, False
        self.shows_whole = passed <= self._calm
        self.open = True
        return filled

    def whole(self, frames: Sequence[bytes | memoryview], sizes: Sequence[int]) -> tuple[bytes, ...]:
        """These frames in full, if there is room for their bytes; else nothing."""
        now, length = monotonic_ns(), sum(sizes)
        self._whole = min(MOST_WHOLE, self._whole + (now - self._whole_ns) * WHOLE_A_SECOND // 1_000_000_000)
        self._whole_ns = now
        if length > self._whole:
            return ()
        self._whole -= length
        return tuple([bytes(frame) for frame in frames])

    def add(self, sample: Sample) -> None:
        """Keep one sample; once the window is full, only choose, from then on."""
        self._keep(sample)
        self._left -= 1
        if self._left <= 0 and not self.full:
            self.full = True
            self.carrier.page.begin_gap()
            self.clocks.close_window()
            self.choosing = self._looks
            self.open = self._looks > 0
        if self.carrier.wants_messages:
            self.carrier.wake()

    def chooses(self, last: bytes | memoryview) -> bool:
        """Whether to sample a message with this last frame; close the window once it has looked at enough."""
        self.choosing -= 1
        if self.choosing <= 0 and self.full:
            self.open, self.choosing = False, 0
        return crc32(last[:CHOSEN_BY]) < LIMIT
