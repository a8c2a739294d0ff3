"""A node's counts in a page of memory that outlives it, so that they are exact to the message when it is killed.

    ┌──────┬───────┬───────┬────────────────────────────────────┬────────────────────────────────────────┬─ …
    │ gaps │ bound │ phase │ socket 0 sent: gaps messages bytes │ socket 0 received: gaps messages bytes │ socket 1 …
    └──────┴───────┴───────┴────────────────────────────────────┴────────────────────────────────────────┴─ …

Eight bytes each. Counts are written where a message is sampled anyway; under load some messages pass without. Each such
gap raises `gaps`, and a count is exact only if it was written since the last gap began. `bound` says how many addresses
the node has bound, sooner than any report could; `phase` whether its role has begun,
whether it has lost its port, and whether it has ended.
"""

from __future__ import annotations

import errno
import mmap
import os
from contextlib import suppress
from struct import Struct
from typing import NamedTuple, Self

BYTES = 4_096
_COUNTER, _SLOT = Struct("=q"), Struct("=qqq")
_GAPS, _BOUND, _PHASE, _SLOTS = 0, _COUNTER.size, 2 * _COUNTER.size, 3 * _COUNTER.size
"""The offsets in the page of the two counts, of the phase, and of the first socket."""
_BEGUN, _MOVING, _OVER = 1, 2, 3
"""The phases after the first, in which the node's process is being made ready."""
PLAIN = os.O_NONBLOCK | os.O_NOFOLLOW
"""How a page is opened that somebody may have replaced: a named pipe would block, and a link lead elsewhere."""
SOCKETS = (BYTES - _SLOTS) // (2 * _SLOT.size)
"""How many sockets' counts fit in a page; the counts of later sockets are not kept."""


class PageCount(NamedTuple):
    """One direction of a socket: its totals, and whether they are exact to the message."""

    messages: int
    bytes: int
    exact: bool


class Page:
    """The counts of one node. The node writes; the session reads after the node has died."""

    def __init__(self, path: str = "") -> None:
        """Map the file at `path`, which `create` has made; without a path, use private memory."""
        if path:
            file = os.open(path, os.O_RDWR)  # pathlib and io would cost each node 0.1 MB of memory
            try:
                self._memory = mmap.mmap(file, BYTES)
            finally:
                os.close(file)
        else:
            self._memory = mmap.mmap(-1, BYTES)
        self._gaps = _COUNTER.unpack_from(self._memory, _GAPS)[0]

    @staticmethod
    def create(path: str) -> None:
        """Make an empty file for a node's page, in place of the page of its last life; OSError if there is no room."""
        with suppress(FileNotFoundError):
            os.unlink(path)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if os.write(file, bytes(BYTES)) < BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        finally:
            os.close(file)

    @classmethod
    def copy(cls, path: str) -> Self | None:
        """A copy of the page that a node has left behind; None if it is gone, cut, or something else by now."""
        content = b""
        with suppress(OSError):
            file = os.open(path, os.O_RDONLY | PLAIN)
            try:
                content = os.read(file, BYTES)  # not mapped: reading a page that is cut meanwhile would end the process
            finally:
                os.close(file)
        if len(content) < BYTES:
            return None
        page = cls()
        page._memory[:] = content
        return page

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """Set the totals of one direction of a socket."""
        if socket < SOCKETS:
            _SLOT.pack_into(self._memory, _place(socket, sent), self._gaps, messages, size)

    def begin_gap(self) -> None:
        """Messages pass from now on whose counts are not written."""
        self._gaps += 1
        _COUNTER.pack_into(self._memory, _GAPS, self._gaps)

    @property
    def bound(self) -> int:
        """The number of addresses that the node has bound."""
        count: int = _COUNTER.unpack_from(self._memory, _BOUND)[0]
        return count

    def count_bound(self) -> None:
        """Count one more bound address."""
        _COUNTER.pack_into(self._memory, _BOUND, self.bound + 1)

    @property
    def has_begun(self) -> bool:
        """Whether the node's role has begun."""
        return self._phase >= _BEGUN

    @property
    def is_over(self) -> bool:
        """Whether the node has ended, and so will bind nothing more."""
        return self._phase == _OVER

    @property
    def is_moving(self) -> bool:
        """Whether a port was taken, and the session is about to move the wire and to start all nodes on it again."""
        return self._phase == _MOVING

    @property
    def _phase(self) -> int:
        phase: int = _COUNTER.unpack_from(self._memory, _PHASE)[0]
        return phase

    def begin(self) -> None:
        """The node's role begins."""
        _COUNTER.pack_into(self._memory, _PHASE, _BEGUN)

    def move(self) -> None:
        """A port of the node is taken, which lets the session move the wire."""
        _COUNTER.pack_into(self._memory, _PHASE, _MOVING)

    @staticmethod
    def mark_over(path: str) -> None:
        """Note in the page of a node that it has ended; nothing where the page is gone."""
        with suppress(OSError):
            file = os.open(path, os.O_WRONLY | PLAIN)
            try:
                os.pwrite(file, _COUNTER.pack(_OVER), _PHASE)  # not mapped: see `copy`
            finally:
                os.close(file)

    def get(self, socket: int, sent: bool) -> PageCount:
        """The last count written for one direction of a socket."""
        if socket >= SOCKETS:
            return PageCount(0, 0, exact=False)
        gaps, messages, size = _SLOT.unpack_from(self._memory, _place(socket, sent))
        return PageCount(messages, size, exact=gaps == _COUNTER.unpack_from(self._memory, _GAPS)[0])


def _place(socket: int, sent: bool) -> int:
    return _SLOTS + (2 * socket + (not sent)) * _SLOT.size
