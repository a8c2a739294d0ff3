"""The wires between the columns: from each box to a trunk in the gap, and along the trunk to the other boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zmqplay.model.reading.columns import Gap, NodeColumns
from zmqplay.ui.panes.topology.bypass import bypasses
from zmqplay.ui.panes.topology.layout import PlacedCard, RoleStack, TopologyLayout
from zmqplay.ui.panes.topology.node_cards import NodeCard

Cell = tuple[int, int]
Ends = tuple[str, str]
"""The nodes on the left and on the right of a wire."""


@dataclass(slots=True)
class Edge:
    """The wires between a box and the trunk."""

    end: PlacedCard
    gap: Gap
    is_left: bool
    """Whether the box is left of the trunk."""
    cells: list[Cell]
    """The cells from the box to the trunk, in order."""
    begin: int
    """The row at which messages to the box enter the trunk: that of the only box opposite, else the box's own."""

    @property
    def sign(self) -> Cell:
        """The cell beside the box, for ● (binds) or ○ (connects)."""
        return self.end.edge(self.is_left), self.end.port

    def along_trunk(self) -> list[Cell]:
        """The cells along the trunk from `begin`, and then to the box."""
        x, y = self.cells[-1]
        step = 1 if y >= self.begin else -1
        return [(x, row) for row in range(self.begin, y, step)] + self.cells[::-1]

    def has(self, x: int, y: int) -> bool:
        """Whether this cell is on the edge, but not on the trunk."""
        return (x, y) == self.sign or (x, y) in self.cells[:-1]

    @property
    def names(self) -> list[str]:
        """The nodes whose wires run along this edge."""
        return [card.name for card in _cards(self.end)]


class Edges:
    """All edges of an arrangement."""

    def __init__(self, flow: NodeColumns, layout: TopologyLayout, last_row: int) -> None:
        """`last_row` has no boxes where a wire leads past a column."""
        self.bypasses = bypasses(flow, layout, last_row)
        self.all: list[Edge] = []
        self.trunks: list[tuple[int, int, int]] = []
        """For each trunk: its x, its first and its last row."""
        self.sides: list[tuple[dict[str, Edge], dict[str, Edge]]] = []
        """For each gap: the edges on its left and those on its right, by node."""
        for index, gap in enumerate(flow.gaps):
            left_column, right_column = layout.columns[index], layout.columns[index + 1]
            ends = _meeting(left_column, gap, right_column), _meeting(right_column, gap, left_column)
            if not (all(ends) and gap.wires):
                self.sides.append(({}, {}))
                continue
            trunk = layout.trunks[index]
            ports = [end.port for column in ends for end in column]
            self.trunks.append((trunk, min(ports), max(ports)))
            left, right = (
                [self._edge(end, gap, trunk, is_left, others) for end in column]
                for column, others, is_left in ((*ends, True), (*ends[::-1], False))
            )
            self.all += left + right
            self.sides.append((_by_name(left), _by_name(right)))

    @staticmethod
    def _edge(end: PlacedCard, gap: Gap, trunk: int, is_left: bool, others: list[PlacedCard]) -> Edge:
        step = 1 if is_left else -1
        cells = [(x, end.port) for x in range(end.edge(is_left) + step, trunk + step, step)]
        return Edge(end, gap, is_left, cells or [(trunk, end.port)], others[0].port if len(others) == 1 else end.port)

    def path(self, sender: str, receiver: str) -> list[Cell] | None:
        """The cells from one node to another, in order; None if no wire joins them."""
        for left, right in self.sides:
            for here, there in ((left, right), (right, left)):
                if sender in here and receiver in there:
                    return _joined(here[sender], there[receiver])
        for bypass in self.bypasses:
            if bypass.joins(sender, receiver):
                return bypass.cells
            if bypass.joins(receiver, sender):
                return bypass.cells[::-1]
        return None

    def one_of_many(self, sender: str, receiver: str) -> str:
        """The sender if it shares its side of the wire with others and the receiver is alone; else the receiver."""
        for left, right in self.sides:
            for here, there in ((left, right), (right, left)):
                if sender in here and receiver in there and len(there) == 1 < len(here):
                    return sender
        return receiver

    def links(self, gap: int) -> Iterator[Ends]:
        """The links in a gap that are drawn singly, from top to bottom; links of closed stacks are not."""
        if not 0 <= gap < len(self.sides):
            return
        left, right = (
            [edge for edge in side.values() if not isinstance(edge.end, RoleStack)] for side in self.sides[gap]
        )
        for one in left:
            for other in right:
                if _share_wire(one, other):
                    yield one.end.card.name, other.end.card.name

    def gap_of(self, link: Ends) -> int | None:
        """The index of the gap in which a link is drawn, its nodes in either order; None if it is not drawn."""
        for index, (left, right) in enumerate(self.sides):
            if any(one in left and other in right for one, other in (link, link[::-1])):
                return index
        return None

    def links_at(self, x: int, y: int) -> list[Ends]:
        """The links through this cell: beside a box those of the box, on the trunk all that run there."""
        own, along = [], []
        for gap, (left, right) in enumerate(self.sides):
            for link in self.links(gap):
                edges = left[link[0]], right[link[1]]
                if any(edge.has(x, y) for edge in edges):
                    own.append(link)
                elif (x, y) in _joined(*edges):
                    along.append(link)
        for bypass in self.bypasses:
            if (x, y) in bypass.cells and len(bypass.left) == len(bypass.right) == 1:
                own.append((bypass.left[0].name, bypass.right[0].name))
        return own or along


def _by_name(edges: list[Edge]) -> dict[str, Edge]:
    return {name: edge for edge in edges for name in edge.names}


def _joined(here: Edge, there: Edge) -> list[Cell]:
    """The cells from one box to the trunk, along the trunk, and to the other box."""
    x, y = here.cells[-1]
    end = there.cells[-1][1]
    step = 1 if end >= y else -1
    return here.cells + [(x, row) for row in range(y + step, end, step)] + there.cells[::-1][y == end :]


def _meeting(column: list[PlacedCard], gap: Gap, opposite: list[PlacedCard]) -> list[PlacedCard]:
    """The ends of a column that have a wire in a gap: a foreign peer only where the node that it visits is opposite."""
    across = {card.name for end in opposite for card in _cards(end)}
    roles = {end.role for wire in gap.wires for end in wire.ends}
    return [
        end
        for end in column
        if (any(card.host in across for card in _cards(end)) if end.card.foreign else end.card.role in roles)
    ]


def _cards(end: PlacedCard) -> list[NodeCard]:
    """The nodes at one end of a wire."""
    return end.cards if isinstance(end, RoleStack) else [end.card]


def _share_wire(left: Edge, right: Edge) -> bool:
    one, other = left.end.card, right.end.card
    if one.foreign or other.foreign:
        return other.name == one.host or one.name == other.host
    roles = {one.role, other.role}
    return any({end.role for end in wire.ends} == roles for wire in left.gap.wires)
