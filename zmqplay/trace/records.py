"""The records of a traced process, read as they come. They were written by a program that need not be ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from zmqplay.trace.inside.layout import LENGTH
from zmqplay.trace.process import Process
from zmqplay.wire import KEYS, Count, SocketFacts, Tally

AT_ONCE = 1 << 18
"""Bytes read in one go: some hundred sockets. A program may make thousands between two looks."""
LARGEST = 4 << 20
MOST_SOCKETS = 100_000
"""A program that opens more of them is not followed further."""
Text = Annotated[str, msgspec.Meta(max_length=65_536)]
Numbered = Annotated[int, msgspec.Meta(ge=0, lt=MOST_SOCKETS)]
ByKey = Annotated[dict[bytes, Tally], msgspec.Meta(max_length=KEYS)]


class ProcessRecord(msgspec.Struct, array_like=True, tag="process"):
    """The process; the first record."""

    process: Process


class SocketRecord(msgspec.Struct, array_like=True, tag="socket"):
    """A socket was made."""

    number: Numbered
    context: Count
    facts: SocketFacts


class Changes(msgspec.Struct):
    """What is new of a socket's facts: whole fields, and what was added to some."""

    bound: tuple[str, ...] | UnsetType = UNSET
    connected: tuple[str, ...] | UnsetType = UNSET
    routing_id: bytes | UnsetType = UNSET
    subscriptions: tuple[bytes, ...] | UnsetType = UNSET
    closed: bool | UnsetType = UNSET
    options: dict[str, int | bytes] | UnsetType = UNSET
    late_options: tuple[str, ...] | UnsetType = UNSET
    public_key: bytes | UnsetType = UNSET
    more_bound: tuple[str, ...] = msgspec.field(default=(), name="+bound")
    more_connected: tuple[str, ...] = msgspec.field(default=(), name="+connected")
    more_subscriptions: tuple[bytes, ...] = msgspec.field(default=(), name="+subscriptions")

    def applied_to(self, facts: SocketFacts) -> SocketFacts:
        """The facts as they are now."""
        told = {name: getattr(self, name) for name in SocketFacts.__struct_fields__ if name != "type"}
        changed = {name: value for name, value in told.items() if value is not UNSET}
        for name, more in (
            ("bound", self.more_bound),
            ("connected", self.more_connected),
            ("subscriptions", self.more_subscriptions),
        ):
            if more:
                changed[name] = (*getattr(facts, name), *more)
        return msgspec.structs.replace(facts, **changed)


class FactsRecord(msgspec.Struct, array_like=True, tag="facts"):
    """The facts about a socket have changed."""

    number: Numbered
    changes: Changes


class ClosedRecord(msgspec.Struct, array_like=True, tag="closed"):
    """A socket has closed, with these counts and times."""

    number: Numbered
    changes: Changes
    sent: Tally
    received: Tally
    times: tuple[Count, Count, Count]
    sent_by_key: ByKey
    received_by_key: ByKey


class FileRecord(msgspec.Struct, array_like=True, tag="file"):
    """A source file of the program has this number."""

    number: Count
    path: Text


class DirectoryRecord(msgspec.Struct, array_like=True, tag="directory"):
    """The working directory in which a socket was bound or connected last, where it is another than at first."""

    number: Numbered
    path: Text


class UntappedRecord(msgspec.Struct, array_like=True, tag="untapped"):
    """The sockets are not watched any more."""

    reason: Text


Record = ProcessRecord | SocketRecord | FactsRecord | ClosedRecord | FileRecord | DirectoryRecord | UntappedRecord
_decode = msgspec.msgpack.Decoder(Record).decode


class BadRecord(ValueError):
    """The file has something that is no record; what follows it cannot be read."""


class RecordFile:
    """The file of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._rest = b""

    def unread(self) -> int:
        """How many bytes have come that were not read yet."""
        try:
            return max(0, os.stat(self._path).st_size - self._at)
        except OSError:
            return 0

    def new(self, most: int) -> Iterator[Record]:
        """The records that have come since the last call, of about so many bytes; BadRecord where one is none."""
        if not self.unread():
            return
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                content = file.read(most)
        except OSError:
            return
        self._at += len(content)
        self._rest += content
        yield from self._whole()

    def _whole(self) -> Iterator[Record]:
        begin = 0
        while len(self._rest) >= begin + LENGTH.size:
            (length,) = LENGTH.unpack_from(self._rest, begin)
            if length > LARGEST:
                raise BadRecord("oversized")
            end = begin + LENGTH.size + length
            if len(self._rest) < end:
                break
            try:
                yield _decode(self._rest[begin + LENGTH.size : end])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                raise BadRecord("garbage") from None
            begin = end
        self._rest = self._rest[begin:]
