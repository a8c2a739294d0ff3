"""Where the panes of a play screen lie: columns of stacks, as many as there is room for. Pure.

A stack is a place that panes share; one of them is seen at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate, pairwise

from textual.geometry import Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

WIDE, HUGE, VAST = 100, 160, 220
"""Columns of the terminal from which there are two columns, three stacks in one of them, three columns."""
TALL, TOWERING = 30, 44
"""Rows that three stacks of one column need: of two columns, and of three."""

OF_EVERY_PATTERN = ("ledger", "doctor", "code", "lesson", "sockets")
Stack = tuple[str, ...]
Columns = tuple[tuple[Stack, ...], ...]

LOG: tuple[Stack, ...] = (("messages", "ladder"), ("frames",))

LARGE, SMALL = 5, 3
"""Shares of a column's height: of its first stack, and of the others."""


def columns(own: Sequence[str], width: int, height: int) -> Columns:
    """Which panes share a place, in reading order; `own` are those of the pattern."""
    own = tuple(own)
    if width < WIDE:
        return ((("topology", *LOG[0], *LOG[1], *own, *OF_EVERY_PATTERN),),)
    if width >= VAST:
        log = (("messages",), ("frames",))
        if height < TOWERING:
            return (("topology",), (*own, "ledger", "sockets")), log, (("ladder",), ("doctor", "code", "lesson"))
        return (("topology",), own, ("ledger", "sockets")), log, (("ladder",), ("doctor",), ("code", "lesson"))
    if width < HUGE or height < TALL:
        return (("topology",), (*own, *OF_EVERY_PATTERN)), LOG
    return (("topology",), own, OF_EVERY_PATTERN), LOG


def without(all_columns: Columns, hidden: Collection[str]) -> Columns:
    """Those panes left out; a stack or column of which none is left gives its room to the others."""
    left = (
        tuple(stack for stack in (tuple(n for n in stack if n not in hidden) for stack in column) if stack)
        for column in all_columns
    )
    return tuple(column for column in left if column)


def places(grid: Sequence[Sequence[str]], size: Size) -> dict[str, Region]:
    """Where each pane of these columns lies; together they fill the size."""
    found: dict[str, Region] = {}
    widths = [12, 13] if len(grid) == 2 and size.width < HUGE else [1] * len(grid)
    for names, (left, right) in zip(grid, _cuts(widths, size.width), strict=True):
        heights = [LARGE, *[SMALL] * (len(names) - 1)]
        for name, (top, bottom) in zip(names, _cuts(heights, size.height), strict=True):
            found[name] = Region(left, top, right - left, bottom - top)
    return found


def _cuts(shares: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Begin and end of each share of a length."""
    whole = sum(shares) or 1
    return list(pairwise([0, *(length * so_far // whole for so_far in accumulate(shares))]))


class StackedLayout(Layout):
    """Lays panes out in columns, so that a pane can change its column and stay the widget that it is."""

    name = "stacked"

    def __init__(self) -> None:
        self.grid: Sequence[Sequence[str]] = ()
        """The panes that are seen, column by column."""
        self.panes: Mapping[str, Widget] = {}

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> ArrangeResult:
        parent.pre_layout(self)
        regions = places(self.grid, size)
        return [
            WidgetPlacement(region, pane.styles.offset.resolve(size, size), pane.styles.margin, pane)
            for name, region in regions.items()
            if (pane := self.panes[name]) in children
        ]
