"""Words of several styles, broken into lines."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from zmqplay.text import cell_fit
from zmqplay.ui.draw.ink import Line, Piece


def wrap(words: Iterable[Piece], width: int) -> list[Line]:
    """Break safe words, with one space between them, into lines of at most `width` cells; a longer word is cut."""
    return wrap_pieces(([word] for word in words), width)


def wrap_pieces(words: Iterable[Line], width: int) -> list[Line]:
    """Break words, each in pieces of several styles, into lines as `wrap` does."""
    lines: list[Line] = [[]]
    left = width
    for word in words:
        cells = sum(cell_len(text) for text, _ in word)
        if lines[-1] and cells + 1 > left:
            lines.append([])
            left = width
        if cells > width:
            word, cells = [(cell_fit("".join(text for text, _ in word), width), word[0][1])], width
        if lines[-1]:
            lines[-1].append((" ", word[0][1]))
            cells += 1
        lines[-1] += word
        left -= cells
    return lines
