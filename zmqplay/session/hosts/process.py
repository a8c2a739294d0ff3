"""One node's process: start, output, end."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress

from zmqplay.instructions import Start
from zmqplay.session.hosts.fork_server import ForkServer, plain_surroundings
from zmqplay.session.hosts.multiprocessing_private import forget_child
from zmqplay.wire import encode

LONGEST_LINE = 2_000
"""Bytes of a printed line; longer lines are cut."""


class NodeProcess:
    """One child process."""

    def __init__(self, server: ForkServer, start: Start) -> None:
        from zmqplay.node.__main__ import main  # imports modules that only a node needs

        self.name = start.name
        self._output, self._child_output = multiprocessing.Pipe(duplex=False)
        os.set_blocking(self._output.fileno(), False)
        self._process = server.process(main, (encode(start), server.life, self._child_output), start.name)
        self._tail = b""

    def launch(self) -> None:
        """Start the process: some milliseconds, in any thread."""
        with plain_surroundings():
            self._process.start()
        forget_child(self._process)
        self._child_output.close()

    @property
    def pid(self) -> int:
        """The process id; 0 before the launch."""
        return self._process.pid or 0

    @property
    def streams(self) -> tuple[int, int]:
        """Two file descriptors: one becomes readable when the node prints, one when the process ends."""
        return self._output.fileno(), self._process.sentinel

    @property
    def status(self) -> int | None:
        """None while the process runs, then its exit status; negative for the signal that ended it."""
        return self._process.exitcode if self.pid else None

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal, unless it has ended."""
        if self.pid and self.status is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:  # has just ended; the status follows
                return

    def end_children(self) -> None:
        """Kill the processes that the role has started and left behind; the node itself has ended."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def output(self) -> list[str]:
        """The lines that the node has printed since the last call."""
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
        """Wait for the end of the process; return whether it has ended."""
        if self.pid:
            self._process.join(timeout_s)
        return self.status is not None or not self.pid

    def close(self) -> None:
        """Release the pipes of a process that has ended."""
        self._output.close()
        self._process.close()
