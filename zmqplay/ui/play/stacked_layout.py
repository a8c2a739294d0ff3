"""The Textual layout of the stacks: each visible pane gets the region that `Proportions` gives."""

from __future__ import annotations

from collections.abc import Mapping

from textual.geometry import Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from zmqplay.ui.play.proportions import Grid, Proportions


class StackedLayout(Layout):
    """Lays panes out in columns without containers, so that a pane can change its column and keep its parent."""

    name = "stacked"

    def __init__(self) -> None:
        self.grid: Grid = ()
        self.proportions = Proportions()
        self.panes: Mapping[str, Widget] = {}

    def regions(self, size: Size) -> dict[str, Region]:
        """The region of each visible pane."""
        return self.proportions.regions(self.grid, size)

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002  # Textual's signature
    ) -> ArrangeResult:
        parent.pre_layout(self)
        return [
            WidgetPlacement(region, pane.styles.offset.resolve(size, size), pane.styles.margin, pane)
            for name, region in self.regions(size).items()
            if (pane := self.panes[name]) in children
        ]
