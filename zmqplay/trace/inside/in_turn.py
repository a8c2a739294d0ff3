"""Entries that several threads add, written one after the other in the order in which they were added."""

from __future__ import annotations

from collections import deque
from typing import Any, Callable


class InTurn:
    """Keeps the entries until they are written, by whichever thread comes first.

    A thread that finds another one at it leaves its entries to that one. None waits: a signal's handler that sends may
    interrupt the writing itself. Such a handler is in the thread that has the lock, so it looks at `_is_writing`.
    """

    def __init__(self, write: Callable[[deque[bytes]], bool], recursive_lock: Any, most: int) -> None:
        """`write` writes some entries, and returns whether it can go on. Of `most` that wait the eldest give way."""
        self._waiting: deque[bytes] = deque(maxlen=most)
        self._write_some = write
        self._lock = recursive_lock  # only ever tried, never waited for
        self._is_writing = False

    def add(self, entry: bytes) -> None:
        """Write an entry."""
        self._waiting.append(entry)
        self.write()

    def write(self) -> None:
        """Write what waits."""
        while self._waiting and not self._is_writing and self._lock.acquire(False):
            try:
                if not self._write():
                    return
            finally:
                self._lock.release()

    def _write(self) -> bool:
        if self._is_writing:  # a handler has come between the look and the lock
            return False
        self._is_writing = True
        try:
            return self._write_some(self._waiting)
        finally:
            self._is_writing = False
