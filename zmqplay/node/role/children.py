"""The processes that a role starts: programs of their own, which are not watched, and end with their node.

The counts of a forked one would be written over those of its node, and nobody would read the events of its sockets.
"""

from __future__ import annotations

import ctypes
import multiprocessing.util
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from zmqplay.node.tap.tap import Tap

LIBC = ctypes.CDLL(None)
"""Loaded at import, so that the fork server loads it once for all nodes."""
PR_SET_PDEATHSIG = 1
STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"}
"""Audit events of Python that tell of a new process. multiprocessing's spawn raises none."""


def prctl(option: int, value: int | bytes) -> None:
    """prctl(2); nothing where that does not exist."""
    if sys.platform == "linux":
        LIBC.prctl(option, value)


class Children:
    """Lets the processes that a role starts be as a program is at its start, and puts them in the node's own group."""

    def __init__(self, tap: Tap, note_group: Callable[[], None]) -> None:
        """`note_group` is called before this process leads a group."""
        self._tap = tap
        self._note_group = note_group
        self._leads = self._forks_in_main = False

    def let_go(self) -> None:
        """Do so from now on, in this process."""
        os.register_at_fork(before=self._before_fork, after_in_child=self._in_child)
        sys.addaudithook(self._audit)
        multiprocessing.util.spawnv_passfds = self._leading(multiprocessing.util.spawnv_passfds)

    def _audit(self, event: str, _values: object) -> None:
        if event in STARTS:
            self._lead()

    def _leading(self, spawn: Callable[..., Any]) -> Callable[..., Any]:
        def lead_and_spawn(*values: Any) -> Any:
            self._lead()
            return spawn(*values)

        return lead_and_spawn

    def _lead(self) -> None:
        """Lead a process group, which is killed when the node has ended. A node without children stays in zmqplay's
        group, and so is suspended with it."""
        if not self._leads:
            self._leads = True
            self._note_group()
            with suppress(PermissionError):  # the role has made a process session: it leads a group already
                os.setpgid(0, 0)

    def _before_fork(self) -> None:
        self._forks_in_main = threading.current_thread() is threading.main_thread()

    def _in_child(self) -> None:
        self._leads = True
        self._tap.remove()
        threading.excepthook = threading.__excepthook__
        for number in (signal.SIGTERM, signal.SIGUSR1):
            signal.signal(number, signal.SIG_DFL)
        if self._forks_in_main:  # the kernel sends the signal when the thread ends that has forked
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
