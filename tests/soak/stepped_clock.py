"""A wall clock that jumps, for every Python program of a case: nothing of zmqplay may depend on its going on evenly."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path


def install(path: str) -> None:
    """From now on the file at `path` says by how many seconds the wall clock of this process is wrong."""
    now, now_ns = time.time, time.time_ns

    def by() -> int:
        with suppress(OSError, ValueError):  # it is just being written
            return int(Path(path).read_text())
        return 0

    time.time = lambda: now() + by()
    time.time_ns = lambda: now_ns() + by() * 1_000_000_000
