"""A line of code that is wider than the pane, folded at spaces."""

from __future__ import annotations

from itertools import groupby

from zmqplay.ui.draw.ink import Line

DEEPER = 2
"""Cells by which the further lines are indented more than the first."""
LEAST = 10
"""Cells of the narrowest pane in which lines are folded; a narrower one shows their beginnings."""


def folded(words: Line, width: int) -> list[Line]:
    """A line in as many lines of `width` cells as it needs."""
    text = "".join(part for part, _ in words)
    if len(text) <= width or width < LEAST:
        return [words]
    cells = [(character, style) for part, style in words for character in part]
    begin = len(text) - len(text.lstrip())
    indent = min(begin + DEEPER, width // 2)
    lines: list[Line] = []
    while cells:
        room = width - (indent if lines else 0)
        at = len(cells)
        if at > room:
            spaces = [i for i, (one, _) in enumerate(cells[: room + 1]) if one == " " and (lines or i > begin)]
            at = spaces[-1] if spaces and spaces[-1] else room
        head: Line = [(" " * indent, cells[0][1])] if lines else []
        parts = groupby(cells[:at], key=lambda cell: cell[1])
        lines.append([*head, *(("".join(one for one, _ in part), style) for style, part in parts)])
        cells = cells[at:]
        while cells and cells[0][0] == " ":
            del cells[0]
    return lines
