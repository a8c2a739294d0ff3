"""The private parts of multiprocessing that zmqplay uses, as seen in CPython 3.11 to 3.14; none has a public way."""

from __future__ import annotations

import multiprocessing.forkserver
import multiprocessing.process
import multiprocessing.resource_tracker
import multiprocessing.util
import os
import signal
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from zmqplay.session.hosts.helpers import reap

_server: Any = multiprocessing.forkserver._forkserver  # private
_tracker: Any = multiprocessing.resource_tracker._resource_tracker  # private

FOR_THE_GROUP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that a terminal, a shell or timeout(1) sends to the whole process group."""


def start_fork_server() -> None:
    """Start the fork server unless it runs; signals for the whole group wait until it ignores them (`node.warm`)."""
    multiprocessing.resource_tracker.ensure_running()  # started together with the server, it would unblock them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_THE_GROUP)
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def fork_server_pid() -> int:
    """The process id of the fork server; 0 if none was started."""
    return _server._forkserver_pid or 0


def tracker_pid() -> int:
    """The process id of the resource tracker, which comes with the fork server; 0 if none was started."""
    return _tracker._pid or 0


def stop_fork_server(until: float) -> None:
    """End the fork server, which by itself ends a moment after zmqplay; kill it at this monotonic time."""
    with _server._lock:
        if _server._forkserver_pid is None:
            return
        os.close(_server._forkserver_alive_fd)
        reap(_server._forkserver_pid, until)
        with suppress(OSError):
            os.unlink(_server._forkserver_address)
        _server._forkserver_pid = _server._forkserver_alive_fd = _server._forkserver_address = None


def stop_resource_tracker(until: float) -> None:
    """End the resource tracker; kill it at this monotonic time, e.g. because a child of a node holds its pipe."""
    with _tracker._lock:
        if _tracker._pid is None:
            return
        os.close(_tracker._fd)
        reap(_tracker._pid, until)
        _tracker._fd = _tracker._pid = None


def be_silent_about_the_tracker() -> None:
    """Let multiprocessing start another resource tracker where one was killed, without a warning on stderr."""
    warnings.filterwarnings("ignore", "resource_tracker: process died unexpectedly", UserWarning)


def forget_child(process: BaseProcess) -> None:
    """Remove a child from the list that each start checks: saves 2.2 s of 4.6 s for 500 nodes."""
    multiprocessing.process._children.discard(process)  # type: ignore[attr-defined]  # private


def use_directory(directory: Path | None) -> None:
    """Let multiprocessing keep its sockets in this directory, instead of making one of its own; None ends that."""
    config: dict[str, object] = multiprocessing.process.current_process()._config  # type: ignore[attr-defined]  # private
    config["tempdir"] = directory and str(directory)


def call_at_exit(call: Callable[[], None]) -> None:
    """Call `call` when the interpreter ends, before multiprocessing waits for children."""
    multiprocessing.util.Finalize(None, call, exitpriority=1)
