"""How the cells of a line of the Load pane are shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from zmqplay.model.nodes import NodeTraffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.panes.load.columns import IMPORTANCE, LEAST_WIDTHS, Column, Figures

DRAWN_MOST = 24
"""Cells of the history of the rate, and of the strip of what the node spent its time with."""
BAR_LEAST, BAR_MOST = 6, 20


@dataclass(slots=True)
class LineWidths:
    """Cells of each part of a line; 0 leaves a part out."""

    name: int = 0
    bar: int = 0
    strip: int = 0
    history: int = 0
    of: dict[Column, int] = field(default_factory=dict)
    """Of the columns that have room, each with the gap on its left."""

    @property
    def columns(self) -> list[Column]:
        """The columns that have room, from left to right."""
        return [column for column in Column if column in self.of]

    @classmethod
    def shared_out(cls, width: int, nodes: Sequence[NodeTraffic], figures: Figures) -> LineWidths:
        """Columns by importance as long as there is room; what is drawn comes before the rarer ones."""
        longest = max(cell_len(safe(node.name, 40)) for node in nodes)
        widths = cls(name=min(max(5, longest), max(8, width // 3)))
        left = width - widths.name
        widths.bar = BAR_LEAST if left >= 34 else 0
        left -= widths.bar + 1 if widths.bar else 0
        for column in IMPORTANCE:
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
        if widths.history:
            more = min(DRAWN_MOST - 8, left // 2)
            widths.history += more
            widths.strip += more
            left -= 2 * more
        widths.bar += min(BAR_MOST - widths.bar, left) if widths.bar else 0
        return widths

    def title(self, column: Column, title: str) -> str:
        """A column's title in its place, with the room of what is drawn beside the column."""
        if column is Column.NODE:
            return cell_fit(title, self.name)
        if column is Column.BUSY and self.bar:
            text = " " + cell_fit(title, self.bar + self.of[column])
            return text + " " * (self.strip + 1 if self.strip else 0)
        text = cell_fit(title, self.of[column], right=True)
        return text + " " * (self.history + 1 if column is Column.RATE and self.history else 0)


def _widest(column: Column, nodes: Sequence[NodeTraffic], figures: Figures, *, says_state: bool) -> int:
    """Cells of the widest figure; only counts grow without end, and a work time may be long."""
    if column is Column.DONE:
        return max(len(count(node.received or node.sent)) for node in nodes)
    if column is Column.WORK:
        return max(len(figures.figure(node, column, says_state=says_state)[0]) for node in nodes)
    return 0
