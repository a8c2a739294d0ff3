"""The wires past a column: a line below all boxes, where a role also sends to one that is not in the next column."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.model.reading.columns import NodeColumns, Past
from zmqplay.text import safe
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.panes.topology.boxes import colour_of
from zmqplay.ui.panes.topology.layout import PlacedCard, TopologyLayout
from zmqplay.ui.panes.topology.node_cards import NodeCard

Cell = tuple[int, int]


@dataclass(slots=True)
class Bypass:
    """A line from the lowest box or stack of one role, along the last row, to that of another role."""

    past: Past
    left: list[NodeCard]
    right: list[NodeCard]
    points: list[Cell]
    """From the left end to the right end; each end is the cell below its box or stack."""

    @property
    def cells(self) -> list[Cell]:
        """The cells from left to right."""
        (x0, y0), (_, bottom), (x1, _), (_, y1) = self.points
        down = [(x0, y) for y in range(y0, bottom)]
        return down + [(x, bottom) for x in range(x0, x1)] + [(x1, y) for y in range(bottom, y1 - 1, -1)]

    def joins(self, one: str, other: str) -> bool:
        """Whether the line leads from node `one`, on its left, to node `other`."""
        return any(card.name == one for card in self.left) and any(card.name == other for card in self.right)

    def draw(self, ink: Ink, canvas: Canvas) -> set[Cell]:
        """Draw the line with the signs of its ends, and the name of its wire; return the cells of the name."""
        wire, bottom = ink("line"), self.points[1][1]
        is_broken = not (any(card.alive for card in self.left) and any(card.alive for card in self.right))
        canvas.path(self.points, wire, dashed=is_broken)
        for cards, role, cell in (
            (self.left, self.past.left, self.points[0]), (self.right, self.past.right, self.points[-1])
        ):  # fmt: skip
            declared = any(end.role == role for end in self.past.wire.binding)
            binds = any(card.bound.get(self.past.wire.name, declared) for card in cards)
            canvas.put(*cell, "●" if binds else "○", ink(colour_of(ink, cards[0])))
        begin, end = self.points[0][0] + 3, self.points[-1][0] - 2
        title = f" {safe(self.past.wire.name, 40)} "
        if len(title) > end - begin:
            return set()
        left = (begin + end - len(title)) // 2
        canvas.put(left, bottom, title, ink("muted"))
        return {(x, bottom) for x in range(left, left + len(title))}


def bypasses(flow: NodeColumns, layout: TopologyLayout, last_row: int) -> list[Bypass]:
    """The lines of an arrangement whose `last_row` is free; none to a role that has other boxes below its own."""
    found = []
    placed = [*layout.placed.values(), *layout.stacks.values()]
    bottom = min(last_row, max((end.y + end.height for end in placed), default=0) + 1)
    for past in flow.past:
        ends = [_lowest(layout, place, role) for place, role in ((past.begin, past.left), (past.end, past.right))]
        if ends[0] is None or ends[1] is None:
            continue
        (left, cards), (right, others) = ends[0], ends[1]
        tops = [(end.x + end.width // 2, end.y + end.height) for end in (left, right)]
        points = [tops[0], (tops[0][0], bottom), (tops[1][0], bottom), tops[1]]
        found.append(Bypass(past, cards, others, points))
    return found


def _lowest(layout: TopologyLayout, column: int, role: str) -> tuple[PlacedCard, list[NodeCard]] | None:
    """The only box, or the stack, of a role, and its nodes; None if another box is below it."""
    ends = layout.columns[column]
    if stack := layout.stacks.get(role):
        is_lowest = all(end.y < stack.y + stack.height for end in ends)
        return (stack, stack.cards) if is_lowest else None
    own = [end for end in ends if end.card.role == role and not end.card.foreign]
    return (own[0], [own[0].card]) if len(own) == 1 and own[0] is ends[-1] else None
