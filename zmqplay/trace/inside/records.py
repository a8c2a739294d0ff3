"""The facts of a process, appended to a file that is opened and closed each time."""

from __future__ import annotations

import os
from collections import deque
from typing import Any

from .in_turn import InTurn
from .layout import LENGTH
from .packing import pack

MOST_WAITING = 10_000


class Records:
    """Appends records; what cannot be written now, e.g. for want of descriptors, is written with the next record."""

    def __init__(self, path: str, recursive_lock: Any) -> None:
        self._path = path
        self._records = InTurn(self._write_all, recursive_lock, MOST_WAITING)

    def append(self, kind: str, *values: Any) -> None:
        """Append one record: its length, and an array that begins with its kind."""
        record = pack([kind, *values])
        self._records.add(LENGTH.pack(len(record)) + record)

    def write(self) -> None:
        """Write what waits."""
        self._records.write()

    def _write_all(self, records: deque[bytes]) -> bool:
        """Write each record in one call; one thread at a time: a socket is made before it is closed."""
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError:
            return False
        try:
            while records:
                os.write(file, records.popleft())
        except OSError:  # the disk is full: a record is lost
            return False
        finally:
            os.close(file)
        return True
