"""The fork server: a process that has imported the node's code and made no ZeroMQ context, from which nodes are forked.

(Contexts do not survive a fork.) With it come a pipe whose end tells every child that zmqplay is gone, and a cleanup
process that then removes the files that a killed zmqplay left.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from zmqplay.session.hosts import cleanup, open_files
from zmqplay.session.hosts.multiprocessing_private import (
    call_at_exit,
    private_directory,
    stop_fork_server,
    stop_resource_tracker,
)

LONGEST_TMPDIR = 50
"""Bytes. The path of a Unix socket has at most 103 on macOS, 107 on Linux."""


class ForkServer:
    """The fork server, the pipe and the cleanup process: started and ended together, and started again when needed.

    A process has one (`of_this_process`), since multiprocessing has one.
    """

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["zmqplay.node.warm"])
        self._starting, self._tidying = threading.Lock(), threading.Lock()
        self._life: tuple[Connection, Connection] | None = None
        self._cleanup: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start everything unless it runs, so that the first node need not wait; callable in any thread."""
        with self._starting:
            if self._life is not None:
                return
            open_files.raise_limit()
            self._have_cleanup()
            self._life = self._context.Pipe(duplex=False)
            with plain_surroundings():
                multiprocessing.forkserver.ensure_running()
            import zmqplay.node.__main__  # noqa: F401  # a node's code, for which the first node would wait

    def close(self) -> None:
        """End everything, if it runs; by itself it would end a moment after zmqplay."""
        with self._starting:
            if self._life is not None:
                for end in self._life:
                    end.close()
                stop_fork_server()
                stop_resource_tracker()
                self._life = None
            if self._cleanup is not None:
                self._tell_cleanup(cleanup.ALL_IS_WELL)
                self._cleanup.communicate()
                self._cleanup = None

    @property
    def life(self) -> Connection:
        """The reading end of a pipe whose writing end only zmqplay holds."""
        self.start()
        assert self._life is not None
        return self._life[0]

    @property
    def directory(self) -> Path:
        """A private directory, removed at the end of zmqplay, however zmqplay ends."""
        self._have_cleanup()
        return private_directory()

    def _have_cleanup(self) -> None:
        """Start the cleanup process, unless it runs, before there is anything in the directory."""
        with self._tidying:
            if self._cleanup is not None:
                return
            if len(tempfile.gettempdir()) > LONGEST_TMPDIR:
                tempfile.tempdir = "/tmp"
            self._cleanup = _start_cleanup()
            self._tell_cleanup(str(private_directory()))
            call_at_exit(self.close)

    def remove_if_killed(self, path: str) -> None:
        """Have a file outside the directory removed if zmqplay is killed."""
        self.start()
        self._tell_cleanup(path)

    def process(self, target: Callable[..., object], args: tuple[object, ...], name: str) -> ForkServerProcess:
        """A process that will be forked from the server. Not daemonic in multiprocessing's sense: its role may start
        processes of its own."""
        return self._context.Process(target=target, args=args, name=name, daemon=False)

    def _tell_cleanup(self, line: str) -> None:
        if self._cleanup is not None and self._cleanup.stdin is not None:
            self._cleanup.stdin.write(f"{line}\n")
            self._cleanup.stdin.flush()


@cache
def of_this_process() -> ForkServer:
    """The one fork server that a process can have: multiprocessing keeps it in a global variable."""
    return ForkServer()


def _start_cleanup() -> subprocess.Popen[str]:
    """Start the cleanup in a process session of its own, so that a kill of zmqplay's whole group does not reach it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", cleanup.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


@contextmanager
def plain_surroundings() -> Iterator[None]:
    """Start a process as if from a plain program.

    multiprocessing would import the program's main module in each child, for pickled classes, and pass on the file
    number of stderr, which Textual's replacement for stderr does not have.
    """
    main, stderr = sys.modules["__main__"], sys.stderr
    sys.modules["__main__"], sys.stderr = types.ModuleType("__main__"), sys.__stderr__ or stderr
    try:
        yield
    finally:
        sys.modules["__main__"], sys.stderr = main, stderr
