"""The sockets with addresses, subscriptions and options; foreign peers; the events of libzmq's socket monitor.

The newest event is the last one, and the pane follows it. The sockets stay above if that leaves room for some events.

For a selected node, the pane also shows the peers of its sockets, and facts about their types from libzmq's manual.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise

from rich.cells import cell_len

from zmqplay.model.addresses import plain
from zmqplay.model.event_line import EventLine
from zmqplay.model.reading.event_words import FAILURES, MILESTONES, detail, word
from zmqplay.model.words import milliseconds
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, LazyLines, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.foreign_lines import foreign_lines, foreign_stamp
from zmqplay.ui.panes.socket_lines import SocketLines, port_of

EVENTS_LEAST = 4
"""Lines of events below sockets that stay in view; where there is less room, the sockets scroll too."""
OURSELVES = "zmqplay"
"""The peer of a connection by which zmqplay looked whether the subscriptions had come."""
GAP = 9
"""Cells of the time since the event before."""


class SocketsPane(Content):
    """Shows each socket, the foreign peers, then the socket events; of the selected node, or of all nodes."""

    empty = "No socket yet. Each one that a node makes will be here, with its addresses and its socket events."

    def __init__(self) -> None:
        self._follows = True
        """Whether the newest event stays in view: until the user scrolls up."""

    def scrolled(self, scene: Scene) -> None:
        self._follows = scene.is_at_end

    def stamp(self, scene: Scene) -> Hashable:
        traffic = scene.traffic
        sockets = tuple((socket.facts, socket.handshakes) for socket in traffic.sockets())
        states = tuple((node.state, node.ignored) for node in traffic.nodes.values())
        looked_at = scene.view.node, scene.view.out_of_sight
        known = len(traffic.peers.probes)
        return sockets, traffic.events_total, looked_at, states, known, foreign_stamp(traffic, scene.view.node)

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        traffic, node = scene.traffic, scene.view.node
        nodes = [each for each in scene.nodes.values() if node in (None, each.name)]
        sockets = [socket for each in nodes for socket in each.sockets.values()]
        events = [line for line in traffic.events if node in (None, line.node)]
        events.sort(key=lambda line: line.event.time_ns)  # nodes report in turn, so their events come out of order
        gaps = [0, *(later.event.time_ns - former.event.time_ns for former, later in pairwise(events))]
        name_width = min(16, max((len(safe(socket.node, 40)) for socket in sockets), default=8))
        draw = SocketLines(ink, traffic, scene.width, name_width)
        lines: list[Line] = []
        for socket in sockets:
            lines += draw.whole(socket) if node else draw.brief(socket)
        lines += foreign_lines(ink, traffic, scene.width, node, scene.wall_clock)
        if events:
            lines += [[], [("socket events", ink("faint"))]]
        head = lines if events and len(lines) + EVENTS_LEAST <= scene.height else []
        above = lines[len(head) :]

        def line(index: int) -> Line:
            if index < len(above):
                return above[index]
            place = index - len(above)
            return _event_line(ink, events[place], gaps[place], scene, name_width=name_width)

        whole = len(lines) + len(events)
        top = max(0, whole - scene.height) if events and self._follows else None
        return Drawing(LazyLines(whole - len(head), line), head, top=top)

    def click(self, scene: Scene, click: Click) -> Answer:
        return select_named(scene, click)


def _event_line(ink: Ink, event_line: EventLine, since_ns: int, scene: Scene, *, name_width: int) -> Line:
    """Draw a socket event: time, time since the event before, node and socket, event, address, peer."""
    event = event_line.event
    shade = LOST if event.event & FAILURES else "text" if event.event & MILESTONES else "soft"
    mark = "✗ " if event.event & FAILURES else "● " if event.event & MILESTONES else "· "
    faint = ink("faint")
    width, clock = scene.width, scene.wall_clock(event.time_ns)
    line: Line = [((clock if width >= 64 else clock[-6:]) + " ", ink("muted"))]
    if width >= 90:
        line.append((cell_fit(f"+{milliseconds(since_ns)}" if since_ns > 0 else "", GAP, right=True) + "  ", faint))
    line += ink.name(event_line.node, name_width + 1)
    if width >= 80:
        line.append((cell_fit(safe(event_line.socket, 10), 7), ink("muted")))
    times = f" ×{count(event.count)}" if event.count > 1 else ""
    line.append((mark + word(event) + times, ink(shade)))
    if said := detail(event):
        line.append((f" {safe(said, 60)}", ink(shade)))
    left = width - sum(cell_len(text) for text, _ in line)
    peer = OURSELVES if plain(event.peer) in scene.traffic.peers.probes else safe(event.peer, 60)
    return [*line, (_ends(safe(event.endpoint, 100), peer, left), faint)]


def _ends(endpoint: str, peer: str, room: int) -> str:
    """The address and the peer, or else the peer, which tells more; where there is less room, the port."""
    ways = [f"  {endpoint}  with {peer}", f"  with {peer}", f"  with {port_of(peer)}"] if peer else [f"  {endpoint}"]
    return next((way for way in ways if cell_len(way) <= room), f"  {port_of(peer or endpoint)}")
