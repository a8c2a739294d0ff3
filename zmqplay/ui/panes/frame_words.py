"""What the frames of a message mean, by the socket that handed them over or was given them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from zmqplay.patterns import PATTERNS
from zmqplay.session.messages import Message

PUBLISHING = ("PUB", "XPUB", "SUB", "XSUB")
ENVELOPED = ("REQ", "REP", "DEALER", "ROUTER")

OWN_FORMATS = {(pattern.name, wire.name): wire.frames for pattern in PATTERNS for wire in pattern.wires if wire.frames}
"""Frames that a pattern's own roles agree on, by the names of the pattern and the wire."""


def meanings(socket: str, frames: Sequence[bytes], pattern: str = "", wire: str = "") -> list[str]:
    """A word for each frame."""
    own = OWN_FORMATS.get((pattern, wire))
    if own is not None:
        return [own[min(index, len(own) - 1)] for index in range(len(frames))]
    words = ["body"] * len(frames)
    begin = 0
    if len(frames) > 1 and socket in PUBLISHING:
        return ["topic", *words[1:]]
    if frames and socket == "ROUTER":
        words[0], begin = "routing id", 1
    if socket in ENVELOPED and b"" in frames[begin:-1]:
        end = list(frames).index(b"", begin)
        words[begin : end + 1] = ["routing id"] * (end - begin) + ["delimiter"]
    return words


def typed(message: Message, pattern: str) -> list[bytes]:
    """The frames that its sender was told to send, without those that its role has put in front."""
    own = OWN_FORMATS.get((pattern, message.wire))
    if own is None:
        return list(message.heads)
    words = meanings(message.socket, message.heads, pattern, message.wire)
    return [head for head, word in zip(message.heads, words, strict=True) if is_content(word)]


def is_content(word: str) -> bool:
    """Not there for ZeroMQ or the pattern to find the way."""
    return word not in ("routing id", "delimiter", "topic", "survey id")


def hex_lines(head: bytes, per_line: int) -> list[tuple[str, str]]:
    """Hex and text side by side; a character stands on the line of its first byte, what is no text is a dot."""
    characters = [""] * len(head)
    text, place = head.decode("utf-8", "surrogateescape"), 0
    for character in text:
        escaped = "\udc80" <= character <= "\udcff"
        characters[place] = "·" if escaped or not character.isprintable() else character
        place += 1 if escaped else len(character.encode())
    return [
        (head[begin : begin + per_line].hex(" "), "".join(characters[begin : begin + per_line]))
        for begin in range(0, len(head), per_line)
    ]


def pretty_json(head: bytes) -> list[str]:
    """A JSON object or array, one entry a line; nothing if it is none or fits on one line anyway."""
    if len(head) < 24 or head[:1] not in b"{[":
        return []
    try:
        value = json.loads(head)
    except (ValueError, RecursionError):
        return []
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()
