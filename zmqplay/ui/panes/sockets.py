"""The sockets with their addresses, subscriptions and options, and what libzmq's socket monitor said, in order.

Of a selected node there is also what libzmq's manual says of each of its sockets' types.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from zmqplay.session.socket_facts import SOCKET_FACTS
from zmqplay.session.sockets import SocketTraffic
from zmqplay.session.traffic import EventLine, Traffic
from zmqplay.ui.colours import LOST, WAITING
from zmqplay.ui.panes.lines import Line, LinePane, node_stamps
from zmqplay.ui.text import cell_fit, count, readable, safe, wall_clock
from zmqplay.ui.view import View

EVENT_WORDS = {
    0x1: "connected",
    0x2: "connecting",
    0x4: "connection tried again",
    0x8: "listening",
    0x10: "bind failed",
    0x20: "accepted",
    0x40: "accept failed",
    0x80: "closed",
    0x100: "close failed",
    0x200: "disconnected",
    0x400: "monitor stopped",
    0x800: "handshake failed",
    0x1000: "handshake succeeded",
    0x2000: "handshake failed: protocol",
    0x4000: "handshake failed: authentication",
}
"""Of zmq_socket_monitor(3)."""

FACT_TITLES = ("talks to", "sends", "receives", "when full")
FACT_WIDTH = 11

Row = tuple[SocketTraffic, str]
"""A socket, and which of its type's facts stands in the line; none for the socket itself."""

FAILURES = 0x10 | 0x40 | 0x100 | 0x800 | 0x2000 | 0x4000


class Sockets(LinePane):
    """Each socket, then the socket events; of the selected node, or of all."""

    TITLE = "Sockets"
    EMPTY = "No socket yet. Each one that a node makes will be here, with its addresses and its socket events."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._sockets: list[SocketTraffic] = []
        self._events: list[EventLine] = []
        self._rows: list[Row] = []
        self._name_width = 8

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        facts = tuple(socket.facts for socket in traffic.sockets())
        return facts, traffic.events_total, view.node, node_stamps(traffic)

    def prepare(self, traffic: Traffic, _width: int) -> int:
        node = self.view.node
        self._sockets = [socket for socket in traffic.sockets() if node in (None, socket.node)]
        self._events = [line for line in traffic.events if node in (None, line.node)]
        names = [safe(socket.node, 40) for socket in self._sockets]
        self._name_width = min(16, max(map(len, names), default=8))
        self._rows = [row for socket in self._sockets for row in self._rows_of(socket)]
        return len(self._rows) + (2 + len(self._events) if self._events else 0)

    def _rows_of(self, socket: SocketTraffic) -> Iterator[Row]:
        """The socket; of a selected node's, its type's facts too."""
        yield socket, ""
        if self.view.node and socket.type in SOCKET_FACTS:
            for title in FACT_TITLES:
                yield socket, title

    def _set_height(self, lines: int) -> None:
        at_end = 0 < self.max_scroll_y <= self.scroll_offset.y
        super()._set_height(lines)
        if at_end:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def line(self, index: int) -> Line:
        if index < len(self._rows):
            socket, fact = self._rows[index]
            return self._fact_line(socket, fact) if fact else self._socket_line(socket, self.area.width)
        index -= len(self._rows)
        if index == 0:
            return []
        if index == 1:
            return [("socket events", self.ink("faint"))]
        return self._event_line(self._events[index - 2], self.area.width)

    def _fact_line(self, socket: SocketTraffic, title: str) -> Line:
        value = SOCKET_FACTS[socket.type][FACT_TITLES.index(title)]
        return [("  " + cell_fit(title, FACT_WIDTH), self.ink("muted")), (value, self.ink("soft"))]

    def _socket_line(self, socket: SocketTraffic, width: int) -> Line:
        facts = socket.facts
        muted = self.ink("muted")
        line = self.name_pieces(socket.node, self._name_width + 2)
        line.append((cell_fit(safe(facts.type, 10), 7), self.ink("soft")))
        if width < 80:
            line += self._subscriptions(socket)
        for sign, addresses in (("●", facts.bound), ("○", facts.connected)):
            for address in addresses:
                line += [(f"{sign} ", self.ink("accent")), (safe(address, 100) + "  ", self.ink("text"))]
        if width >= 80:
            line += self._subscriptions(socket)
        if facts.routing_id:
            line += [("routing id ", muted), (readable(facts.routing_id, 40) + "  ", self.ink("soft"))]
        for name, value in facts.options.items():
            shown = readable(value, 20) if isinstance(value, bytes) else str(value)
            line.append((f"{safe(name, 30)} {shown}  ", self.ink(WAITING if name in facts.late_options else "soft")))
        if facts.closed:
            line.append(("closed", muted))
        return line

    def _subscriptions(self, socket: SocketTraffic) -> Line:
        if socket.type not in ("SUB", "XSUB"):
            return []
        topics = ", ".join(readable(topic, 40) or "everything" for topic in socket.facts.subscriptions) or "nothing"
        return [("to ", self.ink("muted")), (topics + "  ", self.ink("soft", italic=True))]

    def _event_line(self, event_line: EventLine, width: int) -> Line:
        event = event_line.event
        word = EVENT_WORDS.get(event.event, f"event {event.event:#x}")
        shade = LOST if event.event & FAILURES else "text" if event.event & 0x1028 else "soft"
        times = f" ×{count(event.count)}" if event.count > 1 else ""
        faint = self.ink("faint")
        clock = wall_clock(event.time_ns)
        line: Line = [((clock if width >= 64 else clock[-6:]) + " ", self.ink("muted"))]
        line += self.name_pieces(event_line.node, self._name_width + 1)
        if width >= 80:
            line.append((cell_fit(safe(event_line.socket, 10), 7), self.ink("muted")))
        line += [(word + times, self.ink(shade)), ("  " + safe(event.endpoint, 100), faint)]
        if event.peer and width >= 64:
            line.append(("  with " + safe(event.peer, 60), faint))
        return line
