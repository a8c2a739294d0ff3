"""A node's counts in a page of memory that outlives it, so that they are exact to the message when it is killed.

    ┌──────────┬───────┬───────────────────────────────────────┬────────────────────────────────────────┬─ …
    │ closings │ bound │ socket 0 sent: closings messages bytes │ socket 0 received: closings messages … │ socket 1 …
    └──────────┴───────┴───────────────────────────────────────┴────────────────────────────────────────┴─ …

Eight bytes each. The counts are written where a message is reported anyway; under load some pass unseen. Then
`closings` goes up, and a count is exact only if it was written since. `bound` says how many addresses it has bound,
sooner than any report could.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from struct import Struct

from zmqplay.wire import Tally

BYTES = 4_096
_COUNTER, _SLOT = Struct("=q"), Struct("=qqq")
_CLOSINGS, _BOUND, _SLOTS = 0, _COUNTER.size, 2 * _COUNTER.size
"""Where these are."""
SOCKETS = (BYTES - _SLOTS) // (2 * _SLOT.size)
"""The counts of later ones are not kept."""


class Page:
    """The counts of one node. The node writes, the session reads when the node has died."""

    def __init__(self, path: str = "") -> None:
        """Map the file, or memory of our own if there is none."""
        if path:
            with Path(path).open("r+b") as file:
                self._memory = mmap.mmap(file.fileno(), BYTES)
        else:
            self._memory = mmap.mmap(-1, BYTES)
        self._closings = _COUNTER.unpack_from(self._memory, _CLOSINGS)[0]

    @staticmethod
    def create(path: str) -> None:
        """Make an empty file for a node's page, in place of the one of its former life."""
        Path(path).unlink(missing_ok=True)
        Path(path).write_bytes(bytes(BYTES))

    def put(self, socket: int, sent: bool, messages: int, size: int) -> None:
        """One direction's counts are these."""
        if socket < SOCKETS:
            _SLOT.pack_into(self._memory, _place(socket, sent), self._closings, messages, size)

    def close_eyes(self) -> None:
        """Messages pass from now on that are not put down."""
        self._closings += 1
        _COUNTER.pack_into(self._memory, _CLOSINGS, self._closings)

    @property
    def bound(self) -> int:
        """Addresses that the node has bound."""
        count: int = _COUNTER.unpack_from(self._memory, _BOUND)[0]
        return count

    def count_bound(self) -> None:
        """One more address is bound."""
        _COUNTER.pack_into(self._memory, _BOUND, self.bound + 1)

    def get(self, socket: int, sent: bool) -> tuple[Tally, bool]:
        """One direction's counts, and whether they are exact."""
        if socket >= SOCKETS:
            return Tally(), False
        closings, messages, size = _SLOT.unpack_from(self._memory, _place(socket, sent))
        return Tally(messages, size), closings == _COUNTER.unpack_from(self._memory, _CLOSINGS)[0]


def _place(socket: int, sent: bool) -> int:
    return _SLOTS + (2 * socket + (not sent)) * _SLOT.size
