"""A line of code that is wider than the pane, folded at spaces."""

from __future__ import annotations

from itertools import accumulate, groupby

from rich.cells import cell_len, get_character_cell_size

from zmqplay.ui.draw.ink import Line

DEEPER = 2
"""Cells by which the further lines are indented more than the first."""
LEAST = 10
"""Cells of the narrowest pane in which lines are folded; a narrower one shows their beginnings."""


def folded(words: Line, width: int) -> list[Line]:
    """A line in as many lines of `width` cells as it needs."""
    text = "".join(part for part, _ in words)
    if cell_len(text) <= width or width < LEAST:
        return [words]
    styled = [(character, style) for part, style in words for character in part]
    begin = len(text) - len(text.lstrip())
    indent = min(begin + DEEPER, width // 2)
    lines: list[Line] = []
    while styled:
        at = _fitting([one for one, _ in styled], width - (indent if lines else 0), 0 if lines else begin + 1)
        head: Line = [(" " * indent, styled[0][1])] if lines else []
        parts = groupby(styled[:at], key=lambda each: each[1])
        lines.append([*head, *(("".join(one for one, _ in part), style) for style, part in parts)])
        styled = styled[at:]
        while styled and styled[0][0] == " ":
            del styled[0]
    return lines


def _fitting(characters: list[str], room: int, least: int) -> int:
    """How many of the characters stand in a line of `room` cells: up to a space from `least` on, if there is one."""
    fit = sum(cells <= room for cells in accumulate(map(get_character_cell_size, characters)))
    if fit == len(characters):
        return fit
    spaces = [at for at in range(least, fit + 1) if characters[at] == " "]
    return spaces[-1] if spaces and spaces[-1] else fit
