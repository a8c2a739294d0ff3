"""A grid of cells with lines that join where they meet."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rich.cells import get_character_cell_size
from rich.style import Style

from zmqplay.ui.draw.ink import Line

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8

JOINTS = {
    UP: "│", DOWN: "│", UP | DOWN: "│", LEFT: "─", RIGHT: "─", LEFT | RIGHT: "─",
    RIGHT | DOWN: "╭", LEFT | DOWN: "╮", UP | RIGHT: "╰", UP | LEFT: "╯",
    UP | DOWN | RIGHT: "├", UP | DOWN | LEFT: "┤", LEFT | RIGHT | DOWN: "┬", LEFT | RIGHT | UP: "┴",
    UP | RIGHT | DOWN | LEFT: "┼",
}  # fmt: skip
DASHES = {"─": "┄", "│": "┆"}
HEAVY = {
    "─": "━", "│": "┃", "╭": "┏", "╮": "┓", "╰": "┗", "╯": "┛", "├": "┣", "┤": "┫", "┬": "┳", "┴": "┻", "┼": "╋",
    "┄": "┅", "┆": "┇",
}  # fmt: skip


class Canvas:
    """Cells, each with a character and a style."""

    def __init__(self, width: int, height: int, ground: Style) -> None:
        self.width, self.height = width, height
        self.ground = ground
        self._characters = [[" "] * width for _ in range(height)]
        self._styles = [[ground] * width for _ in range(height)]
        self._joints: dict[tuple[int, int], int] = {}
        self._lines: dict[int, Line] = {}

    def put(self, x: int, y: int, text: str, style: Style) -> None:
        """Put a safe text into row `y` from cell `x` on; text beyond the edge is left out."""
        if not 0 <= y < self.height:
            return
        for character in text:
            wide = get_character_cell_size(character)
            if x < 0 or x + wide > self.width:
                return
            self._characters[y][x] = character
            self._styles[y][x] = style
            if wide == 2:
                self._characters[y][x + 1] = ""
                self._styles[y][x + 1] = style
            x += wide

    def path(self, points: list[tuple[int, int]], style: Style, dashed: bool = False) -> list[tuple[int, int]]:
        """Draw a line through points, each straight above, below or beside the last; return its cells in order."""
        cells = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            while cells[-1] != (x1, y1):
                x, y = cells[-1]
                cells.append((x + _sign(x1 - x0), y + _sign(y1 - y0)))
        for here, there in pairwise(cells):
            self._join(here, there)
            self._join(there, here)
        for x, y in cells:
            joint = JOINTS.get(self._joints.get((x, y), LEFT | RIGHT), "─")
            self.put(x, y, DASHES.get(joint, joint) if dashed else joint, style)
        return cells

    def _join(self, here: tuple[int, int], there: tuple[int, int]) -> None:
        (x0, y0), (x1, y1) = here, there
        side = RIGHT if x1 > x0 else LEFT if x1 < x0 else DOWN if y1 > y0 else UP
        self._joints[here] = self._joints.get(here, 0) | side

    def lift(self) -> None:
        """From now on no line joins those that were drawn before: where it meets one, it is drawn over it."""
        self._joints.clear()

    def emphasise(self, cells: Iterable[tuple[int, int]], style: Style) -> None:
        """Make the line in these cells heavy; cells without a line stay as they are."""
        for x, y in cells:
            if heavy := HEAVY.get(self._characters[y][x]):
                self._characters[y][x], self._styles[y][x] = heavy, style

    def box(self, x: int, y: int, width: int, height: int, style: Style, dashed: bool = False) -> None:
        """Draw a rounded border."""
        across, down = ("┄", "┆") if dashed else ("─", "│")
        self.put(x, y, "╭" + across * (width - 2) + "╮", style)
        for row in range(y + 1, y + height - 1):
            self.put(x, row, down, style)
            self.put(x + width - 1, row, down, style)
        self.put(x, y + height - 1, "╰" + across * (width - 2) + "╯", style)

    def line(self, y: int, over: dict[int, tuple[str, Style]] | None = None) -> Line:
        """Row `y` as pieces, each of one style; `over` has characters, by cell, that cover those of the row."""
        if not over:
            if y not in self._lines:
                self._lines[y] = _pieces(self._characters[y], self._styles[y])
            return self._lines[y]
        characters, styles = self._characters[y].copy(), self._styles[y].copy()
        for x, (character, style) in over.items():
            if 0 <= x < self.width:
                characters[x], styles[x] = character, style
        return _pieces(characters, styles)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _pieces(characters: list[str], styles: list[Style]) -> Line:
    line: Line = []
    begin = 0
    for x in range(1, len(characters) + 1):
        if x == len(characters) or styles[x] is not styles[begin]:
            line.append(("".join(characters[begin:x]), styles[begin]))
            begin = x
    return line
