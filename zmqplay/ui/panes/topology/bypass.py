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
        for cards, cell in ((self.left, self.points[0]), (self.right, self.points[-1])):
            past = self.past
            binds = any(card.bound.get(past.wire.name, card.name in past.binding) for card in cards)
            canvas.put(*cell, "●" if binds else "○", ink(colour_of(ink, cards[0])))
        begin, end = self.points[0][0] + 3, self.points[-1][0] - 2
        title = f" {safe(self.past.wire.name, 40)} "
        if len(title) > end - begin:
            return set()
        left = (begin + end - len(title)) // 2
        canvas.put(left, bottom, title, ink("muted"))
        return {(x, bottom) for x in range(left, left + len(title))}


def bypasses(flow: NodeColumns, layout: TopologyLayout) -> list[Bypass]:
    """The lines of an arrangement with room below; none to nodes that have other boxes below their own."""
    found = []
    for past in flow.past:
        left, right = _lowest(layout, past.begin, past.left), _lowest(layout, past.end, past.right)
        if left is None or right is None:
            continue
        bottom = max(layout.floors[end.cards_there[0].name] for end in (left, right))
        tops = [(end.x + end.width // 2, end.y + end.height) for end in (left, right)]
        points = [tops[0], (tops[0][0], bottom), (tops[1][0], bottom), tops[1]]
        found.append(Bypass(past, left.cards_there, right.cards_there, points))
    return found


def _lowest(layout: TopologyLayout, column: int, names: tuple[str, ...]) -> PlacedCard | None:
    """The only box, or the stack, of these nodes; None if another box is below it."""
    stacks = (stack for stack in layout.stacks.values() if stack.is_of(names))
    own = [end for end in layout.columns[column] if end.is_of(names)]
    one = next(stacks, own[0] if len(own) == 1 else None)
    if one is None:
        return None
    floor = layout.floors[one.cards_there[0].name]
    below = (end for end in layout.columns[column] if one.y + one.height <= end.y < floor)
    return None if any(below) else one
