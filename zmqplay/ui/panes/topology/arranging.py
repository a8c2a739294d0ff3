"""Finds a place for each node: in columns along the flow, as boxes if they fit, else in stacks by role."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.ui.draw.content import LinesNeeded
from zmqplay.ui.panes.topology.layout import FIGURE, TO, TOPICS_GAP, PlacedCard, RoleStack, StackChoices, TopologyLayout
from zmqplay.ui.panes.topology.node_cards import NodeCard, merged

LEAST = (26, 6)
"""Columns and rows of the smallest picture; below it there are no boxes."""

LEAST_MOST = 12
"""Rows from which on the least height of a picture is not looked for: where there are so many, any picture is good."""

SIZES = ((4, 1), (4, 0), (3, 0))
"""The height of a box and of the gap below it, the largest first."""

GAP_LEAST, GAP_FAIR, GAP_MOST = 7, 13, 22
SIDE = 14
"""Cells beside the last column, for figures of the queues."""
JOINT = 3
"""Cells from a box that faces several boxes to the trunk at which their wires part."""
STACK_LEAST = 22
"""The least width of a stack."""
OPEN_LEAST = 5
"""The least height of an open stack."""
NAMES_MOST = 16
TOPICS_MOST = 44
"""Cells of the longest topics for which a column gets wider."""
LINE_FIGURES = (30, 17, 7)
"""Cells beside the name in a line of a stack, for as many figures as fit: busy, rate, queue."""


@dataclass(slots=True)
class _Part:
    """A box or a stack that has no place yet."""

    cards: list[NodeCard]
    height: int
    is_stack: bool = False
    is_open: bool = False


def lines_needed(columns: list[list[NodeCard]], width: int) -> LinesNeeded:
    """The least lines with a place for each node, at most LEAST_MOST; and those in which each has a large box."""
    tall, between = SIZES[0]
    whole = max(map(len, columns), default=0) * (tall + between) - between
    fitting = (height for height in range(LEAST[1], LEAST_MOST) if arrange(columns, width, height, StackChoices()))
    return LinesNeeded(next(fitting, LEAST_MOST), max(LEAST[1], whole))


def arrange(columns: list[list[NodeCard]], width: int, height: int, choices: StackChoices) -> TopologyLayout | None:
    """Place all boxes and stacks; None if they do not fit."""
    if not any(columns) or width < LEAST[0] or height < LEAST[1]:
        return None
    most = max(map(len, columns))
    fitting = [(tall, between) for tall, between in SIZES if most * (tall + between) - between <= height]
    if fitting:
        tall, between = fitting[0]
        parts = [[_Part([card], tall) for card in column] for column in columns]
    else:
        between = 0
        parts = [_stacked(column, height, choices) for column in columns]
        if any(sum(part.height for part in column) > height for column in parts):
            return None
    return _Arranger(parts, width, height, between, choices).arrange()


def _stacked(column: list[NodeCard], height: int, choices: StackChoices) -> list[_Part]:
    """Boxes if they fit, else a stack for each role that has more than one node, open if there is room."""
    if len(column) * 4 <= height:
        return [_Part([card], 4) for card in column]
    by_role: dict[str, list[NodeCard]] = {}
    for card in column:
        by_role.setdefault(card.role, []).append(card)
    parts = [_closed(cards) for cards in by_role.values()]
    spare = height - sum(part.height for part in parts)
    for part in parts:
        room, lines = part.height + spare, len(part.cards) + 2
        if part.is_stack and room >= OPEN_LEAST and choices.opened.get(part.cards[0].role, lines <= room):
            part.is_open, part.height = True, min(lines, room)
            spare = room - part.height
    return parts


def _closed(cards: list[NodeCard]) -> _Part:
    if len(cards) == 1:
        return _Part(cards, 3)
    cell_rows = -(-len(cards) // (STACK_LEAST - 4))
    return _Part(cards, min(4, cell_rows) + 4, is_stack=True)


class _Arranger:
    """Places the columns side by side."""

    def __init__(self, parts: list[list[_Part]], width: int, height: int, between: int, choices: StackChoices) -> None:
        self._parts, self._width, self._height = parts, width, height
        self._between, self._choices = between, choices

    def arrange(self) -> TopologyLayout | None:
        gaps = len(self._parts) - 1
        for margin, is_wide in ((1, True), (1, False), (0, False)):
            widths = [_column_width(column, margin, is_wide) for column in self._parts]
            room = self._width - sum(widths)
            if room >= gaps * GAP_LEAST:
                break
        else:
            return None
        has_side = not any(part.is_stack for part in self._parts[-1]) and room - SIDE >= gaps * GAP_FAIR
        side = SIDE if has_side else 0
        if margin:
            wanted = [_width_with_topics(column, width) for column, width in zip(self._parts, widths, strict=True)]
            if sum(wanted) - sum(widths) > room - side - gaps * GAP_FAIR:
                side = 0  # whole topics before figures beside the boxes, which then stand in the lower borders
            widths = _widened(widths, wanted, room - side - gaps * GAP_FAIR)
            room = self._width - sum(widths)
        gap = min(GAP_MOST, (room - side) // gaps) if gaps else 0
        x = max(0, (self._width - sum(widths) - gap * gaps - side) // 2)
        layout = TopologyLayout()
        for index, (column, width) in enumerate(zip(self._parts, widths, strict=True)):
            self._place(layout, column, x, width, side if index == gaps else 0, margin)
            x += width
            if index < gaps:
                layout.trunks.append(x + _joint(len(layout.columns[-1]), _ends(self._parts[index + 1]), gap))
            x += gap
        return layout

    def _place(self, layout: TopologyLayout, parts: list[_Part], x: int, width: int, side: int, margin: int) -> None:
        """Place a column's parts one below the other, vertically centred."""
        whole = sum(part.height for part in parts) + self._between * (len(parts) - 1)
        y = max(0, self._height - whole) // 2
        ends: list[PlacedCard] = []
        for part in parts:
            if part.is_stack:
                cells = width if part.is_open else width - 1  # a closed stack casts a shadow
                stack = RoleStack(merged(part.cards), x, y, cells, part.height, cards=part.cards, is_open=part.is_open)
                layout.stacks[stack.role] = stack
                ends += self._lines(stack) if part.is_open else [stack]
            else:
                ends.append(PlacedCard(part.cards[0], x, y, width, part.height, side, margin))
            y += part.height + self._between
        layout.columns.append(ends)

    def _lines(self, stack: RoleStack) -> list[PlacedCard]:
        stack.names = min(NAMES_MOST, max(cell_len(card.title) for card in stack.cards))
        stack.top = max(0, min(self._choices.tops.get(stack.role, 0), len(stack.cards) - stack.room))
        visible = stack.cards[stack.top : stack.top + stack.room]
        return [PlacedCard(card, stack.x, stack.y + 1 + row, stack.width, 1) for row, card in enumerate(visible)]


def _ends(parts: list[_Part]) -> int:
    """The number of boxes, lines and closed stacks in a column, at which wires end."""
    return sum(part.height - 2 if part.is_open else 1 for part in parts)


def _joint(left: int, right: int, gap: int) -> int:
    """Cells from the left column to the trunk: near a column with one end, so that the others' wires have room."""
    joint = JOINT if gap >= JOINT * 4 else 2
    if left == 1 < right:
        return joint
    return gap - 1 - joint if right == 1 < left else gap // 2


def _column_width(parts: list[_Part], margin: int, is_wide: bool) -> int:
    return max((_width(part, margin, is_wide) for part in parts), default=4)


def _widened(widths: list[int], wanted: list[int], spare: int) -> list[int]:
    """The widths, nearer to those that are wanted by as many cells as are spare."""
    found = []
    for width, most in zip(widths, wanted, strict=True):
        more = max(0, min(most - width, spare))
        found.append(width + more)
        spare -= more
    return found


def _width_with_topics(parts: list[_Part], width: int) -> int:
    """The width of a column in which whole topics have room.

    It is the same while other figures are shown in their place, so that no box jumps when its node gets busy.
    """
    return max((width, *map(_wanted_by, parts)))


def _wanted_by(part: _Part) -> int:
    """The width of a part that shows whole topics; 0 if it has none, or shows none."""
    names = max(cell_len(card.title) for card in part.cards)
    topics = min(TOPICS_MOST, max(cell_len(card.topics) for card in part.cards))
    if not topics or (part.is_stack and not part.is_open):
        return 0
    if part.is_stack:
        return min(NAMES_MOST, names) + LINE_FIGURES[0] + 2 + max(0, topics + TOPICS_GAP - FIGURE)
    return (max(names, topics + len(TO)) if part.height > 3 else min(30, names) + TOPICS_GAP + topics) + 4


def _width(part: _Part, margin: int, is_wide: bool) -> int:
    names = max(cell_len(card.title) for card in part.cards)
    if part.is_stack:
        figures = LINE_FIGURES[0 if is_wide else 1 if margin else 2]
        return max(STACK_LEAST, min(NAMES_MOST, names) + figures + 2)
    card, tall = part.cards[0], part.height > 3
    sockets = len(card.sockets) + (len(card.work) + 3 if is_wide and card.work else 0)
    if not margin:
        return min(24, max(names, 10 if tall else min(sockets, 9))) + 2
    content = max(names, 12) if tall else names + 8
    return min(30, max(content, sockets + 2)) + 4
