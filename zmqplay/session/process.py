"""A node's process: started warm, watched, ended.

All come from one fork server that has imported the node's code and has made no ZeroMQ context (contexts do not survive
a fork). It is the standard library's; it ends with zmqplay, and so do the nodes.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from zmqplay.wire import Start, encode

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["zmqplay.node.__main__"])

LONGEST_LINE = 2_000


def warm_up() -> None:
    """Start the fork server, so that the first node need not wait for it."""
    with _no_main_module():
        multiprocessing.forkserver.ensure_running()


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Keep multiprocessing from importing the program's main module in each child, as it would for pickled classes."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class Life:
    """A pipe that only zmqplay holds open: when its end is reached in a node, zmqplay is gone."""

    def __init__(self) -> None:
        self.read_end, self._write_end = multiprocessing.Pipe(duplex=False)

    def close(self) -> None:
        self.read_end.close()
        self._write_end.close()


class NodeProcess:
    """One child process."""

    def __init__(self, start: Start, life: Connection) -> None:
        from zmqplay.node.__main__ import main  # imports what only a node needs

        self.name = start.name
        self._output, self._child_output = multiprocessing.Pipe(duplex=False)
        os.set_blocking(self._output.fileno(), False)
        self._process = _context.Process(
            target=main, args=(encode(start), life, self._child_output), name=start.name, daemon=True
        )
        self._tail = b""

    def launch(self) -> None:
        """Start it; takes some milliseconds, and may be called from any thread."""
        with _no_main_module():
            self._process.start()
        self._child_output.close()

    @property
    def pid(self) -> int:
        """0 before it is launched."""
        return self._process.pid or 0

    @property
    def status(self) -> int | None:
        """None while it runs, then its exit status; negative for the signal that ended it."""
        return self._process.exitcode if self.pid else None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.pid and self.status is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:  # ended just now; its status follows
                return

    def output(self) -> list[str]:
        """The lines that it has printed since the last call."""
        try:
            while chunk := os.read(self._output.fileno(), 65_536):
                self._tail += chunk
        except BlockingIOError:
            pass
        *lines, self._tail = self._tail.split(b"\n")
        if len(self._tail) > LONGEST_LINE or (self._tail and self.status is not None):
            lines, self._tail = [*lines, self._tail], b""
        return [line[:LONGEST_LINE].decode("utf-8", "backslashreplace") for line in lines]

    def join(self, timeout_s: float) -> bool:
        """Wait for its end; whether it has come."""
        if self.pid:
            self._process.join(timeout_s)
        return self.status is not None or not self.pid

    def close(self) -> None:
        """Let go of a process that has ended."""
        self._output.close()
        self._process.close()
