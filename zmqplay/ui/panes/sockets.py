"""The sockets with their addresses, subscriptions and options, and what libzmq's socket monitor said, in order.

Of a selected node there is also who its sockets' peers are, and what libzmq's manual says of their types.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise

from zmqplay.model.reading.event_words import FAILURES, MILESTONES, detail, word
from zmqplay.model.traffic import EventLine, Traffic
from zmqplay.text import cell_fit, count, latency, safe, wall_clock
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.named_lines import NamedLines
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.socket_lines import SocketLines
from zmqplay.ui.play.view import View

GAP = 9
"""Cells for the time since the event before."""


class Sockets(NamedLines):
    """Each socket, then the socket events; of the selected node, or of all."""

    TITLE = "Sockets"
    EMPTY = "No socket yet. Each one that a node makes will be here, with its addresses and its socket events."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._events: list[tuple[EventLine, int]] = []
        """Each with the time since the one before."""
        self._name_width = 8

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        sockets = tuple((socket.facts, socket.handshakes) for socket in traffic.sockets())
        states = tuple((node.state, node.ignored) for node in traffic.nodes.values())
        return sockets, traffic.events_total, view.node, states

    def prepare(self, traffic: Traffic, _width: int) -> int:
        node = self.view.node
        sockets = [socket for socket in traffic.sockets() if node in (None, socket.node)]
        events = [line for line in traffic.events if node in (None, line.node)]
        events.sort(key=lambda line: line.event.time_ns)  # nodes report one after the other
        gaps = [later.event.time_ns - former.event.time_ns for former, later in pairwise(events)]
        self._events = list(zip(events, [0, *gaps], strict=False))
        names = [safe(socket.node, 40) for socket in sockets]
        self._name_width = min(16, max(map(len, names), default=8))
        draw = SocketLines(self, traffic, self._name_width)
        self.lines = []
        for socket in sockets:
            self.lines += draw.whole(socket) if node else draw.brief(socket)
        if self._events:
            self.lines += [[], [("socket events", self.ink("faint"))]]
        return len(self.lines) + len(self._events)

    def _set_height(self, lines: int) -> None:
        at_end = 0 < self.max_scroll_y <= self.scroll_offset.y
        super()._set_height(lines)
        if at_end:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def line(self, index: int) -> Line:
        if index < len(self.lines):
            return self.lines[index]
        return self._event_line(*self._events[index - len(self.lines)])

    def _event_line(self, event_line: EventLine, since_ns: int) -> Line:
        event, width = event_line.event, self.area.width
        shade = LOST if event.event & FAILURES else "text" if event.event & MILESTONES else "soft"
        mark = "✗ " if event.event & FAILURES else "● " if event.event & MILESTONES else "· "
        faint = self.ink("faint")
        clock = wall_clock(event.time_ns)
        line: Line = [((clock if width >= 64 else clock[-6:]) + " ", self.ink("muted"))]
        if width >= 90:
            line.append((cell_fit(f"+{latency(since_ns)}" if since_ns > 0 else "", GAP, right=True) + "  ", faint))
        line += self.name_pieces(event_line.node, self._name_width + 1)
        if width >= 80:
            line.append((cell_fit(safe(event_line.socket, 10), 7), self.ink("muted")))
        times = f" ×{count(event.count)}" if event.count > 1 else ""
        line.append((mark + word(event) + times, self.ink(shade)))
        if said := detail(event):
            line.append((f" {safe(said, 60)}", self.ink(shade)))
        line.append(("  " + safe(event.endpoint, 100), faint))
        if event.peer and width >= 64:
            line.append(("  with " + safe(event.peer, 60), faint))
        return line
