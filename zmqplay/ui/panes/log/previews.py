"""A preview of a message: its frames side by side on one line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.frame_words import agreed_frames, is_content, is_id, meanings_of
from zmqplay.model.reading.subscriptions import is_subscription, subscription
from zmqplay.model.topology import Topology
from zmqplay.template import as_literal
from zmqplay.text import cell_fit, readable
from zmqplay.ui.draw.ink import Ink, Line, Piece

BETWEEN = " │ "
APART = " · "
"""The separator between frames."""
EMPTY = "(empty)"
"""In place of a frame without bytes."""
ID_LONGEST = 4
"""Bytes of the longest binary id that is shown as a number."""
SMALL = 1_000_000
"""A binary id below this is shown as a number."""
NAME = "…"
"""In place of a frame that repeats the sender's name, where there is little room."""
BEFORE = 12
"""Bytes that are shown before the searched text."""


def key_of(message: Message) -> bytes | None:
    """A message's topic or routing id; None if the message has neither."""
    if message.topic is not None:
        return message.topic
    return message.routing_id


def short_id(head: bytes) -> str:
    """A frame with an id in few cells: a small number as #7, other bytes by the last two, which differ; text as is."""
    text = readable(head)
    if not head or text != head.hex(" "):
        return text
    number = int.from_bytes(head, "big")
    return f"#{number}" if len(head) <= ID_LONGEST and number < SMALL else f"…{head[-2:].hex(' ')}"


def subscription_words(message: Message, most: int) -> str:
    """A subscription as a sentence about its sender, with `most` characters of the topic: `subscribes to news`."""
    verb, topic = subscription(message)
    what = as_literal(topic, most) if topic else "everything"
    return f"{verb}s {'to' if verb == 'subscribe' else 'from'} {what}"


def preview(
    ink: Ink,
    message: Message,
    width: int,
    ground: str,
    *,
    topology: Topology,
    with_key: bool = True,
    wanted: str = "",
) -> Line:
    """Draw the frames side by side in exactly `width` cells, the topic in bold, the routing id dimmed.

    Where they do not fit, ids and the sender's name are shortened, and a topic, but to no less than half the width. If
    `wanted` is further on in a frame, the preview begins shortly before `wanted`.
    """
    if is_subscription(message):
        return [(cell_fit(subscription_words(message, max(1, width)), width), ink("soft", ground, italic=True))]
    if message.sizes == (0,):
        return [(cell_fit(EMPTY, width), ink("faint", ground))]
    pieces = _frames(ink, message, width, ground, with_key=with_key)
    if sum(cell_len(text) for text, _ in pieces) > width:
        pieces = _frames(ink, message, width, ground, with_key=with_key, words=meanings_of(message, topology))
        pieces = _topic_shortened(pieces, width) if message.topic is not None and with_key else pieces
    if wanted and (found := _further_on(message, pieces, width, wanted)):
        pieces = [("…", ink("faint", ground)), (found, ink("text", ground))]
    return _fitted(pieces, width, ink("text", ground))


def _topic_shortened(pieces: Line, width: int) -> Line:
    """The pieces with a topic in front that leaves room for the body, but takes half the width where it needs that."""
    (topic, own), *others = pieces
    room = max(width // 2, width - sum(cell_len(text) for text, _ in others))
    return [(cell_fit(topic, room), own), *others] if others and cell_len(topic) > room else pieces


def _fitted(pieces: Line, width: int, style: Style) -> Line:
    """The pieces in exactly `width` cells, cut or padded in this style."""
    line: Line = []
    left = width
    for piece, own in pieces:
        cells = cell_len(piece)
        if cells > left:
            piece, cells = cell_fit(piece, left), left
        line.append((piece, own))
        left -= cells
        if left <= 0:
            break
    return [*line, (" " * left, style)] if left > 0 else line


def _frames(ink: Ink, message: Message, width: int, ground: str, *, with_key: bool, words: Sequence[str] = ()) -> Line:
    """The frames side by side; given their `words`, ids are short, and so is a frame that repeats the sender's name."""
    name = message.sender.encode(errors="replace")
    pieces: list[Piece] = []
    has_key = key_of(message) is not None
    first = 1 if has_key and not with_key and len(message.heads) > 1 else 0
    for index, head in enumerate(message.heads[first:], first):
        if index > first:
            pieces.append((BETWEEN, ink("line", ground)))
        is_key = index == 0 and has_key
        is_topic = is_key and message.topic is not None
        if index < len(words) and is_id(words[index]):
            text = short_id(head)
        elif words and head == name and index < len(message.heads) - 1:
            text = NAME
        else:
            text = _frame_text(message, index, max(1, width))
        text += "…" if message.sizes[index] > len(head) else ""
        shade = "muted" if is_key and not is_topic else "text"
        pieces.append((text, ink(shade, ground, bold=is_topic)))
    return pieces


def _frame_text(message: Message, index: int, most: int) -> str:
    """A frame as text, a topic as one types it."""
    is_topic = index == 0 and message.topic is not None
    return (as_literal if is_topic else readable)(message.heads[index], most)


def _further_on(message: Message, pieces: Line, width: int, wanted: str) -> str:
    """The text around `wanted` if these pieces do not show `wanted`; empty if they do, or if no frame has it."""
    needle = wanted.lower()
    if needle in "".join(text for text, _ in pieces)[:width].lower():
        return ""
    for head in message.heads:
        at = head.lower().find(needle.encode(errors="replace"))
        if at >= 0:
            begin = max(0, at - BEFORE)
            while begin < at and head[begin] & 0xC0 == 0x80:  # inside of a UTF-8 character
                begin += 1
            return readable(head[begin:], max(1, width))
    return ""


def text_of(message: Message, most: int, topology: Topology) -> str:
    """The frames as text side by side, without envelopes, topics, and frames that repeat the sender's name."""
    if is_subscription(message):
        return subscription_words(message, most)
    if not any(message.sizes):  # no frame is an envelope or a body more than another
        return APART.join([EMPTY] * len(message.sizes))[:most] or EMPTY
    is_own = bool(agreed_frames(topology, message.wire))  # the topic is always the same, so it is left out
    name = message.sender.encode(errors="replace")
    texts = [
        _frame_text(message, index, most) or EMPTY
        for index, (head, word) in enumerate(zip(message.heads, meanings_of(message, topology), strict=False))
        if head != name and (is_content(word) or (word == "topic" and not is_own))
    ]
    return APART.join(texts)[:most] or EMPTY
