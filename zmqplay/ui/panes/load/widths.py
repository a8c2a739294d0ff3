"""The widths of the parts of a line of the Load pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from zmqplay.model.nodes import NodeTraffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.panes.load.columns import IMPORTANCE, LEAST_WIDTHS, Column, Figures, done_by

DRAWN_MOST = 24
"""The most cells of the history of the rate, and of the strip of busy and blocked time."""
GAUGE = 10
"""Cells, with the gap, of a column in which what waits and what the queue holds stand as `123/1000`."""
BAR_LEAST, BAR_MOST = 6, 20


@dataclass(slots=True)
class LineWidths:
    """The cells of each part of a line; a part with 0 cells is left out."""

    name: int = 0
    bar: int = 0
    strip: int = 0
    history: int = 0
    of: dict[Column, int] = field(default_factory=dict)
    """The cells of each column that fits, with the gap on its left."""

    @property
    def columns(self) -> list[Column]:
        """The columns that fit, from left to right."""
        return [column for column in Column if column in self.of]

    @classmethod
    def shared_out(cls, width: int, nodes: Sequence[NodeTraffic], figures: Figures) -> LineWidths:
        """Give out `width` cells to columns by importance; the bars come before the less important columns."""
        longest = max(cell_len(safe(node.name, 40)) for node in nodes)
        widths = cls(name=min(max(5, longest), max(8, width // 3)))
        left = width - widths.name
        widths.bar = BAR_LEAST if left >= 34 else 0
        left -= widths.bar + 1 if widths.bar else 0
        for column in (each for each in IMPORTANCE if each is not Column.TO_SEND or figures.has_unsent):
            if column is Column.P50 and widths.bar:
                widths.bar += min(2, left)
                left -= min(2, left)
                widths.strip = 8 if left >= 9 else 0
                widths.history = 8 if left >= 18 else 0
                left -= sum(cells + 1 for cells in (widths.strip, widths.history) if cells)
            cells = max(LEAST_WIDTHS[column], _widest(column, nodes, figures, says_state=bool(widths.bar))) + 1
            if left >= cells:
                widths.of[column] = cells
                left -= cells
        if Column.WAIT in widths.of and left >= (more := GAUGE - widths.of[Column.WAIT]) > 0:
            widths.of[Column.WAIT] = GAUGE
            left -= more
        if widths.history:
            more = min(DRAWN_MOST - 8, left // 2)
            widths.history += more
            widths.strip += more
            left -= 2 * more
        widths.bar += min(BAR_MOST - widths.bar, left) if widths.bar else 0
        return widths

    def title(self, column: Column, title: str) -> str:
        """A column's title, with the cells of the bars beside the column."""
        if column is Column.NODE:
            return cell_fit(title, self.name)
        if column is Column.BUSY and self.bar:
            text = " " + cell_fit(title, self.bar + self.of[column])
            return text + " " * (self.strip + 1 if self.strip else 0)
        text = cell_fit(title, self.of[column], right=True)
        return text + " " * (self.history + 1 if column is Column.RATE and self.history else 0)


def _widest(column: Column, nodes: Sequence[NodeTraffic], figures: Figures, *, says_state: bool) -> int:
    """The cells of the widest figure; figures other than counts and work times have a fixed width."""
    if column is Column.DONE:
        return max(len(count(done_by(node))) for node in nodes)
    if column is Column.WORK:
        return max(len(figures.figure(node, column, says_state=says_state)[0]) for node in nodes)
    return 0
