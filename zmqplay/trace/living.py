"""Whether a traced process still lives."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil


def lives(pid: int, started: int) -> bool:
    """Whether the process of this number runs, and is the one that `started` then (0: unknown)."""
    if sys.platform != "linux":
        return _lives_elsewhere(pid)
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return False
    return state not in (b"Z", b"X") and started in (0, int(fields[18]))


def thread_lives(pid: int, thread: int) -> bool:
    """Whether a thread of the process runs; True where that cannot be known."""
    return sys.platform != "linux" or Path(f"/proc/{pid}/task/{thread}").exists()


def _lives_elsewhere(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
