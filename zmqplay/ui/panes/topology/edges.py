"""The wires between the columns: from each box to a trunk in the gap, and along the trunk to the other boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zmqplay.model.reading.columns import Bundle, NodeColumns
from zmqplay.ui.panes.topology.bypass import bypasses
from zmqplay.ui.panes.topology.layout import PlacedCard, RoleStack, TopologyLayout
from zmqplay.ui.panes.topology.trunks import Strand, strands

Cell = tuple[int, int]
Ends = tuple[str, str]
"""The nodes on the left and on the right of a wire."""


@dataclass(slots=True)
class Edge:
    """The wires between a box and the trunk."""

    end: PlacedCard
    bundle: Bundle
    is_left: bool
    """Whether the box is left of the trunk."""
    cells: list[Cell]
    """The cells from the box to the trunk, in order."""
    begin: int
    """The row at which messages to the box enter the trunk: that of the only box opposite, else the box's own."""
    row: int
    is_alone: bool
    """No other wires end on this side of the box."""

    @property
    def sign(self) -> Cell:
        """The cell beside the box, for ● (binds) or ○ (connects)."""
        return self.end.edge(self.is_left), self.row

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
        """The nodes whose wires run along this edge, and the connections to foreign programs."""
        return [name for card in self.end.cards_there for name in card.names]


class Edges:
    """All edges of an arrangement."""

    def __init__(self, flow: NodeColumns, layout: TopologyLayout) -> None:
        self.bypasses = bypasses(flow, layout)
        self.strands: list[tuple[Strand, list[Edge]]] = []
        self._sides: list[tuple[int, dict[str, Edge], dict[str, Edge]]] = []
        """For each bundle: its gap, the edges on its left and those on its right, by node."""
        for strand in strands(flow, layout):
            left, right = (
                [self._edge(strand, end, is_left) for end in ends]
                for ends, is_left in ((strand.left, True), (strand.right, False))
            )
            self.strands.append((strand, left + right))
            self._sides.append((strand.gap, _by_name(left), _by_name(right)))
        self.all = [edge for _, edges in self.strands for edge in edges]

    @staticmethod
    def _edge(strand: Strand, end: PlacedCard, is_left: bool) -> Edge:
        step, row, trunk = 1 if is_left else -1, strand.row(end), strand.x
        cells = [(x, row) for x in range(end.edge(is_left) + step, trunk + step, step)]
        opposite = strand.right if is_left else strand.left
        begin = strand.row(opposite[0]) if len(opposite) == 1 else row
        return Edge(end, strand.bundle, is_left, cells or [(trunk, row)], begin, row, strand.is_alone(end))

    def path(self, sender: str, receiver: str) -> list[Cell] | None:
        """The cells from one node to another, in order; None if no wire joins them."""
        for _, left, right in self._sides:
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
        for _, left, right in self._sides:
            for here, there in ((left, right), (right, left)):
                if sender in here and receiver in there and _ends(there) == 1 < _ends(here):
                    return sender
        return receiver

    def links(self, gap: int) -> Iterator[Ends]:
        """The links in a gap that are drawn singly, by wire from top to bottom; links of closed stacks are not."""
        found = (self._links_of(left, right) for here, left, right in self._sides if here == gap)
        return iter(dict.fromkeys(link for links in found for link in links))

    @staticmethod
    def _links_of(left: dict[str, Edge], right: dict[str, Edge]) -> Iterator[Ends]:
        one_side, other_side = (
            [edge for edge in _once(side) if not isinstance(edge.end, RoleStack)] for side in (left, right)
        )
        for one in one_side:
            for other in other_side:
                if _share_wire(one, other):
                    here, there = one.end.card, other.end.card
                    yield here.peers.get(there.name, here.name), there.peers.get(here.name, there.name)

    def gap_of(self, link: Ends) -> int | None:
        """The index of the gap in which a link is drawn, its nodes in either order; None if it is not drawn."""
        for index, left, right in self._sides:
            if any(one in left and other in right for one, other in (link, link[::-1])):
                return index
        return None

    def links_at(self, x: int, y: int) -> list[Ends]:
        """The links through this cell: beside a box those of the box, on the trunk all that run there."""
        own, along = [], []
        for _, left, right in self._sides:
            for link in self._links_of(left, right):
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


def _once(side: dict[str, Edge]) -> Iterable[Edge]:
    """The edges of a side, each once: one that leads to a foreign program has several names."""
    return {id(edge): edge for edge in side.values()}.values()


def _ends(side: dict[str, Edge]) -> int:
    """The number of nodes and foreign programs on a side."""
    return sum(len(edge.end.cards_there) for edge in _once(side))


def _joined(here: Edge, there: Edge) -> list[Cell]:
    """The cells from one box to the trunk, along the trunk, and to the other box."""
    x, y = here.cells[-1]
    end = there.cells[-1][1]
    step = 1 if end >= y else -1
    return here.cells + [(x, row) for row in range(y + step, end, step)] + there.cells[::-1][y == end :]


def _share_wire(left: Edge, right: Edge) -> bool:
    one, other = left.end.card, right.end.card
    if one.foreign or other.foreign:
        return other.name in one.peers or one.name in other.peers
    roles = {one.role, other.role}
    return any({end.role for end in wire.ends} >= roles for wire in left.bundle.wires)
