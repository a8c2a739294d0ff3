"""The meaning of a message's frames, by the socket that sent or received them, or as the roles have agreed."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.kinds import FirstFrame, kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.subscriptions import is_subscription
from zmqplay.model.topology import Topology

REQUEST_ID_LENGTH = 4
"""Bytes of the id that a REQ with REQ_CORRELATE puts in front of the delimiter."""


def agreed_frames(topology: Topology, wire: str) -> tuple[str, ...]:
    """The words that the roles on a wire have agreed on, frame by frame; empty if there are none, or for no wire."""
    return next((known.frames for known in topology.wires if known.name == wire), ())


def meanings(
    socket: str, frames: Sequence[bytes], agreed: Sequence[str] = (), *, correlates: bool = False
) -> list[str]:
    """A word for each frame at a socket of this type.

    `agreed` are the words of `agreed_frames`; `correlates`: a REQ at one end has REQ_CORRELATE set.
    """
    if agreed:
        return [agreed[min(index, len(agreed) - 1)] for index in range(len(frames))]
    kind = kind_of(socket)
    words = ["body"] * len(frames)
    begin = 0
    if len(frames) > 1 and kind.first_frame is FirstFrame.TOPIC:
        return ["topic", *words[1:]]
    if frames and kind.routes:
        words[0], begin = "routing id", 1
    if kind.enveloped and b"" in frames[begin:-1]:
        end = list(frames).index(b"", begin)
        words[begin : end + 1] = ["routing id"] * (end - begin) + ["delimiter"]
        if correlates and end > begin and len(frames[end - 1]) == REQUEST_ID_LENGTH:
            words[end - 1] = "request id"
    return words


def meanings_of(message: Message, topology: Topology, *, correlates: bool = False) -> list[str]:
    """A word for each frame, as the message's sender handed the frames over."""
    if is_subscription(message):
        return ["subscription"]
    agreed = agreed_frames(topology, message.wire)
    return meanings(message.socket, message.frames, agreed, correlates=correlates)


def typed(message: Message, topology: Topology) -> list[bytes]:
    """The frames that a user would type to send this message again, without those that the role adds in front."""
    words = meanings_of(message, topology)
    if agreed_frames(topology, message.wire):
        return [frame for frame, word in zip(message.frames, words, strict=True) if is_content(word)]
    if not message.number:  # the send was not seen: `frames` are the receiver's
        return [frame for frame, word in zip(message.frames, words, strict=True) if word != "routing id"]
    return list(message.frames)


def is_content(word: str) -> bool:
    """Whether this is the word for payload: no topic, delimiter or id."""
    return word not in ("delimiter", "topic") and not is_id(word)


def is_id(word: str) -> bool:
    """Whether this is the word for an id: of a peer, a request or a survey."""
    return word.endswith(" id")


def characters_of(head: bytes) -> list[str]:
    """One entry a byte: a character at its first byte, `""` at its other bytes, `·` for a byte that is no text."""
    characters = [""] * len(head)
    text, place = head.decode("utf-8", "surrogateescape"), 0
    for character in text:
        escaped = "\udc80" <= character <= "\udcff"
        characters[place] = "·" if escaped or not character.isprintable() else character
        place += 1 if escaped else len(character.encode())
    return characters


def hex_lines(head: bytes, per_line: int) -> list[tuple[str, str]]:
    """Hex and text, `per_line` bytes a line; a character goes to the line of its first byte."""
    characters = characters_of(head)
    return [
        (head[begin : begin + per_line].hex(" "), "".join(characters[begin : begin + per_line]))
        for begin in range(0, len(head), per_line)
    ]
