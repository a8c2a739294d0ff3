"""The page of a traced process, read while it is written. Read, not mapped: a page that is cut would end zmqplay."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, Self

import msgspec

from zmqplay.plain_files import open_plain
from zmqplay.trace.inside import layout
from zmqplay.trace.inside.layout import HEADER, LENGTH, RING_BYTES, RING_FROM, SOCKET, THREAD
from zmqplay.trace.records import ByKey, Numbered
from zmqplay.wire import Count, Number, Sample

TRIES = 3
ROWS_FROM = layout.SOCKETS_FROM


class Keys(msgspec.Struct, array_like=True):
    """Counts by topic or routing id of one direction of a socket."""

    socket: Numbered
    sent: bool
    by_key: ByKey
    beyond: ByKey


class ThreadRow(NamedTuple):
    """What a thread does."""

    native_id: int
    activity: int
    since_ns: int
    socket: int
    line: int
    file: int

    @property
    def alone(self) -> bool:
        """If the thread waits, then at this socket only."""
        return self.activity >= layout.ALONE


class SocketRow(NamedTuple):
    """An open socket's counts and times."""

    number: int
    sent_gaps: int
    sent_messages: int
    sent_bytes: int
    received_gaps: int
    received_messages: int
    received_bytes: int
    busy_ns: int
    idle_ns: int
    blocked_ns: int


class Rows(NamedTuple):
    """All rows of the page at one moment."""

    gaps: int
    ended: bool
    unkept: int
    """Messages that were sampled and did not fit."""
    threads: list[ThreadRow]
    sockets: list[SocketRow]


class SampleEntry(msgspec.Struct, array_like=True):
    """A sample, and the counts of its topic or routing id with it; 0 where it has none."""

    kind: Literal[0]
    sample: Sample
    messages: Count
    bytes: Count


class KeysEntry(msgspec.Struct, array_like=True):
    """Counts by topic or routing id."""

    kind: Literal[1]
    socket: Numbered
    sent: bool
    by_key: ByKey
    beyond: ByKey


class ServicesEntry(msgspec.Struct, array_like=True):
    """How long the last messages took."""

    kind: Literal[2]
    services_ns: list[Number]


Entry = SampleEntry | KeysEntry | ServicesEntry
A_SAMPLE, NO_KEY, INTEGERS = b"\x94\x00", b"\x00\x00", (b"\xd3", b"\xcf")
"""How an entry of a sample begins, how it ends without counts, and what stands before a count of eight bytes."""
_kinds = {layout.SAMPLE: SampleEntry, layout.KEYS: KeysEntry, layout.SERVICES: ServicesEntry}
_decoders = {kind: msgspec.msgpack.Decoder(entry) for kind, entry in _kinds.items()}


class PageFile:
    """The page of one process."""

    def __init__(self, path: Path) -> None:
        """OSError if the file is gone, or something else is in its place."""
        self._file = open_plain(path)
        self._read = 0
        """Bytes of the ring that were read, since the beginning."""
        self._last = b""
        self.missed = 0
        """How often something of the ring was overwritten before it was read, or could not be read."""

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def rows(self) -> Rows | None:
        """The rows, if they have changed since the last call; None if not, or where there is no page of this layout."""
        content = self._content()
        for _ in range(TRIES):
            if content == self._last:
                return None
            again = self._content()  # a row is written in several steps
            if again == content:
                break
            content = again
        if len(content) < ROWS_FROM:
            return None
        magic, gaps, _, threads, sockets, ended, _, unkept = HEADER.unpack_from(content)
        if magic != layout.MAGIC:
            return None
        self._last = content
        return Rows(gaps, bool(ended), max(0, unkept), _threads(content, threads), _sockets(content, sockets))

    def _content(self) -> bytes:
        """The page up to its last row in use."""
        header = os.pread(self._file, HEADER.size, 0)
        if len(header) < HEADER.size:
            return b""
        sockets = HEADER.unpack(header)[4]
        return os.pread(self._file, ROWS_FROM + max(0, min(sockets, layout.SOCKETS)) * SOCKET.size, 0)

    def entries(self, most: int) -> Iterator[Entry]:
        """The entries of the ring that have come since the last call.

        Of samples without a topic or routing id, the last `most`, nearly; the others are counted as missed.
        """
        written = self._written()
        if written == self._read:
            return
        content = self._between(self._read, written) if 0 < written - self._read <= RING_BYTES else b""
        if not content or self._written() - self._read > RING_BYTES:  # overwritten, perhaps while it was read
            self.missed += 1
            self._read = written
            return
        self._read = written
        yield from self._decoded(content, most)

    def _written(self) -> int:
        header = os.pread(self._file, HEADER.size, 0)
        return int(HEADER.unpack(header)[2]) if len(header) == HEADER.size else self._read

    def _between(self, begin: int, end: int) -> bytes:
        at, length = begin % RING_BYTES, end - begin
        content = os.pread(self._file, min(length, RING_BYTES - at), RING_FROM + at)
        return content + os.pread(self._file, length - len(content), RING_FROM) if len(content) < length else content

    def _decoded(self, content: bytes, most: int) -> Iterator[Entry]:
        places = list(_places(content))
        passed_over = len(places) - most
        for number, (begin, length) in enumerate(places):
            entry = content[begin : begin + length]
            if number < passed_over and _is_plain_sample(entry):
                self.missed += 1
                continue
            decoder = _decoders.get(_kind(entry))
            try:
                if decoder is None or len(entry) < length:
                    raise msgspec.DecodeError
                yield decoder.decode(entry)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self.missed += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each entry begins, and its length."""
    at = 0
    while at + LENGTH.size < len(content):
        (length,) = LENGTH.unpack_from(content, at)
        yield at + LENGTH.size, length
        at += LENGTH.size + length


def _is_plain_sample(entry: bytes) -> bool:
    """Whether an entry is a sample without counts of a topic or routing id: these must not be passed over."""
    return entry[:2] == A_SAMPLE and entry[-2:] == NO_KEY and entry[-9:-8] not in INTEGERS


def _kind(entry: bytes) -> int:
    """The first item of an entry, which is an array."""
    if len(entry) > 1 and 0x90 <= entry[0] <= 0x9F:
        return entry[1]
    return entry[13] if len(entry) > 13 else -1  # 32 bits of length, and an integer of 64


def _threads(content: bytes, count: int) -> list[ThreadRow]:
    rows = range(max(0, min(count, layout.THREADS)))
    return [ThreadRow(*THREAD.unpack_from(content, layout.THREADS_FROM + row * THREAD.size)) for row in rows]


def _sockets(content: bytes, count: int) -> list[SocketRow]:
    rows = range(max(0, min(count, (len(content) - ROWS_FROM) // SOCKET.size)))
    found = [SOCKET.unpack_from(content, ROWS_FROM + row * SOCKET.size) for row in rows]
    return [SocketRow(number - 1, *rest) for number, *rest in found if number > 0 and min(rest[1:3] + rest[4:]) >= 0]
