"""The facts of a process, appended to a file that is opened and closed each time."""

from __future__ import annotations

import os
from collections import deque
from typing import Any

from .layout import LENGTH
from .packing import pack

MOST_WAITING = 10_000


class Records:
    """Appends records; what cannot be written now, e.g. for want of descriptors, is written with the next record."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)

    def append(self, kind: str, *values: Any) -> None:
        """Append one record: its length, and an array that begins with its kind."""
        record = pack([kind, *values])
        self._waiting.append(LENGTH.pack(len(record)) + record)
        self.write()

    def write(self) -> None:
        """Write what waits, each time in one call, so that records of several threads do not mix."""
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError:
            return
        try:
            while self._waiting:
                try:
                    record = self._waiting.popleft()
                except IndexError:  # another thread has taken it
                    return
                os.write(file, record)
        except OSError:  # the disk is full: a record is lost
            return
        finally:
            os.close(file)
