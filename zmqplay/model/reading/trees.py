"""JSON and MessagePack as a tree of lines, so that a frame of these formats shows what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

DEEPEST = 12
"""Levels of nesting that are shown; deeper values are only counted."""
LINES_MOST = 200
BYTES_MOST = 65_536
"""Longer frames get no tree."""
JSON_LEAST = 24
"""Bytes; shorter JSON is easy to read without a tree."""
MAPS_AND_ARRAYS = (*range(0x80, 0xA0), *range(0xDC, 0xE0))
"""First bytes of MessagePack maps and arrays (spec: fixmap, fixarray, array 16 and 32, map 16 and 32)."""


class Branch(NamedTuple):
    """A line of a tree: its guide lines, its key, and its value; the value is empty if other lines lie below."""

    guide: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The content of a frame, as lines."""

    format: str
    """The word `JSON` or `MessagePack`."""
    branches: list[Branch]
    more: bool
    """The tree was cut off after `LINES_MOST` lines."""


def tree_of(frame: bytes) -> Tree | None:
    """The tree of a whole frame; None if the frame is neither JSON nor MessagePack, or too short or too long."""
    found = decoded(frame)
    if found is None or not found.value:
        return None
    kind, value = found
    branches: list[Branch] = []
    for branch in _grow(value, "", DEEPEST):
        if len(branches) == LINES_MOST:
            return Tree(kind, branches, more=True)
        branches.append(branch)
    return Tree(kind, branches, more=False)


class Decoded(NamedTuple):
    """The content of a frame."""

    format: str
    """The word `JSON` or `MessagePack`."""
    value: dict[object, object] | list[object]


def decoded(frame: bytes) -> Decoded | None:
    """The content of a whole frame; None if it is no map or array in JSON or MessagePack, or too short or too long."""
    kind, value = _decode(frame) if 2 <= len(frame) <= BYTES_MOST else ("", None)
    return Decoded(kind, value) if kind and isinstance(value, (dict, list)) else None


def _decode(frame: bytes) -> tuple[str, object]:
    try:
        if frame.lstrip()[:1] in (b"{", b"["):
            return ("JSON", msgspec.json.decode(frame)) if len(frame) >= JSON_LEAST else ("", None)
        if frame[0] in MAPS_AND_ARRAYS and not _is_text(frame):
            return "MessagePack", msgspec.msgpack.decode(frame)
    except (ValueError, RecursionError):  # msgspec's errors and UnicodeDecodeError are ValueErrors
        pass
    return "", None


def _is_text(frame: bytes) -> bool:
    try:
        return frame.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _grow(value: dict[object, object] | list[object], guide: str, depth: int) -> Iterator[Branch]:
    items: Iterable[tuple[str, object]]
    if isinstance(value, dict):
        items = ((key if isinstance(key, str) else word_of(key), inner) for key, inner in value.items())
    else:
        items = ((str(index), inner) for index, inner in enumerate(value))
    left = len(value)
    for key, inner in items:
        left -= 1
        joint, below = ("├ ", "│ ") if left else ("╰ ", "  ")
        if isinstance(inner, (dict, list)) and inner and depth:
            yield Branch(guide + joint, key, "")
            yield from _grow(inner, guide + below, depth - 1)
        else:
            yield Branch(guide + joint, key, word_of(inner))


def word_of(value: object) -> str:
    """A value as JSON writes it; bytes and types of MessagePack alone as Python writes them."""
    if isinstance(value, dict):
        return f"{{… {len(value)}}}" if value else "{}"
    if isinstance(value, list):
        return f"[… {len(value)}]" if value else "[]"
    if isinstance(value, str):
        return f'"{value}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, msgspec.msgpack.Ext):
        return f"ext {value.code}: {bytes(value.data).hex(' ')}"
    return str(value) if not isinstance(value, bytes) else repr(value)
