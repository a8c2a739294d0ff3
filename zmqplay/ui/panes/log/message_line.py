"""A message as one line: time, sender, receivers, preview, size, latency."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.model.addresses import port_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import came_from
from zmqplay.model.reading.subscriptions import is_subscription, subscriber_of
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_literal
from zmqplay.text import cell_fit, name_fit, safe, size
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.panes.log.fates import FATE_LEAST, fate, fate_fit, without_receiver
from zmqplay.ui.panes.log.marks import time_piece
from zmqplay.ui.panes.log.previews import key_of, preview, short_id, subscription_words
from zmqplay.ui.panes.log.times import LONG, SHORT

NAME_LEAST, NAME_MOST = 8, 16
KEY_LEAST, KEY_MOST = 5, 14
PREVIEW_LEAST, PREVIEW_MOST = 22, 48
"""Cells of a preview: names are shortened for the least, and for the most if all of it can be shown then."""


@dataclass(slots=True)
class LineShape:
    """The widths of the columns in cells; a column of width 0 is left out."""

    time: int = 0
    sender: int = 0
    receiver: int = 0
    key: int = 0
    """The topic or the routing id; without this column it begins the preview."""
    preview: int = 0
    size: int = 0
    latency: int = 0


@dataclass(slots=True)
class Widths:
    """The cells of the widest text of each column so far."""

    sender: int = 6
    receiver: int = 6
    key: int = 0
    preview: int = 6
    fate: int = FATE_LEAST


def shape_of(width: int, widest: Widths) -> LineShape:
    """Share out the cells of a line; the preview comes before the size and before the whole time of day."""
    most = NAME_MOST if width >= 70 else 12
    sender, receiver = min(widest.sender, most), min(widest.receiver, most * 2 if width >= 110 else most)
    wanted = max(8, min(widest.preview, PREVIEW_MOST))
    lacking = sender + 3 + receiver + 1 + wanted + 7 + widest.fate + 1 - width  # 7 for the shortest time
    fate = widest.fate if lacking <= 0 else FATE_LEAST
    lacking -= widest.fate - fate
    spare = [max(0, names - NAME_LEAST) for names in (receiver, sender)]
    if lacking > sum(spare):  # not all of it can be shown
        lacking = min(sum(spare), lacking - wanted + min(wanted, PREVIEW_LEAST))
    if lacking > 0:  # shortened names make room for the preview
        from_receiver = min(lacking, spare[0])
        receiver, sender = receiver - from_receiver, sender - (lacking - from_receiver)
    found = LineShape(sender=sender, receiver=receiver)
    left = width - sender - receiver - 3 - 1
    key = min(max(KEY_LEAST, widest.key), KEY_MOST) if widest.key else 0
    for name, cells, least in (
        ("latency", fate, 8), ("time", SHORT, 10), ("key", key, 0), ("time", LONG, 0), ("size", 8, 0)
    ):  # fmt: skip
        if not cells:
            continue
        extra = cells - getattr(found, name) + (0 if getattr(found, name) else 1)
        if left - extra >= (least or wanted):
            setattr(found, name, cells)
            left -= extra
    found.preview = max(0, left)
    return found


def sent_by(traffic: Traffic, message: Message) -> str:
    """The node or peer that sent a message, or what is known of it: `a respondent`; `?` if nothing is."""
    if is_subscription(message):
        return subscriber_of(traffic, message)
    return came_from(traffic, message) or "?"


def preview_width(message: Message) -> int:
    """The cells of a message's frames side by side, up to PREVIEW_MOST."""
    if is_subscription(message):
        return cell_len(subscription_words(message, PREVIEW_MOST))
    if len(message.heads) == 1:
        return min(message.sizes[0], PREVIEW_MOST)
    return min(sum(message.sizes) + 3 * (len(message.sizes) - 1), PREVIEW_MOST)


def _key_apart(message: Message) -> bytes | None:
    """The topic or routing id that has a column; None if the topic is the whole message, which the preview shows."""
    return None if message.topic is not None and len(message.sizes) == 1 else key_of(message)


def key_width(message: Message) -> int:
    """The cells of a message's topic or routing id."""
    key = _key_apart(message)
    return 0 if key is None else cell_len(short_id(key) if message.topic is None else as_literal(key, KEY_MOST))


def ends(message: Message) -> list[str]:
    """The nodes that received a message; if none did, those in whose queues it waits, or to which it was lost."""
    return (
        [delivery.node for delivery in message.deliveries]
        or list(message.waits_at)
        or [name for name in message.lost if name]
    )


def receivers(message: Message, most: int) -> list[str]:
    """The names of `ends` if they fit into `most` cells, else how many of how many; empty if none is known."""
    names = [safe(name, 40) for name in ends(message)]
    due = max(message.expected, len(names))
    if not names or due == 1 or sum(map(len, names)) + 2 * len(names) - 2 <= most:
        return names
    return [f"{len(message.deliveries)} of {due}"]


def draw_message(
    ink: Ink,
    traffic: Traffic,
    message: Message,
    shape: LineShape,
    *,
    time: str,
    ground: str,
    wanted: str = "",
    sign: str = "",
) -> Line:
    """Draw the whole line; `sign` is that of a mark, and the preview shows `wanted` if a frame has it."""
    line: Line = []
    if shape.time:
        line.append(time_piece(ink, time, ground, sign=sign))
    line.extend(ink.name(port_of(sent_by(traffic, message)), shape.sender, ground))
    line.append(_arrow(ink, ground, sign="" if shape.time else sign))
    line += _receivers(ink, message, shape.receiver, ground, port_of(without_receiver(traffic, message)))
    line.append((" ", ink("muted", ground)))
    if shape.key:
        line += _key(ink, message, shape.key, ground)
    line += preview(
        ink, message, shape.preview, ground, topology=traffic.topology, with_key=not shape.key, wanted=wanted
    )
    if shape.size:
        line.append((" " + cell_fit(size(message.size), shape.size, right=True), ink("muted", ground)))
    if shape.latency:
        line.append(_took(ink, traffic, message, shape.latency, ground))
    return line


def _took(ink: Ink, traffic: Traffic, message: Message, width: int, ground: str) -> Piece:
    text, shade = fate(traffic, message)
    return " " + fate_fit(text, width), ink(shade, ground)


def _arrow(ink: Ink, ground: str, *, sign: str) -> Piece:
    """Draw the arrow; where there is no column of times, the gap before it has the sign of a mark."""
    return (f"{sign}→ ", ink("accent", ground, bold=True)) if sign else (" → ", ink("faint", ground))


def titles(ink: Ink, shape: LineShape, key: str) -> Line:
    """Draw the titles of the columns; `key` is that of the topics or routing ids."""
    texts = [(cell_fit("time", shape.time) + " ") if shape.time else ""]
    texts += [cell_fit("from", shape.sender + 3), cell_fit("to", shape.receiver + 1)]
    texts += [cell_fit(key, shape.key) + " " if shape.key else "", cell_fit("message", shape.preview)]
    texts += [" " + cell_fit("size", shape.size, right=True) if shape.size else ""]
    texts += [" " + cell_fit("took", shape.latency, right=True) if shape.latency else ""]
    return [("".join(texts), ink("faint"))]


def _key(ink: Ink, message: Message, width: int, ground: str) -> Line:
    """Draw the topic in bold, or the routing id dimmed."""
    is_topic = message.topic is not None
    key = _key_apart(message) or b""
    text = as_literal(key, width) if is_topic else short_id(key)
    return [(cell_fit(text, width) + " ", ink("text" if is_topic else "muted", ground, bold=is_topic))]


def _receivers(ink: Ink, message: Message, width: int, ground: str, without_receiver: str) -> Line:
    names = receivers(message, width)
    if not names:
        return [(name_fit(without_receiver, width), ink("faint", ground))]
    known = ends(message)
    if names[0] != safe(known[0], 40):
        return [(cell_fit(names[0], width), ink("soft", ground))]
    line: Line = []
    left = width
    for index, (name, node) in enumerate(zip(names, known, strict=True)):
        if index:
            line.append((", ", ink("faint", ground)))
            left -= 2
        last = index == len(names) - 1
        cells = left if last else cell_len(name)
        line.extend(ink.name(node, cells, ground))
        left -= cells
    return line
