"""The Textual layout of the stacks: each visible pane gets the region that `stacks` gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.geometry import Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from zmqplay.ui.play.stacks import places


class StackedLayout(Layout):
    """Lays panes out in columns without containers, so that a pane can change its column and keep its parent."""

    name = "stacked"

    def __init__(self) -> None:
        self.grid: Sequence[Sequence[str]] = ()
        """The names of the visible panes, column by column."""
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
