"""The load: a line for each node, with its messages, rate, busy time and queue."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from zmqplay.model.nodes import NodeTraffic
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, NodeSelected, select_node
from zmqplay.ui.panes.foreign_lines import foreign_lines, foreign_stamp
from zmqplay.ui.panes.load.columns import Column, Figures
from zmqplay.ui.panes.load.node_line import NodeLine
from zmqplay.ui.panes.load.order import NodeOrder
from zmqplay.ui.panes.load.widths import LineWidths
from zmqplay.ui.panes.node_stamps import node_stamps, wait_stamps


class LoadPane(Content):
    """Shows a line for each node. Ended nodes keep their lines, so that one sees where the load went."""

    empty = "No node has started yet. Each will have a line here: messages done, share, busy time and rate."
    every = 8

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "Node before", partial(self._move, by=-1)),
            PaneKey("down,j", "Node after", partial(self._move, by=1)),
            PaneKey("less_than_sign", "Sort by the column before", partial(self._sort, by=-1)),
            PaneKey("greater_than_sign", "Sort by the next column", partial(self._sort, by=1), "sort"),
            PaneKey("I", "The other way round", self._reverse),
        )
        self._order = NodeOrder()
        self._nodes: list[NodeTraffic] = []
        """The nodes in the order of their lines."""
        self._widths = LineWidths()
        self._heads: list[tuple[int, Column]] = []
        """The cell at which each column's title ends."""
        self._top: int | None = None

    def stamp(self, scene: Scene) -> Hashable:
        traffic, order = scene.traffic, self._order
        looked_at = id(traffic), scene.view.node, scene.view.out_of_sight, order.column, order.falls
        links, peers = id(traffic.ledger.links), foreign_stamp(traffic)
        return looked_at, node_stamps(traffic), wait_stamps(scene), links, peers

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        nodes = list(scene.nodes.values())
        if not nodes:
            self._nodes = []
            return Drawing(())
        figures = Figures(scene.traffic, scene.now_ns)
        self._nodes = self._order.put(nodes, figures, scene.now_ns)
        self._widths = LineWidths.shared_out(scene.width, self._nodes, figures)
        titles = self._titles(ink)
        peak = max(1.0, *(max(node.rates.history, default=0.0) for node in nodes))
        draw = NodeLine(ink, figures, self._widths, peak)

        peers = foreign_lines(ink, scene.traffic, scene.width)

        def line(index: int) -> Line:
            if index > len(nodes):
                return peers[index - len(nodes) - 1]
            return titles if index == 0 else draw.line(self._nodes[index - 1], scene.view.node)

        top, self._top = self._top, None
        return Drawing(LazyLines(len(nodes) + 1 + len(peers), line), top=top)

    def note(self, scene: Scene) -> str:
        """The column by which the lines are sorted; empty for the order of roles and numbers."""
        del scene
        return "" if self._order.is_usual or not self._nodes else f"by {self._order.column} {self._order.sign}"

    def _titles(self, ink: Ink) -> Line:
        """Draw the titles; the one by which the lines are sorted has the sign of the order."""
        line: Line = []
        self._heads = []
        end = 0
        for column in (Column.NODE, *self._widths.columns):
            is_chosen = column is self._order.column and not self._order.is_usual
            text = self._widths.title(column, f"{column}{self._order.sign}" if is_chosen else str(column))
            end += len(text)
            self._heads.append((end, column))
            line.append((text, ink("accent" if is_chosen else "faint")))
        return line

    # Selecting and sorting

    def _move(self, scene: Scene, by: int) -> Answer:
        """Select the node on the next line (1) or the one before (-1)."""
        names = [node.name for node in self._nodes]
        if not names:
            return None
        selected = scene.view.node
        index = names.index(selected) + by if selected in names else 0 if by > 0 else len(names) - 1
        index = max(0, min(len(names) - 1, index))
        self._top = scene.revealing(index + 1, index + 1)
        return NodeSelected(names[index])

    def _sort(self, _scene: Scene, by: int) -> Answer:
        """Sort by the next column to the right (1) or to the left (-1)."""
        self._order.step([Column.NODE, *self._widths.columns], by)
        return None

    def _reverse(self, _scene: Scene) -> Answer:
        """Reverse the order."""
        self._order.reverse()
        return None

    def click(self, scene: Scene, click: Click) -> Answer:
        """Sort by the column whose title was clicked; select the clicked node, or open its menu."""
        if click.index > 0:
            nodes = self._nodes
            return select_node(scene, click, nodes[click.index - 1].name) if click.index <= len(nodes) else NOT_MINE
        column = next((column for end, column in self._heads if click.x < end), None)
        if column is None:
            return NOT_MINE
        self._order.by(column)
        return None
