"""The order of the Load pane's lines: by a column, and changed seldom enough to be readable."""

from __future__ import annotations

from zmqplay.model.nodes import NodeTraffic
from zmqplay.ui.panes.load.columns import Column, Figures

AGAIN_NS = 1_000_000_000
"""The least time between two sorts, so that a line can be read before it moves."""
UP, DOWN = "▲", "▼"


class NodeOrder:
    """The column to sort by, and the direction; by role and number until the user chooses another."""

    def __init__(self) -> None:
        self.column = Column.NODE
        self.falls = False
        """Whether the highest figure is first."""
        self._names: list[str] = []
        self._ordered_ns = 0

    @property
    def sign(self) -> str:
        return DOWN if self.falls else UP

    @property
    def is_usual(self) -> bool:
        return self.column is Column.NODE and not self.falls

    def by(self, column: Column) -> None:
        """Sort by this column, the highest figure first; if that is the column already, reverse the order."""
        self.falls = not self.falls if column is self.column else column is not Column.NODE
        self.column, self._names = column, []

    def step(self, columns: list[Column], by: int) -> None:
        """Sort by the next of these columns (`by` 1), or the one before (-1)."""
        at = columns.index(self.column) if self.column in columns else 0
        self.by(columns[(at + by) % len(columns)])

    def reverse(self) -> None:
        self.by(self.column)

    def put(self, nodes: list[NodeTraffic], figures: Figures, now_ns: int) -> list[NodeTraffic]:
        """The nodes, sorted; nodes with equal figures keep their places."""
        if self.column is Column.NODE:
            roles = list(dict.fromkeys(node.role for node in nodes))
            nodes = sorted(nodes, key=lambda node: (roles.index(node.role), node.number))
            return nodes[::-1] if self.falls else nodes
        places = {name: place for place, name in enumerate(self._names)}
        nodes = sorted(nodes, key=lambda node: places.get(node.name, len(places)))
        is_due = not 0 <= now_ns - self._ordered_ns < AGAIN_NS
        if is_due or len(self._names) != len(nodes):
            self._ordered_ns = now_ns
            sign = -1 if self.falls else 1
            nodes = sorted(nodes, key=lambda node: sign * figures.value(node, self.column))
            self._names = [node.name for node in nodes]
        return nodes
