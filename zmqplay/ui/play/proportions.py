"""The widths of the columns and the heights of the panes in them: as at first, or as the user has set them. No widgets.

Lengths that the user has set belong to a number of columns, or of panes in a column, so each size of the terminal
that shows other numbers has its own. They are kept in cells and stretched to whatever length there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from textual.geometry import Region, Size

from zmqplay.ui.draw.content import LinesNeeded

Grid = Sequence[Sequence[str]]
"""The names of the visible panes, column by column."""

LEAST_WIDTH, LEAST_HEIGHT = 30, 5
"""Cells of the smallest pane, its border included: a sentence wraps well, and a table has its titles and two rows."""
WIDTH_STEP, HEIGHT_STEP = 4, 1
"""Cells by which one key press changes a column's width, or a pane's height."""
EVEN_FROM = 160
"""Cells from which on two columns are equally wide; below, the second is a little wider."""
LARGE, SMALL = 5, 3
"""Shares of a column's height: LARGE for its first pane, SMALL for each other."""

SHARING = "topology", "messages"
"""The two panes that share a column in which all other panes are behind them."""
WITH_LESSON = "lesson", SHARING[1]
"""The two that share it while the lesson is open, which speaks of the messages."""
LEAST_LESSON = 12
"""Rows of a lesson above the messages, its border included."""
BORDERS = 2
"""Rows of a pane for its borders."""
NOT_KNOWN = LinesNeeded(12, 12)
"""The lines that are left to a picture that was not drawn yet."""


class Proportions:
    """Gives each visible pane its region, and moves the borders between them."""

    def __init__(self) -> None:
        self.lengths: dict[str, list[int]] = {}
        """The lengths that the user has set; by what they are the lengths of, see `_of_columns` and `_of_rows`."""
        self.picture = NOT_KNOWN
        """The lines that the picture needs."""

    def can_share(self, height: int, above: str) -> bool:
        """Whether a column of this height has room for the pane `above`, and the last messages below it."""
        least = LEAST_LESSON if above == WITH_LESSON[0] else self.picture.least + BORDERS
        return height - LEAST_HEIGHT >= least

    def regions(self, grid: Grid, size: Size) -> dict[str, Region]:
        """The region of each pane; together they fill `size`."""
        found: dict[str, Region] = {}
        for at, (left, right) in enumerate(_cuts(self._widths(grid, size.width))):
            for name, (top, bottom) in zip(grid[at], _cuts(self._heights(grid, at, size.height)), strict=True):
                found[name] = Region(left, top, right - left, bottom - top)
        return found

    def widen(self, grid: Grid, size: Size, name: str, by: int) -> bool:
        """Make the column of a pane wider (1) or narrower (-1) by a step; False if it is as wide as it can be."""
        widths = self._widths(grid, size.width)
        return self._move(_of_columns(grid), widths, column_of(grid, name), by * WIDTH_STEP, LEAST_WIDTH)

    def heighten(self, grid: Grid, size: Size, name: str, by: int) -> bool:
        """Make a pane taller (1) or lower (-1) by a step; False if it is as tall as it can be."""
        at = column_of(grid, name)
        heights = self._heights(grid, at, size.height)
        return self._move(_of_rows(grid, at), heights, list(grid[at]).index(name), by * HEIGHT_STEP, LEAST_HEIGHT)

    def _move(self, key: str, lengths: list[int], at: int, by: int, least: int) -> bool:
        """Lengthen one of the lengths at the cost of the nearest that can give, the one after it first."""
        nearest = sorted((other for other in range(len(lengths)) if other != at), key=lambda i: (abs(i - at), i < at))
        for other in nearest:
            giver, taker = (other, at) if by > 0 else (at, other)
            step = min(abs(by), lengths[giver] - least)
            if step > 0:
                lengths[giver] -= step
                lengths[taker] += step
                self.lengths[key] = lengths
                return True
        return False

    def _widths(self, grid: Grid, width: int) -> list[int]:
        shares = [12, 13] if len(grid) == 2 and width < EVEN_FROM else [1] * len(grid)
        return _shared(self.lengths.get(_of_columns(grid), ()), shares, width, LEAST_WIDTH)

    def _heights(self, grid: Grid, at: int, height: int) -> list[int]:
        shares = [LARGE, *[SMALL] * (len(grid[at]) - 1)]
        if grid[at] == SHARING:
            below = max(LEAST_HEIGHT, min(height - self.picture.whole - BORDERS, height // 2))
            shares = [height - below, below]
        elif grid[at] == WITH_LESSON:
            below = max(LEAST_HEIGHT, min(height - LEAST_LESSON, height // 3))
            shares = [height - below, below]
        return _shared(self.lengths.get(_of_rows(grid, at), ()), shares, height, LEAST_HEIGHT)


def column_of(grid: Grid, name: str) -> int:
    """The index of the column in which a pane is."""
    return next(at for at, names in enumerate(grid) if name in names)


def _of_columns(grid: Grid) -> str:
    return f"{len(grid)} columns"


def _of_rows(grid: Grid, at: int) -> str:
    return f"column {at + 1} of {len(grid)}, {len(grid[at])} panes"


def _shared(wanted: Sequence[int], shares: Sequence[int], length: int, least: int) -> list[int]:
    """Divide a length as wanted, or by the `shares` if that is for another number; no part is shorter than `least`."""
    parts = wanted if len(wanted) == len(shares) else shares
    cut = [length * so_far // sum(parts) for so_far in accumulate(parts)]
    found = [end - begin for begin, end in pairwise([0, *cut])]
    if found and least * len(found) <= length:
        while min(found) < least:
            missing = least - min(found)
            longest = found.index(max(found))
            step = min(missing, found[longest] - least)
            found[found.index(min(found))] += step
            found[longest] -= step
    return found


def _cuts(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """The begin and the end of each length, one after the other."""
    return list(pairwise(accumulate(lengths, initial=0)))
