"""What is to be placed in the picture: groups of nodes, each in columns of boxes and stacks."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.ui.panes.topology.layout import StackChoices
from zmqplay.ui.panes.topology.node_cards import NodeCard

STACK_LEAST = 22
"""The least width of a stack."""
OPEN_LEAST = 5
"""The least height of an open stack."""


@dataclass(slots=True)
class Group:
    """Cards that no wire joins with those of another group."""

    columns: list[list[NodeCard]]
    below: int = 0
    """Rows below the boxes, for a wire that leads past a column."""


@dataclass(slots=True)
class Part:
    """A box or a stack that has no place yet."""

    cards: list[NodeCard]
    height: int
    is_stack: bool = False
    is_open: bool = False


def together(groups: list[Group]) -> Group:
    """All groups as one, in which the wires may be drawn over each other."""
    columns = [
        [card for column in beside for card in column] for beside in zip(*(g.columns for g in groups), strict=True)
    ]
    return Group(columns, max(group.below for group in groups))


def all_stacked(groups: list[Group], height: int, choices: StackChoices) -> list[list[list[Part]]] | None:
    """Stacks in each group; None if they do not fit, or if a role is in several groups: it has one stack."""
    roles = [{card.role for column in group.columns for card in column} for group in groups]
    if len(set().union(*roles)) < sum(map(len, roles)):
        return None
    least = [max(sum(part.height for part in _least(column)) for column in group.columns) for group in groups]
    spare = height - sum(least) - sum(group.below for group in groups)
    if spare < 0:
        return None
    found = []
    for group, rows in zip(groups, least, strict=True):
        found.append([_stacked(column, rows + spare, choices) for column in group.columns])
        spare -= max(sum(part.height for part in column) for column in found[-1]) - rows
    return found


def _stacked(column: list[NodeCard], height: int, choices: StackChoices) -> list[Part]:
    """Boxes if they fit, else a stack for each role that has more than one node, open if there is room."""
    if len(column) * 4 <= height:
        return [Part([card], 4) for card in column]
    parts = _least(column)
    spare = height - sum(part.height for part in parts)
    for part in parts:
        room, lines = part.height + spare, len(part.cards) + 2
        if part.is_stack and room >= OPEN_LEAST and choices.opened.get(part.cards[0].role, lines <= room):
            part.is_open, part.height = True, min(lines, room)
            spare = room - part.height
    return parts


def _least(column: list[NodeCard]) -> list[Part]:
    """The parts of a column that need the least rows."""
    by_role: dict[str, list[NodeCard]] = {}
    for card in column:
        by_role.setdefault(card.role, []).append(card)
    return [_closed(cards) for cards in by_role.values()]


def _closed(cards: list[NodeCard]) -> Part:
    if len(cards) == 1:
        return Part(cards, 3)
    cell_rows = -(-len(cards) // (STACK_LEAST - 4))
    return Part(cards, min(4, cell_rows) + 4, is_stack=True)
