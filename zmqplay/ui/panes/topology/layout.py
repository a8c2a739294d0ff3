"""The places of the nodes in the topology: boxes, and stacks for roles whose boxes do not all fit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from zmqplay.ui.panes.topology.node_cards import NodeCard

TO = "to "
"""The word in front of the topics in a large box."""
FIGURE = 8
"""Cells of a figure beside a name, with a gap of at least one on its left."""
TOPICS_GAP = 2
"""Cells between a name and the topics beside it, if there is room."""


@dataclass(slots=True)
class PlacedCard:
    """The place of a box, or of a line of an open stack: the wires of a node end there."""

    card: NodeCard
    x: int
    y: int
    width: int
    height: int
    side: int = 0
    """Cells beside the box for its figures."""
    margin: int = 1
    """Cells between the border and the text."""

    @property
    def cards_there(self) -> list[NodeCard]:
        """The nodes whose wires end here."""
        return [self.card]

    def is_of(self, names: Collection[str]) -> bool:
        """Whether one of these nodes is here."""
        return any(card.name in names for card in self.cards_there)

    @property
    def is_line(self) -> bool:
        """Whether this is a line of a stack, without a border of its own."""
        return self.height == 1

    @property
    def port(self) -> int:
        """The row at which its wires end."""
        return self.y if self.is_line else self.y + 1

    def edge(self, is_left: bool) -> int:
        """The x at which its wires end; `is_left` says that the box is left of its wires."""
        return self.x + self.width if is_left else self.x - 1

    def holds(self, x: int, y: int) -> bool:
        """Whether this cell is inside of the box."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(slots=True)
class RoleStack(PlacedCard):
    """The nodes of a role in one frame: a line for each when it is open, a cell for each when it is closed."""

    cards: list[NodeCard] = field(default_factory=list)
    is_open: bool = False
    top: int = 0
    """Lines that are scrolled out of view at the top."""
    names: int = 0
    """Cells of the names in the lines."""

    @property
    def cards_there(self) -> list[NodeCard]:
        return self.cards

    @property
    def port(self) -> int:
        """The row at which its wires end: in the middle, as for a single box beside the stack."""
        return self.y + self.height // 2 - 1

    def edge(self, is_left: bool) -> int:
        """The x at which its wires end, outside of a closed stack's shadow, which is on the right."""
        return self.x + self.width + (not self.is_open) if is_left else self.x - 1

    @property
    def role(self) -> str:
        return self.cards[0].role

    @property
    def room(self) -> int:
        """Lines that fit into an open stack."""
        return self.height - 2

    @property
    def hidden_below(self) -> int:
        return max(0, len(self.cards) - self.top - self.room)

    def cell(self, index: int) -> tuple[int, int]:
        """The cell of node number `index` in a closed stack."""
        room, rows = self.width - 4, self.height - 4
        pitch = 2 if len(self.cards) <= room // 2 * rows else 1
        row, column = divmod(index, room // pitch)
        return self.x + 2 + column * pitch, self.y + 1 + row

    def at(self, x: int, y: int) -> str | None:
        """The node at this cell of a closed stack; None if there is none."""
        if self.is_open:
            return None
        return next((card.name for index, card in enumerate(self.cards) if self.cell(index) == (x, y)), None)


@dataclass(slots=True)
class StackChoices:
    """The user's choices about stacks, by role."""

    opened: dict[str, bool] = field(default_factory=dict)
    """True for opened, False for closed; a stack without a choice is open if all of its lines fit."""
    tops: dict[str, int] = field(default_factory=dict)
    """The first visible line of each stack."""


@dataclass(slots=True)
class TopologyLayout:
    """The place of each box and stack, and of each gap."""

    columns: list[list[PlacedCard]] = field(default_factory=list)
    """The ends of wires in each column: boxes, lines of stacks, closed stacks."""
    stacks: dict[str, RoleStack] = field(default_factory=dict)
    """The stacks, by role."""
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """The first cell of each gap between two columns, and its width."""
    floors: dict[str, int] = field(default_factory=dict)
    """By node: the row below all boxes of its group, from which on a wire may lead past a column."""

    @property
    def placed(self) -> dict[str, PlacedCard]:
        """Boxes and visible lines of stacks, by the node's name."""
        return {end.card.name: end for column in self.columns for end in column if not isinstance(end, RoleStack)}

    def at(self, x: int, y: int) -> str | None:
        """The node whose box, line or cell is here; None if there is none."""
        for name, placed in self.placed.items():
            if placed.holds(x, y):
                return name
        return next((found for stack in self.stacks.values() if (found := stack.at(x, y))), None)

    def stack_at(self, x: int, y: int) -> RoleStack | None:
        """The stack that covers this cell; None if there is none."""
        return next((stack for stack in self.stacks.values() if stack.holds(x, y)), None)

    def stack_of(self, name: str | None) -> RoleStack | None:
        """The stack that contains this node; None if there is none."""
        return next((s for s in self.stacks.values() if any(card.name == name for card in s.cards)), None)
