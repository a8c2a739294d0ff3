"""The page of this process: counts, times and samples, which outlive it."""

from __future__ import annotations

from collections import deque
from typing import Any, Callable

from . import layout
from .in_turn import InTurn
from .layout import LENGTH, NUMBER, RING_BYTES, RING_FROM, SOCKET, TALLY, THREAD, TIMES

MOST_WAITING = 1_000
"""Entries that wait for the thread that is at the ring; the eldest give way."""


class Page:
    """The tap's CountsPage, and the rows of threads and the ring of samples beside the counts."""

    def __init__(self, memory: Any, recursive_lock: Any) -> None:
        """`memory` is a writable buffer of `layout.BYTES` zeros."""
        self._memory = memory
        self._entries = InTurn(self._write_all, recursive_lock, MOST_WAITING)
        self._gaps = self._written = 0
        self._places: dict[int, int] = {}
        """Where the row of each open socket begins, by the socket's number."""
        self._free: list[int] = []
        self._new = iter(range(layout.SOCKETS))  # two threads that take one at the same time get two
        self._used: list[int] = []
        """Rows that have ever been in use."""
        self._unkept = 0
        self.flooded: Callable[[], None] = lambda: None
        """Called when messages begin to pass whose counts are not written."""
        NUMBER.pack_into(memory, layout.MAGIC_AT, layout.MAGIC)

    def detach(self) -> None:
        """Write no more to the file, e.g. in a forked child, which has inherited the memory."""
        self._memory = bytearray(layout.BYTES)

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set the totals of one direction of a socket."""
        place = self._places.get(socket)
        if place is not None:
            at = place + (layout.SENT_IN if sent else layout.RECEIVED_IN)
            TALLY.pack_into(self._memory, at, self._gaps, messages, size)

    def put_inexact(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set totals while more messages pass than are counted here: at least as many."""
        place = self._places.get(socket)
        if place is not None:
            at = place + (layout.SENT_IN if sent else layout.RECEIVED_IN)
            TALLY.pack_into(self._memory, at, -1, messages, size)

    def begin_gap(self) -> None:
        """Messages pass from now on whose counts are not written."""
        self._gaps += 1
        NUMBER.pack_into(self._memory, layout.GAPS_AT, self._gaps)
        self.flooded()

    def add_socket(self, socket: int) -> None:
        """Give a new socket a row; of more than `SOCKETS` open ones the counts are not kept here."""
        place = self._free_place()
        if place is None:
            return
        SOCKET.pack_into(self._memory, place, socket + 1, self._gaps, 0, 0, self._gaps, 0, 0, 0, 0, 0)
        self._places[socket] = place
        rows = 0
        while rows != len(self._used):  # another thread may come between
            rows = len(self._used)
            NUMBER.pack_into(self._memory, layout.SOCKETS_AT, rows)

    def _free_place(self) -> int | None:
        """Where a row begins that no open socket has; None where there is none left."""
        try:
            return self._free.pop()
        except IndexError:
            row = next(self._new, None)
        if row is None:
            return None
        self._used.append(row)
        return layout.SOCKETS_FROM + row * SOCKET.size

    def remove_socket(self, socket: int) -> None:
        """A socket has closed, and its last counts are in the records."""
        place = self._places.pop(socket, None)
        if place is not None:
            NUMBER.pack_into(self._memory, place, 0)
            self._free.append(place)

    def put_times(self, socket: int, busy_ns: int, idle_ns: int, blocked_ns: int) -> None:
        """Set how long the threads were busy, idle and blocked at a socket."""
        place = self._places.get(socket)
        if place is not None:
            TIMES.pack_into(self._memory, place + layout.TIMES_IN, busy_ns, idle_ns, blocked_ns)

    def put_thread(self, row: int, *values: int) -> None:
        """Set what a thread does: its number, activity, since when, socket, line and file."""
        if row < layout.THREADS:
            THREAD.pack_into(self._memory, layout.THREADS_FROM + row * THREAD.size, *values)

    def count_threads(self, rows: int) -> None:
        """So many rows of threads are in use."""
        NUMBER.pack_into(self._memory, layout.THREADS_AT, min(rows, layout.THREADS))

    def say_last_word(self, said: bool) -> None:
        """Say, or take back, that all counts are here and nothing will change."""
        NUMBER.pack_into(self._memory, layout.ENDED_AT, int(said))

    def add(self, entry: bytes) -> bool:
        """Add an entry to the ring; return False where it is too large, and drop it."""
        if len(entry) > layout.MOST_ENTRY:
            return False
        self._entries.add(entry)
        return True

    def count_unkept(self) -> None:
        """A message that was sampled does not fit."""
        self._unkept += 1
        NUMBER.pack_into(self._memory, layout.UNKEPT_AT, self._unkept)

    def _write_all(self, entries: deque[bytes]) -> bool:
        while entries:
            self._write(entries.popleft())
        return True

    def _write(self, entry: bytes) -> None:
        content = LENGTH.pack(len(entry)) + entry
        begin = self._written % RING_BYTES
        first = min(len(content), RING_BYTES - begin)
        self._memory[RING_FROM + begin : RING_FROM + begin + first] = content[:first]
        if first < len(content):
            self._memory[RING_FROM : RING_FROM + len(content) - first] = content[first:]
        self._written += len(content)
        NUMBER.pack_into(self._memory, layout.WRITTEN_AT, self._written)
