"""The rows of the page that tell what each thread does, and how long each socket was used."""

from __future__ import annotations

import os
from _thread import RLock
from typing import TYPE_CHECKING

from ...node.tap.clock import BLOCKED, IDLE, NO_SOCKET
from ...node.tap.times import SocketTimes
from . import layout

if TYPE_CHECKING:
    from ...node.tap.clock import Clock, Clocks
    from .page import Page
    from .whereabouts import Whereabouts

DEPTH = 4
"""Frames from `Whereabouts.now` up to the tap's `Clock.enter`."""


WAITS = IDLE, BLOCKED
NONE = 0, 0, 0


class _Row:
    """One thread's row."""

    __slots__ = ("file", "line", "number", "socket")

    def __init__(self, number: int) -> None:
        self.number = number
        self.line = self.file = 0
        self.socket = NO_SOCKET


class Threads:
    """Writes what the clocks say."""

    def __init__(self, clocks: Clocks, page: Page, whereabouts: Whereabouts) -> None:
        self._clocks = clocks
        self._page = page
        self._whereabouts = whereabouts
        self._times = SocketTimes(clocks)
        self._rows: dict[Clock, _Row] = {}
        self._beginning = RLock()

    def tell_mine(self) -> None:
        """The calling thread's activity has changed: write it, and the times of the sockets it leaves and begins at."""
        clock = self._clocks.mine()
        row = self._rows.get(clock) or self._begin(clock)
        activity, socket = clock.activity, clock.socket
        if activity in WAITS:
            row.line, row.file = self._whereabouts.now(DEPTH)
            activity += layout.ALONE * clock.alone
        self._page.put_thread(row.number, clock.native_id, activity, clock.since_ns, socket, row.line, row.file)
        if len(self._rows) == 1 and not clock.unseen_ns:
            times = clock.spent.get(socket)
            if times is not None:
                self._page.put_times(socket, *times)
            if row.socket != socket:
                self._page.put_times(row.socket, *clock.spent.get(row.socket, NONE))
                row.socket = socket
            return
        for each in {row.socket, socket}:
            self._page.put_times(each, *self.times_of(each))
        row.socket = socket

    def tell_all(self) -> None:
        """Write what every thread does, and all times, e.g. after times in which not every change was told."""
        self._times.share_out()
        for clock in self._clocks.all():
            row = self._rows.get(clock)
            if row is None and len(self._rows) < layout.THREADS:
                row = self._begin(clock)
            if row is not None:  # else its thread has ended, and its row is another's
                self._write(clock, row, clock.doing())
        for socket, seen in self._times.seen().items():
            self._page.put_times(socket, *self._times.of(socket, seen))

    def times_of(self, socket: int) -> list[int]:
        """How long the threads were busy, idle and blocked at a socket."""
        spent = [clock.spent[socket] for clock in self._clocks.all() if socket in clock.spent]
        return self._times.of(socket, tuple(map(sum, zip(*spent))) if spent else (0, 0, 0))

    def services_ns(self) -> list[int]:
        """How long the last messages took, in nanoseconds; each is given once."""
        found = []
        for clock in self._clocks.all():
            try:
                found += [clock.services_ns.popleft() for _ in range(len(clock.services_ns))]
            except IndexError:  # another thread takes them at the same time
                continue
        return found

    def _begin(self, clock: Clock) -> _Row:
        with self._beginning:  # two threads that begin at the same time must not get the same row
            row = self._rows.get(clock)
            if row is None:  # else the thread of a flood has begun it meanwhile
                number = len(self._rows) if len(self._rows) < layout.THREADS else self._take_again()
                row = self._rows[clock] = _Row(number)
                self._page.count_threads(len(self._rows))
        return row

    def _take_again(self) -> int:
        """The row of a thread that has ended; one beyond all rows where none has, or where that is not known."""
        if os.path.isdir("/proc/self/task"):
            for clock, row in self._rows.copy().items():
                if row.number < layout.THREADS and not os.path.exists(f"/proc/self/task/{clock.native_id}"):
                    self._rows.pop(clock, None)
                    return row.number
        return layout.THREADS

    def _write(self, clock: Clock, row: _Row, doing: int) -> None:
        doing += layout.ALONE * (clock.alone and doing in WAITS)
        self._page.put_thread(row.number, clock.native_id, doing, clock.since_ns, clock.socket, row.line, row.file)
