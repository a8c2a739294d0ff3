"""One message as one line: when, from whom to whom, what, how large, how fast."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.session.messages import Message
from zmqplay.session.traffic import Traffic
from zmqplay.ui.colours import LOST, WAITING
from zmqplay.ui.panes.lines import Line, LinePane
from zmqplay.ui.text import cell_fit, latency, readable, safe, size, wall_clock

NAME_LEAST, NAME_MOST = 8, 16
PREVIEW_MOST = 48
"""A longer preview takes no room from the other columns."""


ELSEWHERE, UNHEARD = "elsewhere", "unheard"
WITHOUT_RECEIVER = {ELSEWHERE: ELSEWHERE, UNHEARD: "nobody"}
"""What stands in place of a receiver, by what became of the message."""


@dataclass(slots=True)
class Columns:
    """Widths in cells; 0 leaves a column out."""

    time: int = 0
    sender: int = 0
    receiver: int = 0
    preview: int = 0
    size: int = 0
    latency: int = 0


def columns(width: int, sender: int, receiver: int, preview: int) -> Columns:
    """Share out a line: a preview of this length comes before the size and the whole time of day."""
    most = NAME_MOST if width >= 70 else 12
    sender, receiver = min(sender, most), min(receiver, most * 2 if width >= 110 else most)
    wanted = max(8, min(preview, PREVIEW_MOST))
    lacking = sender + 3 + receiver + 1 + wanted + 7 + 9 - width  # with the shortest time, and the latency
    spare = [max(0, names - NAME_LEAST) for names in (receiver, sender)]
    if 0 < lacking <= sum(spare):  # the preview fits if the names are shortened
        from_receiver = min(lacking, spare[0])
        receiver, sender = receiver - from_receiver, sender - (lacking - from_receiver)
    found = Columns(sender=sender, receiver=receiver)
    left = width - sender - receiver - 3 - 1
    for name, cells, kept in (("latency", 8, 8), ("time", 6, 10), ("time", 12, wanted), ("size", 8, wanted)):
        extra = cells - getattr(found, name) + (0 if getattr(found, name) else 1)
        if left - extra >= kept:
            setattr(found, name, cells)
            left -= extra
    found.preview = max(0, left)
    return found


def preview_width(message: Message) -> int:
    """Cells that its frames take side by side, as far as they are looked at."""
    if len(message.heads) == 1:
        return min(message.sizes[0], PREVIEW_MOST)
    return min(sum(message.sizes) + 3 * (len(message.sizes) - 1), PREVIEW_MOST)


def receivers(message: Message, most: int) -> list[str]:
    """The receivers' names if they fit, else how many of how many; nothing while nobody has it."""
    names = [safe(delivery.node, 40) for delivery in message.deliveries]
    due = max(message.expected, len(names))
    if not names or due == 1 or sum(map(len, names)) + 2 * len(names) - 2 <= most:
        return names
    return [f"{len(names)} of {due}"]


def fate(traffic: Traffic, message: Message) -> tuple[str, str]:
    """How long it took or what became of it, and the shade to say it in."""
    if message.deliveries:
        time_ns = message.latency_ns
        return ("–", "faint") if time_ns is None else (latency(time_ns), "muted")
    if not message.expected:
        return UNHEARD, "muted"
    if traffic.following.sampled:
        return "–", "faint"
    if traffic.ledger.totals.in_flight:
        return "waiting", WAITING
    if traffic.ledger.totals.elsewhere and traffic.peers.on_wire(message.wire):
        return ELSEWHERE, "faint"
    return ("lost", LOST) if traffic.ledger.totals.lost else ("waiting", WAITING)


def draw_message(pane: LinePane, traffic: Traffic, message: Message, shape: Columns, ground: str) -> Line:
    """The whole line."""
    line: Line = []
    plain, faint = pane.ink("muted", ground), pane.ink("faint", ground)
    if shape.time:
        line.append((wall_clock(message.time_ns)[-shape.time :] + " ", plain))
    line.extend(pane.name_pieces(message.sender or "?", shape.sender, ground))
    line.append((" → ", faint))
    text, shade = fate(traffic, message)
    line += _receivers(pane, message, shape.receiver, ground, WITHOUT_RECEIVER.get(text, "…"))
    line.append((" ", plain))
    line += _preview(pane, message, shape.preview, ground)
    if shape.size:
        line.append((" " + cell_fit(size(message.size), shape.size, right=True), plain))
    if shape.latency:
        text = "–" if text == ELSEWHERE else text
        line.append((" " + cell_fit(text, shape.latency, right=True), pane.ink(shade, ground)))
    return line


def _receivers(pane: LinePane, message: Message, width: int, ground: str, without_receiver: str) -> Line:
    names = receivers(message, width)
    if not names:
        return [(cell_fit(without_receiver, width), pane.ink("faint", ground))]
    if names[0] != message.deliveries[0].node:
        return [(cell_fit(names[0], width), pane.ink("soft", ground))]
    line: Line = []
    left = width
    for index, (name, delivery) in enumerate(zip(names, message.deliveries, strict=True)):
        if index:
            line.append((", ", pane.ink("faint", ground)))
            left -= 2
        last = index == len(names) - 1
        cells = left if last else cell_len(name)
        line.extend(pane.name_pieces(delivery.node, cells, ground))
        left -= cells
    return line


def _preview(pane: LinePane, message: Message, width: int, ground: str) -> Line:
    """The frames side by side, the topic in bold, the routing id dimmed."""
    if message.sizes == (0,):
        return [(cell_fit("(empty)", width), pane.ink("faint", ground))]
    line: Line = []
    left = width
    for index, head in enumerate(message.heads):
        if left <= 0:
            break
        if index:
            line.append((" │ "[:left], pane.ink("faint", ground)))
            left -= 3
        text = readable(head, max(1, left)) + ("…" if message.sizes[index] > len(head) else "")
        cells = cell_len(text)
        if cells > left:
            text, cells = cell_fit(text, left), left
        is_address = index == 0 and message.routing_id is not None
        is_topic = index == 0 and message.topic is not None
        line.append((text, pane.ink("muted" if is_address else "text", ground, bold=is_topic)))
        left -= cells
    if left > 0:
        line.append((" " * left, pane.ink("text", ground)))
    return line
