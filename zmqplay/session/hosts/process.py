"""A node's process: started, watched, ended."""

from __future__ import annotations

import multiprocessing
import os
import signal

from zmqplay.instructions import Start
from zmqplay.session.hosts import fork_server
from zmqplay.wire import encode

LONGEST_LINE = 2_000


class NodeProcess:
    """One child process."""

    def __init__(self, start: Start) -> None:
        from zmqplay.node.__main__ import main  # imports what only a node needs

        self.name = start.name
        self._output, self._child_output = multiprocessing.Pipe(duplex=False)
        os.set_blocking(self._output.fileno(), False)
        self._process = fork_server.CONTEXT.Process(
            target=main, args=(encode(start), fork_server.life(), self._child_output), name=start.name, daemon=True
        )
        self._tail = b""

    def launch(self) -> None:
        """Start it; takes some milliseconds, and may be called from any thread."""
        with fork_server.plain_surroundings():
            self._process.start()
        # else each start would look at all before it: 2.2 s of 4.6 s for 500
        multiprocessing.process._children.discard(self._process)  # type: ignore[attr-defined]
        self._child_output.close()

    @property
    def pid(self) -> int:
        """0 before it is launched."""
        return self._process.pid or 0

    @property
    def streams(self) -> tuple[int, int]:
        """What becomes readable when it prints, and when it ends."""
        return self._output.fileno(), self._process.sentinel

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
