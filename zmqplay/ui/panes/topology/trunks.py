"""The trunks between the columns: one for the wires that the same nodes share, beside those of other wires.

A box at which several bundles of wires end has a row for each, if it is high enough.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from zmqplay.model.reading.columns import Bundle, NodeColumns
from zmqplay.ui.panes.topology.layout import PlacedCard, TopologyLayout

JOINT = 3
"""Cells from a box that faces several boxes to the trunk at which their wires part."""
APART = 2
"""Cells between two trunks in one gap."""


@dataclass(slots=True)
class Strand:
    """A bundle of wires in the picture: the boxes at both sides, and the trunk between them."""

    bundle: Bundle
    gap: int
    left: list[PlacedCard]
    right: list[PlacedCard]
    x: int = 0
    """That of the trunk."""
    is_joined: bool = False
    """It has the trunk of the strand before, since both end at one row of a box."""
    rows: dict[int, int] = field(default_factory=dict)
    """The row at each end that several strands share, by the end's identity."""

    @property
    def ends(self) -> list[PlacedCard]:
        return self.left + self.right

    def row(self, end: PlacedCard) -> int:
        """The row at which it ends at a box."""
        return self.rows.get(id(end), end.port)

    def is_alone(self, end: PlacedCard) -> bool:
        """Whether no other strand ends on this side of the box."""
        return id(end) not in self.rows

    def shares_row(self, other: Strand) -> bool:
        """Whether both end at the same row of a box."""
        return any(other.rows.get(key) == row for key, row in self.rows.items())

    @property
    def first(self) -> int:
        """The first row of the trunk."""
        return min(map(self.row, self.ends))

    @property
    def last(self) -> int:
        """The last row of the trunk."""
        return max(map(self.row, self.ends))


def strands(flow: NodeColumns, layout: TopologyLayout) -> list[Strand]:
    """All bundles of an arrangement."""
    found: list[Strand] = []
    for gap, bundles in enumerate(flow.gaps):
        here = [_strand(bundle, gap, layout) for bundle in bundles]
        here = [strand for strand in here if strand.left and strand.right]
        _give_rows(here)
        _place_trunks(here, *layout.gaps[gap])
        found += here
    return found


def _strand(bundle: Bundle, gap: int, layout: TopologyLayout) -> Strand:
    left = [end for end in layout.columns[gap] if end.is_of(bundle.left)]
    right = [end for end in layout.columns[gap + 1] if end.is_of(bundle.right)]
    return Strand(bundle, gap, left, right)


def _give_rows(strands: list[Strand]) -> None:
    """Give the strands at one side of a box a row each, in the order of the boxes to which they lead."""
    for is_left in (True, False):
        meeting: dict[int, list[Strand]] = defaultdict(list)
        boxes = {id(end): end for strand in strands for end in (strand.left if is_left else strand.right)}
        for strand in strands:
            for end in strand.left if is_left else strand.right:
                meeting[id(end)].append(strand)
        for key, those in meeting.items():
            if len(those) > 1:
                end = boxes[key]
                rows = 2 if end.height > 3 else 1
                for index, strand in enumerate(sorted(those, key=lambda one: _middle(one, is_left))):
                    strand.rows[key] = end.port + min(index, rows - 1)


def _middle(strand: Strand, is_left: bool) -> float:
    """The middle of the rows of the boxes that are opposite."""
    opposite = strand.right if is_left else strand.left
    return sum(end.port for end in opposite) / len(opposite)


def _place_trunks(strands: list[Strand], x: int, gap: int) -> None:
    """Place each trunk, beside those with which it shares rows."""
    placed: list[Strand] = []
    for strand in strands:
        joined = next((one for one in placed if one.shares_row(strand)), None)
        if joined is not None:
            strand.x, strand.is_joined = joined.x, True
            placed.append(strand)
            continue
        wanted = _joint(len(strand.left), len(strand.right), gap)
        beside = [one.x - x for one in placed if one.first <= strand.last and strand.first <= one.last]
        free = (cell for cell in range(1, gap - 1) if all(abs(cell - other) >= APART for other in beside))
        strand.x = x + min(free, key=lambda cell: abs(cell - wanted), default=wanted)
        placed.append(strand)


def _joint(left: int, right: int, gap: int) -> int:
    """Cells from the left column to the trunk: near a column with one end, so that the others' wires have room."""
    joint = JOINT if gap >= JOINT * 4 else 2
    if left == 1 < right:
        return joint
    return gap - 1 - joint if right == 1 < left else gap // 2
