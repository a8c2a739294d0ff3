"""One node's process: start, output, end."""

from __future__ import annotations

import multiprocessing
import os
import signal

from zmqplay.control.refused import Refused
from zmqplay.instructions import Start
from zmqplay.session.hosts.fork_server import ForkServer, plain_surroundings
from zmqplay.session.hosts.helpers import let_end
from zmqplay.session.hosts.multiprocessing_private import forget_child
from zmqplay.session.hosts.printed import PrintedLines
from zmqplay.wire import encode

PIECE = 65_536
"""Bytes of output that are read at a time: what a pipe holds on Linux."""
LAST_PIECES = 16
"""Pieces that are read once the process has ended; a pipe that was made larger may hold as many."""
NO_STATUS = 255
"""What multiprocessing says of a process whose fork server has ended without telling."""


class NodeProcess:
    """One child process."""

    def __init__(self, server: ForkServer, start: Start) -> None:
        from zmqplay.node.__main__ import main  # imports modules that only a node needs

        self.name = start.name
        self._server = server
        self._forked_by = 0
        self._output, self._child_output = multiprocessing.Pipe(duplex=False)
        os.set_blocking(self._output.fileno(), False)
        self._process = server.process(
            main, (encode(start), server.life, server.custodian.notes, self._child_output), start.name
        )
        self._lines = PrintedLines()

    def launch(self) -> None:
        """Start the process: some milliseconds, in any thread. If the fork server ends meanwhile, a successor does."""
        server = self._server.pid
        with plain_surroundings():
            try:
                self._process.start()
            except (EOFError, ConnectionError):  # it ends; while it does, it would be asked again
                let_end(server)
                self._start_again()
            except OSError:  # as where its socket was removed with its directory
                self._start_again()
        self._forked_by = self._server.pid
        forget_child(self._process)
        self._child_output.close()

    def _start_again(self) -> None:
        try:
            self._process.start()
        except (EOFError, OSError) as error:
            why = f": {error.strerror}" if isinstance(error, OSError) else ""
            raise Refused(f"the fork server could not start {self.name}, tried twice{why}.") from None

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

    @property
    def ended_with_fork_server(self) -> bool:
        """Whether the fork server has ended, which told nobody how the process ended, and ended it too."""
        return self.status == NO_STATUS and self._server.has_ended(self._forked_by)

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal, unless it has ended."""
        if self.pid and self.status is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:  # has just ended; the status follows
                return

    def output(self) -> list[str]:
        """The lines that the node has printed since the last call, as far as the pipe holds them."""
        return self._lines.take(self._read())

    def last_output(self) -> list[str]:
        """The lines that a process which has ended has left, with one that has no end."""
        lines: list[str] = []
        for _ in range(LAST_PIECES):
            piece = self._read()
            if not piece:
                break
            lines += self._lines.take(piece)
        return lines + (self._lines.end() if self._lines.has_begun else [])

    def _read(self) -> bytes:
        try:
            return os.read(self._output.fileno(), PIECE)
        except BlockingIOError:
            return b""

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the process; return whether it has ended."""
        if self.pid:
            self._process.join(timeout_s)
        return self.status is not None or not self.pid

    def close(self) -> None:
        """Release the pipes of a process that has ended."""
        self._output.close()
        self._process.close()
