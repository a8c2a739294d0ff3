"""Which messages are sampled: all of them at human speed, under load a bounded number in each window of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zmqplay.node.tap.carrier import Carrier
    from zmqplay.node.tap.clock import Clocks
    from zmqplay.node.tap.sample import Sample

WINDOW_NS = 33_000_000
LOADED_NS = 3 * WINDOW_NS
"""The time between two reports: WINDOW_NS while every message is shown, LOADED_NS when not, since no pane shows it
sooner. Windows begin at multiples of it, at the same instant in all nodes."""
CALM, LOADED = 256, 16
"""Messages that a window samples: CALM if no more than that passed in the last window, otherwise LOADED."""


class Capture:
    """Whether there is room in this window for another sample. Threads may share it."""

    __slots__ = ("_calm", "_keep", "_left", "carrier", "clocks", "open")

    def __init__(self, carrier: Carrier, clocks: Clocks, *, calm: int = CALM) -> None:
        self.carrier = carrier
        self._keep = carrier.keep
        self.clocks = clocks
        self._calm = self._left = calm
        self.open = True
        """Sample the next message. The tapped calls ask nothing else while many messages pass."""

    def begin_window(self, passed: int) -> bool:
        """Start a window; return whether the last one, in which `passed` messages passed, left some unsampled."""
        filled = not self.open
        self._left = self._calm if passed <= self._calm else LOADED
        self.open = True
        return filled

    def add(self, sample: Sample) -> None:
        """Keep one message; sample no more of them once the window is full."""
        self._keep(sample)
        self._left -= 1
        if self._left <= 0:
            self.open = False
            self.carrier.page.begin_gap()
            self.clocks.close_window()
        if self.carrier.wants_messages:
            self.carrier.wake()
