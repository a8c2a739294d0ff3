"""Finds a place for each node: in columns along the flow, as boxes if they fit, else in stacks by role."""

from __future__ import annotations

from rich.cells import cell_len

from zmqplay.ui.draw.content import LinesNeeded
from zmqplay.ui.panes.topology.layout import PlacedCard, RoleStack, StackChoices, TopologyLayout
from zmqplay.ui.panes.topology.parts import Group, Part, all_stacked, together
from zmqplay.ui.panes.topology.stack_card import merged
from zmqplay.ui.panes.topology.widths import NAMES_MOST, column_width, widened, width_with_topics

LEAST = (26, 6)
"""Columns and rows of the smallest picture; below it there are no boxes."""

LEAST_MOST = 12
"""Rows from which on the least height of a picture is not looked for: where there are so many, any picture is good."""

SIZES = ((4, 1), (4, 0), (3, 0))
"""The height of a box and of the gap below it, the largest first."""

GAP_LEAST, GAP_FAIR, GAP_MOST = 7, 13, 22
SIDE = 14
"""Cells beside the last column, for figures of the queues."""


def lines_needed(groups: list[Group], width: int) -> LinesNeeded:
    """The least lines with a place for each node, at most LEAST_MOST; and those in which each has a large box."""
    below = max((group.below for group in groups), default=0)
    heights = range(LEAST[1], LEAST_MOST)
    fitting = (height + below for height in heights if arrange(groups, width, height + below, StackChoices()))
    return LinesNeeded(next(fitting, LEAST_MOST + below), max(LEAST[1] + below, _boxes_height(groups, *SIZES[0])))


def arrange(groups: list[Group], width: int, height: int, choices: StackChoices) -> TopologyLayout | None:
    """Place all boxes and stacks, the groups one below the other if there is room; None if they do not fit."""
    below = max((group.below for group in groups), default=0)
    if not any(card for group in groups for card in group.columns) or width < LEAST[0] or height - below < LEAST[1]:
        return None
    forms = [groups] if len(groups) == 1 else [groups, [together(groups)]]
    for form in forms:
        for tall, between in SIZES:
            if _boxes_height(form, tall, between) <= height:
                parts = [[[Part([card], tall) for card in column] for column in group.columns] for group in form]
                return _Arranger(form, parts, width, height, between, choices).arrange()
    for form in forms:
        if stacks := all_stacked(form, height, choices):
            return _Arranger(form, stacks, width, height, 0, choices).arrange()
    return None


def _boxes_height(groups: list[Group], tall: int, between: int) -> int:
    """The rows of groups one below the other, if each node has a box."""
    rows = (max(map(len, group.columns), default=0) * (tall + between) - between + group.below for group in groups)
    return sum(rows) + between * (len(groups) - 1)


class _Arranger:
    """Places the columns side by side."""

    def __init__(
        self,
        groups: list[Group],
        parts: list[list[list[Part]]],
        width: int,
        height: int,
        between: int,
        choices: StackChoices,
    ) -> None:
        """`parts` are by group and column."""
        self._groups, self._parts_of, self._width, self._height = groups, parts, width, height
        self._parts = [[part for column in beside for part in column] for beside in zip(*parts, strict=True)]
        self._between, self._choices = between, choices

    def arrange(self) -> TopologyLayout | None:
        gaps = len(self._parts) - 1
        for margin, is_wide in ((1, True), (1, False), (0, False)):
            widths = [column_width(column, margin, is_wide) for column in self._parts]
            room = self._width - sum(widths)
            if room >= gaps * GAP_LEAST:
                break
        else:
            return None
        has_side = not any(part.is_stack for part in self._parts[-1]) and room - SIDE >= gaps * GAP_FAIR
        side = SIDE if has_side else 0
        if margin:
            wanted = [width_with_topics(column, width) for column, width in zip(self._parts, widths, strict=True)]
            if sum(wanted) - sum(widths) > room - side - gaps * GAP_FAIR:
                side = 0  # whole topics before figures beside the boxes, which then stand in the lower borders
            widths = widened(widths, wanted, room - side - gaps * GAP_FAIR)
            room = self._width - sum(widths)
        gap = min(GAP_MOST, (room - side) // gaps) if gaps else 0
        x = max(0, (self._width - sum(widths) - gap * gaps - side) // 2)
        return self._placed(widths, x, gap, side, margin)

    def _placed(self, widths: list[int], x: int, gap: int, side: int, margin: int) -> TopologyLayout:
        """The columns of these widths from `x` on, a gap apart."""
        layout, gaps = TopologyLayout(), len(widths) - 1
        for index, width in enumerate(widths):
            layout.columns.append([])
            for (top, rows), columns in zip(self._rows(), self._parts_of, strict=True):
                y = top + max(0, rows - self._tall(columns[index])) // 2
                layout.columns[-1] += self._place(layout, columns[index], x, y, width, side * (index == gaps), margin)
            x += width
            if index < gaps:
                layout.gaps.append((x, gap))
            x += gap
        self._note_floors(layout)
        return layout

    def _tall(self, parts: list[Part]) -> int:
        return sum(part.height for part in parts) + self._between * (len(parts) - 1)

    def _rows(self) -> list[tuple[int, int]]:
        """The first row of each group, and the number of its rows."""
        if len(self._groups) == 1:
            return [(0, self._height - self._groups[0].below)]
        rows = [max(map(self._tall, columns)) for columns in self._parts_of]
        whole = sum(rows) + sum(group.below for group in self._groups)
        spare = self._height - whole - self._between * (len(rows) - 1)
        apart = self._between + min(1, spare // len(rows))
        top = (self._height - whole - apart * (len(rows) - 1)) // 2
        found = []
        for group, tall in zip(self._groups, rows, strict=True):
            found.append((top, tall))
            top += tall + group.below + apart
        return found

    def _note_floors(self, layout: TopologyLayout) -> None:
        """Note the row below the boxes of each group; of a single one, a row further down if there is one."""
        last = self._height - 1
        for group in self._groups:
            names = {card.name for column in group.columns for card in column}
            ends = [one for one in (*layout.placed.values(), *layout.stacks.values()) if one.is_of(names)]
            floor = max((end.y + end.height for end in ends), default=0)
            if len(self._groups) == 1:
                floor = min(last, floor + 1)
            layout.floors.update(dict.fromkeys(names, floor))

    def _place(
        self, layout: TopologyLayout, parts: list[Part], x: int, y: int, width: int, side: int, margin: int
    ) -> list[PlacedCard]:
        """Place a column's parts one below the other; return the ends of wires."""
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
        return ends

    def _lines(self, stack: RoleStack) -> list[PlacedCard]:
        stack.names = min(NAMES_MOST, max(cell_len(card.title) for card in stack.cards))
        stack.top = max(0, min(self._choices.tops.get(stack.role, 0), len(stack.cards) - stack.room))
        visible = stack.cards[stack.top : stack.top + stack.room]
        return [PlacedCard(card, stack.x, stack.y + 1 + row, stack.width, 1) for row, card in enumerate(visible)]
