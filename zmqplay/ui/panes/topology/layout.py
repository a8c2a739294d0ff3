"""Where the nodes stand in the topology: boxes, and stacks of roles with more nodes than there is room for."""

from __future__ import annotations

from dataclasses import dataclass, field

from zmqplay.ui.panes.topology.node_cards import NodeCard


@dataclass(slots=True)
class PlacedCard:
    """A box, or a line of an open stack: where the wires of a node end."""

    card: NodeCard
    x: int
    y: int
    width: int
    height: int
    side: int = 0
    """Cells beside it for its figures."""
    margin: int = 1
    """Cells between border and text."""

    @property
    def is_line(self) -> bool:
        """It is a line of a stack, and has no border of its own."""
        return self.height == 1

    @property
    def port(self) -> int:
        """The row where its wires end."""
        return self.y if self.is_line else self.y + 1

    def edge(self, is_left: bool) -> int:
        """The cell beside the box where its wires end; `is_left`: it stands left of them."""
        return self.x + self.width if is_left else self.x - 1

    def holds(self, x: int, y: int) -> bool:
        """This cell is inside."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(slots=True)
class RoleStack(PlacedCard):
    """The nodes of a role in one frame: a line for each when it is open, a cell for each when it is closed."""

    cards: list[NodeCard] = field(default_factory=list)
    is_open: bool = False
    top: int = 0
    """How many lines are scrolled away above."""
    names: int = 0
    """Cells of the names in its lines."""

    @property
    def port(self) -> int:
        """The middle row, where a single box beside the stack has its own."""
        return self.y + self.height // 2 - 1

    def edge(self, is_left: bool) -> int:
        """As above; a closed stack casts a shadow to the right."""
        return self.x + self.width + (not self.is_open) if is_left else self.x - 1

    @property
    def role(self) -> str:
        return self.cards[0].role

    @property
    def room(self) -> int:
        """Lines that an open stack has room for."""
        return self.height - 2

    @property
    def hidden_below(self) -> int:
        return max(0, len(self.cards) - self.top - self.room)

    def cell(self, index: int) -> tuple[int, int]:
        """The cell of a node while the stack is closed."""
        room, rows = self.width - 4, self.height - 4
        pitch = 2 if len(self.cards) <= room // 2 * rows else 1
        row, column = divmod(index, room // pitch)
        return self.x + 2 + column * pitch, self.y + 1 + row

    def at(self, x: int, y: int) -> str | None:
        """The node whose cell this is in a closed stack."""
        if self.is_open:
            return None
        return next((card.name for index, card in enumerate(self.cards) if self.cell(index) == (x, y)), None)


@dataclass(slots=True)
class StackChoices:
    """What the user has done to the stacks, by role."""

    opened: dict[str, bool] = field(default_factory=dict)
    """Opened or closed; a stack that is neither is open if there is room for all of its lines."""
    tops: dict[str, int] = field(default_factory=dict)
    """How far each is scrolled."""


@dataclass(slots=True)
class Arrangement:
    """The place of each box and stack, and the x of the trunk in each gap."""

    columns: list[list[PlacedCard]] = field(default_factory=list)
    """The ends of wires, by column: boxes, lines, closed stacks."""
    stacks: dict[str, RoleStack] = field(default_factory=dict)
    """By role."""
    trunks: list[int] = field(default_factory=list)

    @property
    def placed(self) -> dict[str, PlacedCard]:
        """Boxes and visible lines, by the node's name."""
        return {end.card.name: end for column in self.columns for end in column if not isinstance(end, RoleStack)}

    def at(self, x: int, y: int) -> str | None:
        """The node whose box, line or cell this is."""
        for name, placed in self.placed.items():
            if placed.holds(x, y):
                return name
        return next((found for stack in self.stacks.values() if (found := stack.at(x, y))), None)

    def stack_at(self, x: int, y: int) -> RoleStack | None:
        """The stack that this cell is in."""
        return next((stack for stack in self.stacks.values() if stack.holds(x, y)), None)

    def stack_of(self, name: str | None) -> RoleStack | None:
        """The stack that this node is in."""
        return next((s for s in self.stacks.values() if any(card.name == name for card in s.cards)), None)

    def end_of(self, name: str) -> PlacedCard | None:
        """Where the wires of a node end; those of a closed stack end at the stack."""
        return self.placed.get(name) or self.stack_of(name)
