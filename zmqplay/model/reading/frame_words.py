"""What the frames of a message mean, by the socket that handed them over or was given them."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.subscriptions import is_subscription
from zmqplay.patterns import PATTERNS

PUBLISHING = ("PUB", "XPUB", "SUB", "XSUB")
ENVELOPED = ("REQ", "REP", "DEALER", "ROUTER")

OWN_FORMATS = {(pattern.name, wire.name): wire.frames for pattern in PATTERNS for wire in pattern.wires if wire.frames}
"""Frames that a pattern's own roles agree on, by the names of the pattern and the wire."""


REQUEST_ID_LENGTH = 4


def meanings(
    socket: str, frames: Sequence[bytes], pattern: str = "", wire: str = "", correlates: bool = False
) -> list[str]:
    """A word for each frame; `correlates`: a REQ at an end puts an id before the delimiter (REQ_CORRELATE)."""
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
        if correlates and end > begin and len(frames[end - 1]) == REQUEST_ID_LENGTH:
            words[end - 1] = "request id"
    return words


def meanings_of(message: Message, pattern: str, correlates: bool = False) -> list[str]:
    """A word for each frame as its sender handed them over."""
    if is_subscription(message):
        return ["subscription"]
    return meanings(message.socket, message.heads, pattern, message.wire, correlates)


def typed(message: Message, pattern: str) -> list[bytes]:
    """The frames that its sender was told to send, without those that its role has put in front."""
    words = meanings_of(message, pattern)
    if (pattern, message.wire) in OWN_FORMATS:
        return [head for head, word in zip(message.heads, words, strict=True) if is_content(word)]
    if not message.number:  # these are the frames that its receiver was given
        return [head for head, word in zip(message.heads, words, strict=True) if word != "routing id"]
    return list(message.heads)


def is_content(word: str) -> bool:
    """Not there for ZeroMQ or the pattern to find the way."""
    return word not in ("delimiter", "topic") and not is_id(word)


def is_id(word: str) -> bool:
    """It says whose message it is, or to which other one it belongs."""
    return word.endswith(" id")


def characters_of(head: bytes) -> list[str]:
    """What stands for each byte: a character at its first byte, nothing at its others, a dot for what is no text."""
    characters = [""] * len(head)
    text, place = head.decode("utf-8", "surrogateescape"), 0
    for character in text:
        escaped = "\udc80" <= character <= "\udcff"
        characters[place] = "·" if escaped or not character.isprintable() else character
        place += 1 if escaped else len(character.encode())
    return characters


def hex_lines(head: bytes, per_line: int) -> list[tuple[str, str]]:
    """Hex and text side by side; a character stands on the line of its first byte."""
    characters = characters_of(head)
    return [
        (head[begin : begin + per_line].hex(" "), "".join(characters[begin : begin + per_line]))
        for begin in range(0, len(head), per_line)
    ]
