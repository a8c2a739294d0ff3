"""The messages as a table that follows its end; only visible rows are drawn, so the message rate does not matter."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from zmqplay.model.addresses import port_of
from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.text import safe
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.panes.log.fates import FATE_LEAST, FATE_MOST, without_receiver
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.panes.log.log_pane import LogPane, LogRow
from zmqplay.ui.panes.log.message_line import (
    LineShape,
    Widths,
    draw_message,
    key_width,
    preview_width,
    receivers,
    sent_by,
    shape_of,
    titles,
)
from zmqplay.ui.panes.log.times import time_shown

WIDE = 110
"""Cells of the narrowest line that names several receivers."""


class MessagesPane(LogPane):
    """The log as a table: time, sender, receivers, preview, size, latency."""

    def __init__(self) -> None:
        super().__init__(MessageTable())


class MessageTable:
    """Draws a row for each message. Columns only grow, so that rows do not jump."""

    head = 1

    def __init__(self) -> None:
        self._widths = Widths()
        self._shape = LineShape()

    def forget(self) -> None:
        """Begin with narrow columns again."""
        self._widths = Widths()

    def look_over(self, scene: Scene, listed: Listed, top: int) -> None:
        """Widen the columns for the visible messages."""
        for message in listed.slice(top, scene.height):
            self._widen(message, scene)
        self._widths.fate = FATE_MOST if scene.traffic.ledger.totals.handed_over else FATE_LEAST
        self._shape = shape_of(scene.width, self._widths)

    def _widen(self, message: Message, scene: Scene) -> None:
        widths, traffic = self._widths, scene.traffic
        names = receivers(message, 32 if scene.width >= WIDE else 0)
        if not names and traffic.peers.foreign:
            names = [port_of(without_receiver(traffic, message))]
        widths.sender = max(widths.sender, cell_len(safe(port_of(sent_by(traffic, message)), 40)))
        widths.receiver = max(widths.receiver, sum(map(cell_len, names)) + 2 * len(names) - 2)
        widths.key = max(widths.key, key_width(message))
        widths.preview = max(widths.preview, preview_width(message))

    def head_lines(self, scene: Scene, ink: Ink) -> Sequence[Line]:
        """The titles of the columns."""
        publishes = any(kind_of(end.socket).publishes for wire in scene.traffic.topology.wires for end in wire.ends)
        return [titles(ink, self._shape, "topic" if publishes else "id")]

    def line(self, scene: Scene, ink: Ink, row: LogRow) -> Line:
        """Draw a message as a row."""
        begun_ns, width = scene.traffic.messages.begun_ns, self._shape.time
        time = time_shown(scene.view, row.message, row.before, begun_ns, width)
        return draw_message(
            ink, scene.traffic, row.message, self._shape,
            time=time, ground=row.ground, wanted=row.wanted, sign=row.sign,
        )  # fmt: skip

    def searched(self, scene: Scene, line: Line) -> tuple[int, int]:
        """The pieces from the sender to the preview."""
        del scene
        return bool(self._shape.time), len(line) - bool(self._shape.size) - bool(self._shape.latency)

    def note(self) -> str:
        """Empty: a table has no note of its own."""
        return ""
