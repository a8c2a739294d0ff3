"""The messages as a log that follows its tail: any number a second may arrive, only the visible ones are drawn."""

from __future__ import annotations

from rich.cells import cell_len

from zmqplay.model.messages.messages import Message
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.panes.log.message_line import (
    Columns,
    Widths,
    columns,
    draw_message,
    key_width,
    preview_width,
    receivers,
)
from zmqplay.ui.panes.log.rows import MessageRows
from zmqplay.ui.panes.log.times import time_shown
from zmqplay.ui.play.view import View


class Messages(MessageRows):
    """When, from whom to whom, what, how large and how fast."""

    TITLE = "Messages"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._widths = Widths()
        self._shape = Columns()

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        if traffic is not self.traffic:
            self._widths = Widths()
        super().show(traffic, view, now_ns)

    def look_over(self, visible: list[Message], width: int) -> None:
        for message in visible:
            self._widen(message, width)
        self._shape = columns(width, self._widths)

    def _widen(self, message: Message, width: int) -> None:
        """Columns only grow, so that lines do not jump."""
        widths = self._widths
        names = receivers(message, 32 if width >= 110 else 0)
        widths.sender = max(widths.sender, cell_len(safe(message.sender, 40)))
        widths.receiver = max(widths.receiver, sum(map(cell_len, names)) + 2 * len(names) - 2)
        widths.key = max(widths.key, key_width(message))
        widths.preview = max(widths.preview, preview_width(message))

    def message_line(self, message: Message, index: int, ground: str) -> Line:
        assert self.traffic is not None
        before = self._shown[index - 1] if index else None
        time = time_shown(self.view.time_mode, message, before, self.traffic.messages.begun_ns, self._shape.time)
        wanted = self._criteria.plain if self.view.search else ""
        return draw_message(self, self.traffic, message, self._shape, time, ground, wanted)

    def searched(self, line: Line) -> tuple[int, int]:
        return bool(self._shape.time), len(line) - bool(self._shape.size) - bool(self._shape.latency)
