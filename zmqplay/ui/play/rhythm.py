"""The rhythm of drawing: panes in each frame, the lines around them less often, both seldom while nothing happens."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from zmqplay.ui.view import View

FRAME_S = 1 / 30
LINES_EVERY, RESTING_EVERY = 3, 8
"""Frames from one drawing of the lines (status, sender, hint) to the next; if the source rests, of the panes too."""


class Due(NamedTuple):
    """The parts that one frame draws."""

    panes: bool
    lines: bool


class Rhythm:
    """Counts the drawn frames, and remembers the view that the panes have shown last."""

    def __init__(self) -> None:
        self._frames = 0
        self._shown = View()

    def next(self, view: View, is_resting: bool) -> Due:
        """The parts to draw in the next frame; a changed view is drawn at once, even if the source `is_resting`."""
        self._frames += 1
        lines = self._frames % (RESTING_EVERY if is_resting else LINES_EVERY) == 0
        panes = lines or not is_resting or view != self._shown
        if panes:
            self._shown = replace(view)
        return Due(panes, lines)
