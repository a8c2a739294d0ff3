"""zmqplay's helper processes, its own children: a stopped one is resumed, and none is waited for without a deadline."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

LOOK_S = 0.001
"""How often to check whether a helper has ended."""
KILLED_S = 1.0
"""How long the system may take to end a process that was killed."""


def resume_if_stopped(pid: int) -> None:
    """Resume a child that was stopped, as by SIGSTOP; where the system cannot tell (macOS), do nothing."""
    if hasattr(os, "waitid"):
        with suppress(ChildProcessError):
            found = os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT)
            if found is not None:
                os.kill(pid, signal.SIGCONT)


def has_ended(pid: int) -> bool:
    """Whether a child has ended; its status can still be read."""
    if not hasattr(os, "waitid"):
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def let_end(pid: int) -> None:
    """Wait until a child that is ending has ended: its connections are closed before. At most KILLED_S."""
    until = time.monotonic() + KILLED_S
    while pid and not has_ended(pid) and time.monotonic() < until:
        time.sleep(LOOK_S)


def reap(pid: int, until: float) -> None:
    """Wait for the end of a child, at the latest until this monotonic time; then kill it."""
    if not _reaped(pid, until):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _reaped(pid, time.monotonic() + KILLED_S)


def _reaped(pid: int, until: float) -> bool:
    while True:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(LOOK_S)
