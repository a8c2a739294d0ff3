"""Two messages frame by frame: which frames are equal, which differ and where, and which only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.trees import decoded, word_of

BY_WORDS_MOST = 2_000
"""Bytes of a differing part that are compared word by word; a longer part differs as a whole."""
AT_ONCE = 4_096
VALUES_MOST = 100
"""Values of JSON or MessagePack that differ and are listed."""
DEEPEST = 12
WORD_LONGEST = 24
"""Bytes of the longest word that differs as a whole."""
_WORDS, _BYTES = re.compile(rb"\w+|\W", re.DOTALL), re.compile(rb".", re.DOTALL)
_LAST_WORD, _FIRST_WORD = re.compile(rb"\w*\Z"), re.compile(rb"\w*")

Span = tuple[int, int]
"""Begin and end (exclusive) of some bytes of a frame."""


class Relation(StrEnum):
    """How two frames in the same place compare."""

    EQUAL = "equal"
    SAME_BEGINNING = "same beginning"
    """The bytes that are kept of both are equal, and so are the lengths; the rest is not known."""
    DIFFERS = "differs"
    ONLY_FIRST = "only first"
    ONLY_SECOND = "only second"


@dataclass(frozen=True, slots=True)
class Side:
    """A frame of one of the two messages."""

    index: int
    """The place of the frame in its message, from 0."""
    frame: bytes
    """The frame as far as it is known."""
    length: int
    """All bytes of the frame."""

    @property
    def is_whole(self) -> bool:
        """Whether every byte is known."""
        return len(self.frame) == self.length


@dataclass(frozen=True, slots=True)
class Pair:
    """Frames that face each other; one of them is None where only one message has the frame."""

    first: Side | None
    second: Side | None

    @property
    def relation(self) -> Relation:
        """How the two compare."""
        if self.first is None:
            return Relation.ONLY_SECOND
        if self.second is None:
            return Relation.ONLY_FIRST
        if self.first.length != self.second.length or self.offset is not None:
            return Relation.DIFFERS
        return Relation.EQUAL if self.first.is_whole and self.second.is_whole else Relation.SAME_BEGINNING

    @property
    def offset(self) -> int | None:
        """The first byte that differs, from 0; the length of the shorter one if it is how the longer one begins.

        None if no difference is known: the frames are equal as far as both are kept.
        """
        if self.first is None or self.second is None:
            return None
        one, other = self.first, self.second
        same = same_bytes(one.frame, other.frame)
        if same < min(len(one.frame), len(other.frame)):
            return same
        shorter = one if one.length <= other.length else other
        return same if one.length != other.length and shorter.is_whole and same == shorter.length else None


def pairs_of(first: Message, second: Message) -> list[Pair]:
    """The frames of two messages face to face; equal frames stay together where one message has more frames."""
    one, other = _sides(first), _sides(second)
    alike = SequenceMatcher(None, [_key(side) for side in one], [_key(side) for side in other], autojunk=False)
    pairs: list[Pair] = []
    for _, begin, end, there, until in alike.get_opcodes():
        for step in range(max(end - begin, until - there)):
            pairs.append(
                Pair(
                    one[begin + step] if begin + step < end else None,
                    other[there + step] if there + step < until else None,
                )
            )
    return pairs


def _sides(message: Message) -> list[Side]:
    shown = zip(message.frames, message.sizes, strict=False)
    return [Side(index, frame, length) for index, (frame, length) in enumerate(shown)]


def _key(side: Side) -> tuple[bytes, int]:
    return side.frame, side.length


def differing(pair: Pair) -> tuple[list[Span], list[Span]]:
    """The bytes of each of two frames that the other has not: whole words of a text, else single bytes."""
    if pair.first is None or pair.second is None or pair.relation is not Relation.DIFFERS:
        return [], []
    one, other = pair.first.frame, pair.second.frame
    begin = same_bytes(one, other)
    is_whole = pair.first.is_whole and pair.second.is_whole
    same_end = min(min(len(one), len(other)) - begin, same_bytes(one[::-1], other[::-1])) if is_whole else 0
    is_text = _is_text(one) and _is_text(other)
    if is_text:
        end = len(one) - same_end
        begin -= _length(_LAST_WORD.search(one, max(0, begin - WORD_LONGEST), begin))
        same_end -= _length(_FIRST_WORD.match(one, end, end + WORD_LONGEST))
    parts = one[begin : len(one) - same_end], other[begin : len(other) - same_end]
    if max(map(len, parts)) > BY_WORDS_MOST:
        return [(begin, len(one) - same_end)], [(begin, len(other) - same_end)]
    split = _WORDS if is_text else _BYTES
    return _by_parts(split.findall(parts[0]), split.findall(parts[1]), begin)


def _length(word: re.Match[bytes] | None) -> int:
    """The length of a word; 0 if the word is so long that a part of it differs by itself."""
    length = len(word[0]) if word else 0
    return length if length < WORD_LONGEST else 0


def _is_text(frame: bytes) -> bool:
    try:
        frame.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start >= len(frame) - 3
    return True


def same_bytes(one: bytes, other: bytes) -> int:
    """How many bytes at the beginning of both are equal."""
    for begin in range(0, min(len(one), len(other)), AT_ONCE):
        parts = one[begin : begin + AT_ONCE], other[begin : begin + AT_ONCE]
        if parts[0] != parts[1]:
            pairs = enumerate(zip(*parts, strict=False))
            return begin + next((at for at, (a, b) in pairs if a != b), min(map(len, parts)))
    return min(len(one), len(other))


def _by_parts(one: Sequence[bytes], other: Sequence[bytes], begin: int) -> tuple[list[Span], list[Span]]:
    """The spans of the parts that differ, for texts that begin at byte `begin` of their frames."""
    found: tuple[list[Span], list[Span]] = [], []
    places = [[begin], [begin]]
    for ends, parts in zip(places, (one, other), strict=True):
        for part in parts:
            ends.append(ends[-1] + len(part))
    for does, here, until, there, to in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if does != "equal":
            for spans, ends, span in zip(found, places, ((here, until), (there, to)), strict=True):
                if span[0] < span[1]:
                    spans.append((ends[span[0]], ends[span[1]]))
    return found


@dataclass(frozen=True, slots=True)
class Value:
    """A value inside of JSON or MessagePack that the other frame has not, or has otherwise."""

    path: str
    """The way to the value: keys and indices with dots between."""
    first: str | None
    second: str | None
    """The value of each, in words; None where one frame has no such value."""


@dataclass(frozen=True, slots=True)
class Values:
    """The differences of two frames of the same format."""

    format: str
    """The word `JSON` or `MessagePack`."""
    values: list[Value]
    """Empty if both have the same values, written differently."""
    more: bool
    """There are more than `VALUES_MOST`."""


def values_of(pair: Pair) -> Values | None:
    """The values that differ, if both frames are JSON or both are MessagePack, and whole; None if they are not."""
    if pair.first is None or pair.second is None or not (pair.first.is_whole and pair.second.is_whole):
        return None
    one, other = decoded(pair.first.frame), decoded(pair.second.frame)
    if one is None or other is None or one.format != other.format:
        return None
    values = list(islice(_unlike(one.value, other.value, "", DEEPEST), VALUES_MOST + 1))
    return Values(one.format, values[:VALUES_MOST], more=len(values) > VALUES_MOST)


_MISSING = object()


def _unlike(one: object, other: object, path: str, depth: int) -> Iterator[Value]:
    if depth and isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            under = _under(path, key if isinstance(key, str) else word_of(key))
            yield from _unlike(one.get(key, _MISSING), other.get(key, _MISSING), under, depth - 1)
    elif depth and isinstance(one, list) and isinstance(other, list):
        for index in range(max(len(one), len(other))):
            here, there = (values[index] if index < len(values) else _MISSING for values in (one, other))
            yield from _unlike(here, there, _under(path, str(index)), depth - 1)
    elif type(one) is not type(other) or one != other:
        yield Value(path, *(None if value is _MISSING else word_of(value) for value in (one, other)))


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
