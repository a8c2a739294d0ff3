"""The first line of a message: its sender and receivers with their sockets, its size and how long it took."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rich.cells import cell_len

from zmqplay.model.messages.messages import Message
from zmqplay.model.traffic import Traffic
from zmqplay.text import latency, safe, size
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.look.colours import LOST, WAITING


def socket_of(traffic: Traffic, name: str, wire: str) -> str:
    """The type of a node's socket on a wire."""
    node = traffic.nodes.get(name)
    for socket in node.sockets.values() if node else ():
        if socket.wire == wire:
            return socket.type
    return ""


def first_line(scene: Scene, ink: Ink, message: Message) -> Line:
    """Draw sender, receivers, size and latency; the time of day if it fits."""
    traffic, muted = scene.traffic, ink("muted")
    line: Line = [(safe(message.sender, 40) or "?", ink.node(message.sender))]
    if message.sender in traffic.nodes:  # if the send was not seen, the message has the receiver's socket type
        own = message.socket if message.number else socket_of(traffic, message.sender, message.wire)
        line.append((f" {safe(own, 10)}", muted))
    line.append((" → ", ink("faint")))
    for index, delivery in enumerate(message.deliveries[:3]):
        socket = socket_of(traffic, delivery.node, message.wire)
        line += [(", " if index else "", muted), (safe(delivery.node, 40), ink.node(delivery.node))]
        line.append((f" {safe(socket, 10)}", muted))
    if not message.deliveries:
        line += _undelivered(ink, message)
    elif len(message.deliveries) > 3:
        line.append((f" and {len(message.deliveries) - 3} more", muted))
    line.append((f"   {size(message.size)}", ink("soft")))
    if message.latency_ns is not None:
        line.append((f"   {latency(message.latency_ns)}", muted))
    left = scene.width - sum(cell_len(text) for text, _ in line)
    if left >= len(when := f"   {scene.wall_clock(message.time_ns)}"):
        line.append((when, ink("faint")))
    return line


def _undelivered(ink: Ink, message: Message) -> Line:
    """Where the message waits, or why no node will receive it."""
    muted = ink("muted")
    if not message.expected:
        return [("nobody: no subscription matches", muted)]
    if message.waits_at:
        return [("waits at ", ink(WAITING)), *_names(ink, message.waits_at)]
    if message.lost:
        reasons = ", ".join(dict.fromkeys(message.lost.values()))
        return [(f"lost ({safe(reasons, 40)}) ", ink(LOST)), *_names(ink, message.lost)]
    return [("nobody yet", muted)]


def _names(ink: Ink, nodes: Iterable[str]) -> Line:
    """The first few names, in their colours."""
    return [(f"{safe(name, 40)} ", ink.node(name)) for name in islice(nodes, 3)]
