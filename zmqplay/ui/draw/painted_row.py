"""A painted row of the screen that is not part of a ring of references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from zmqplay.text import cell_fit
from zmqplay.ui.draw.ink import Ink, Line


class PaintedRow(Strip):
    """A strip that does not refer to itself: Textual's caches its pieces, and an undivided strip is its own piece.

    Collecting such rings took a tenth of the time of a frame, and there was no other garbage.
    """

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut the row at these cells; the last cut is the end of the row."""
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else super().divide(cuts)


def painted(line: Line, width: int, ink: Ink) -> PaintedRow:
    """A line in exactly `width` cells."""
    segments, left = [], width
    for text, style in line:
        cells = len(text) if text.isascii() else cell_len(text)
        if cells > left:
            text, cells = cell_fit(text, left), left
        if cells:
            segments.append(Segment(text, style))
        left -= cells
    if left:
        ground = line[-1][1].bgcolor if line else None
        segments.append(Segment(" " * left, Style(bgcolor=ground) if ground else ink()))
    return PaintedRow(segments, width)
