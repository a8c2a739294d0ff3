"""The ground of the panes whose lines are all made at once, and in which a node is clicked on by its name."""

from __future__ import annotations

from textual import events

from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.panes.selection import clicked, name_at


class NamedLines(LinePane):
    """A subclass fills `lines` when it prepares."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self.lines: list[Line] = []

    def line(self, index: int) -> Line:
        return self.lines[index]

    def on_click(self, event: events.Click) -> None:
        """Select the node whose name was clicked, or open its menu; beside the names, none is selected."""
        offset = event.get_content_offset(self)
        if offset is not None and self.traffic is not None:
            index = self.scroll_offset.y + offset.y
            line = self.line(index) if index < self.count else []
            clicked(self, event, name_at(line, offset.x, self.traffic.nodes), self.view.node)
