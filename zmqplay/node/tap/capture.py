"""Which messages are sampled: all at human speed; under load, a bounded number in each time window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zmqplay.node.tap.carrier import Carrier
    from zmqplay.node.tap.clock import Clocks
    from zmqplay.node.tap.sample import Sample

WINDOW_NS = 33_000_000
LOADED_NS = 3 * WINDOW_NS
"""The time between two reports under load; WINDOW_NS while every message is shown. No pane shows more under load.
Windows begin at multiples of this time, at the same instant in all nodes."""
CALM, LOADED = 256, 16
"""Messages sampled per window: CALM if at most that many passed in the last window, otherwise LOADED."""


class Capture:
    """Decides whether this window has room for another sample. Threads may share it."""

    __slots__ = ("_calm", "_keep", "_left", "carrier", "clocks", "open")

    def __init__(self, carrier: Carrier, clocks: Clocks, *, calm: int = CALM) -> None:
        self.carrier = carrier
        self._keep = carrier.keep
        self.clocks = clocks
        self._calm = self._left = calm
        self.open = True
        """Sample the next message. Under load, the tapped calls read nothing but this."""

    def begin_window(self, passed: int) -> bool:
        """Start a window; return whether the last one, in which `passed` messages passed, left some unsampled."""
        filled = not self.open
        self._left = self._calm if passed <= self._calm else LOADED
        self.open = True
        return filled

    def add(self, sample: Sample) -> None:
        """Keep one sample; close the window once it is full."""
        self._keep(sample)
        self._left -= 1
        if self._left <= 0:
            self.open = False
            self.carrier.page.begin_gap()
            self.clocks.close_window()
        if self.carrier.wants_messages:
            self.carrier.wake()
