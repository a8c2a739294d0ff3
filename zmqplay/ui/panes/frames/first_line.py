"""The first line of a message: its sender and receivers with their sockets, its size and how long it took."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rich.cells import cell_len

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import FOREIGN, Message
from zmqplay.model.reading.fate import Fate, fate_of, handed_to, losses_of
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import milliseconds
from zmqplay.text import cell_fit, readable, safe, size
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.log.fates import fate
from zmqplay.ui.panes.log.marks import SIGN
from zmqplay.ui.panes.log.message_line import sent_by


def socket_of(traffic: Traffic, name: str, wire: str) -> str:
    """The type of a node's socket on a wire."""
    node = traffic.nodes.get(name)
    for socket in node.sockets.values() if node else ():
        if socket.wire == wire:
            return socket.type
    return ""


def _foreign(name: str) -> str:
    """The name of a node or peer; `a foreign peer` where several are possible."""
    return "a foreign peer" if name == FOREIGN else safe(name, 60)


def first_line(scene: Scene, ink: Ink, message: Message) -> Line:
    """Draw the sign of a mark, sender, receivers, size and latency; the time of day if it fits.

    Size and latency are never cut: where there is little room, fewer receivers are named, and words are cut.
    """
    traffic, muted = scene.traffic, ink("muted")
    sender, socket = sent_by(traffic, message), ""
    begin: Line = [(f"{SIGN} ", ink("accent", bold=True))] if message in scene.view.marks else []
    begin.append((_foreign(sender), ink.node(sender)))
    if message.sender in traffic.nodes:  # if the send was not seen, the message has the receiver's socket type
        own = message.socket if message.number else socket_of(traffic, message.sender, message.wire)
        socket = f" {safe(own, 10)}"
    figures: Line = []
    if message.deliveries and (message.lost or message.waits_at):
        became, shade = fate(traffic, message)
        figures.append((f"   {became}", ink(shade)))
    figures.append((f"   {size(message.size)}", ink("soft")))
    if message.latency_ns is not None:
        figures.append((f"   {milliseconds(message.latency_ns)}", muted))
    for own in (socket, ""):
        line = [*begin, (own, muted), (" → ", ink("faint"))]
        to = _received(traffic, ink, message, scene.width - _length(line) - _length(figures))
        line += to or _undelivered(traffic, ink, message)
        if _length(line) + _length(figures) <= scene.width:
            break
    line = [*_cut(line, scene.width - _length(figures)), *figures]
    if scene.width - _length(line) >= len(when := f"   {scene.wall_clock(message.time_ns)}"):
        line.append((when, ink("faint")))
    return line


def _received(traffic: Traffic, ink: Ink, message: Message, room: int) -> Line:
    """The receivers, as many as fit into `room` cells, with their sockets if that fits; nothing if there are none."""
    muted, count = ink("muted"), len(message.deliveries)
    ways = [(named, has_sockets) for named in (3, 2, 1) if named <= count for has_sockets in (True, False)]
    line: Line = []
    for named, has_sockets in ways:
        line = []
        for index, delivery in enumerate(message.deliveries[:named]):
            socket = f" {safe(socket_of(traffic, delivery.node, message.wire), 10)}" if has_sockets else ""
            line += [(", " if index else "", muted), (safe(delivery.node, 40), ink.node(delivery.node))]
            line.append((socket, muted))
        if count > named:
            line.append((f" and {count - named} more", muted))
        if _length(line) <= room:
            return line
    return [(f"{count} nodes", muted)] if count > 1 else line


def _cut(line: Line, room: int) -> Line:
    """The pieces that fit into `room` cells, the last one cut."""
    left: Line = []
    for text, ink in line:
        here = max(0, room - _length(left))
        left.append((text if cell_len(text) <= here else cell_fit(text, here), ink))
        if cell_len(text) > here:
            break
    return left


def _length(line: Line) -> int:
    return sum(cell_len(text) for text, _ in line)


def _undelivered(traffic: Traffic, ink: Ink, message: Message) -> Line:
    """Where the message waits or went, or why no node will receive it."""
    muted = ink("muted")
    match fate_of(traffic, message):
        case Fate.UNHEARD:
            return [("nobody: no subscription matches", muted)]
        case Fate.HANDED_OVER:
            return [("handed over to ", muted), (_foreign(handed_to(traffic, message)), muted)]
        case Fate.WAITING if message.waits_at:
            return [("waits at ", ink(WAITING)), *_names(ink, message.waits_at)]
        case Fate.WAITING:
            return [("waits", ink(WAITING))]
        case Fate.LOST:
            reasons = losses_of(traffic, message)
            text = f"lost ({safe(', '.join(reasons), 60)})" if reasons else "lost"
            if LossReason.UNROUTABLE in reasons and message.routing_id is not None:
                text += f": no peer has the id {readable(message.routing_id, 40)}"
            return [(f"{text} ", ink(LOST)), *_names(ink, filter(None, message.lost))]
    return [("–", muted)]


def _names(ink: Ink, nodes: Iterable[str]) -> Line:
    """The first few names, in their colours."""
    return [(f"{safe(name, 40)} ", ink.node(name)) for name in islice(nodes, 3)]
