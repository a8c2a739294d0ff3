"""Words of several styles, broken into lines."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from zmqplay.ui.panes.lines import Line, Piece
from zmqplay.ui.text import cell_fit


def wrap(words: Iterable[Piece], width: int) -> list[Line]:
    """Safe words with one space between them, in lines of at most this many cells; a longer word is cut."""
    lines: list[Line] = [[]]
    left = width
    for text, style in words:
        cells = cell_len(text)
        if lines[-1] and cells + 1 > left:
            lines.append([])
            left = width
        if cells > width:
            text, cells = cell_fit(text, width), width
        if lines[-1]:
            text, cells = f" {text}", cells + 1
        lines[-1].append((text, style))
        left -= cells
    return lines
