"""Where warm processes come from: one fork server that has imported the node's code and made no ZeroMQ context.

(Contexts do not survive a fork.) It is the standard library's, of which a process has one. With it go a pipe whose end
tells every child that zmqplay is gone, and a custodian that then removes what a killed zmqplay could not.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import multiprocessing.util
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from zmqplay.session.hosts import cleanup as custodian
from zmqplay.session.hosts import open_files

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["zmqplay.node.warm"])

LONGEST_TMPDIR = 50
"""Bytes. A Unix socket's path has 103 at most on macOS, 107 on Linux."""

_starting = threading.Lock()
_life: tuple[Connection, Connection] | None = None
_custodian: subprocess.Popen[str] | None = None


def warm_up() -> None:
    """Start all of it, unless it runs, so that the first node need not wait; in any thread."""
    global _life, _custodian
    with _starting:
        if _life is None:
            open_files.raise_limit()
            if len(tempfile.gettempdir()) > LONGEST_TMPDIR:
                tempfile.tempdir = "/tmp"
            _custodian = _start_custodian()
            _tell_custodian(str(directory()))
            _life = CONTEXT.Pipe(duplex=False)
            with plain_surroundings():
                multiprocessing.forkserver.ensure_running()
            multiprocessing.util.Finalize(None, cool_down, exitpriority=1)  # before children are waited for
            import zmqplay.node.__main__  # noqa: F401  # what a node runs, which the first to start would wait for


def _start_custodian() -> subprocess.Popen[str]:
    """Start it in a session of its own, so that what kills zmqplay's whole group does not reach it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", custodian.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def _tell_custodian(line: str) -> None:
    if _custodian is not None and _custodian.stdin is not None:
        _custodian.stdin.write(f"{line}\n")
        _custodian.stdin.flush()


def cool_down() -> None:
    """End all of it; by itself it would end a moment after zmqplay."""
    global _life, _custodian
    with _starting:
        if _life is None or _custodian is None:
            return
        for end in _life:
            end.close()
        multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]  # there is no public way
        multiprocessing.resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]
        _tell_custodian(custodian.ALL_IS_WELL)
        _custodian.communicate()
        _life = _custodian = None


def life() -> Connection:
    """What only zmqplay holds open at the other end."""
    warm_up()
    assert _life is not None
    return _life[0]


def directory() -> Path:
    """A private directory, which does not outlive zmqplay."""
    return Path(multiprocessing.util.get_temp_dir())


def leave_to_custodian(path: str) -> None:
    """Have a file outside the directory removed too, if zmqplay dies."""
    warm_up()
    _tell_custodian(path)


@contextmanager
def plain_surroundings() -> Iterator[None]:
    """Start a process as from a plain program.

    multiprocessing would import the program's main module in each child, as pickled classes need it, and hands on the
    number of stderr, which Textual's stand-in for it has not.
    """
    main, stderr = sys.modules["__main__"], sys.stderr
    sys.modules["__main__"], sys.stderr = types.ModuleType("__main__"), sys.__stderr__ or stderr
    try:
        yield
    finally:
        sys.modules["__main__"], sys.stderr = main, stderr
