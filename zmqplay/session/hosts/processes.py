"""The processes of a session's nodes: started together, watched, and certain to end."""

from __future__ import annotations

import selectors
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from zmqplay.instructions import STATUS_ADDRESS_IN_USE, STATUS_RAISED, STATUS_TOLD_TO_FAIL, Start
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Printed
from zmqplay.session.hosts.fork_server import ForkServer
from zmqplay.session.hosts.process import NodeProcess

STOPPING_S = 1.5
"""Seconds that a node may take to end, in addition to its linger, before it is killed."""
CAUSES = {STATUS_TOLD_TO_FAIL: EndCause.TOLD_TO_FAIL, STATUS_ADDRESS_IN_USE: EndCause.ADDRESS_IN_USE}
"""What a role's own exit status tells of its end; to the user each of these is `STATUS_RAISED`."""


class Processes:
    """Owns the child processes."""

    def __init__(self, server: ForkServer) -> None:
        self._server = server
        self._last_lines: dict[str, str] = {}
        """The last line that is not empty of each node's output."""
        self._processes: dict[str, NodeProcess] = {}
        self._deadlines: dict[str, float] = {}
        self._killed: set[str] = set()
        self._stopped: set[str] = set()
        self._streams = selectors.DefaultSelector()
        self._launching: list[threading.Thread] = []

    def launch(self, starts: Iterable[Start]) -> None:
        """Start these nodes; some milliseconds each."""
        for start in starts:
            process = NodeProcess(self._server, start)
            process.launch()
            self._processes[start.name] = process
            for stream in process.streams:
                self._streams.register(stream, selectors.EVENT_READ, start.name)
            if start.name in self._killed:
                process.signal(signal.SIGKILL)

    def aside(self, launch: Callable[[], None], names: Iterable[str]) -> None:
        """Let a thread call `launch`; earlier processes with these names are forgotten at once."""
        for name in names:
            self._killed.discard(name)
            self._stopped.discard(name)
            if name in self._processes:
                self._processes.pop(name).close()
        self._launching = [thread for thread in self._launching if thread.is_alive()]
        thread = threading.Thread(target=launch, name="launch")
        thread.start()
        self._launching.append(thread)

    def watch(self) -> Iterator[Printed | Ended]:
        """The output of the nodes since the last call, and the ends of nodes."""
        for name in {key.data for key, _ in self._streams.select(0)}:
            process = self._processes[name]
            status = process.status
            if lines := process.output():
                self._last_lines[name] = next((line for line in reversed(lines) if line.strip()), "").strip()
                yield Printed(time.monotonic_ns(), name, lines)
            if status is not None:
                process.end_children()
                for stream in process.streams:
                    self._streams.unregister(stream)
                self._deadlines.pop(name, None)
                yield self._ended(name, status)
        for name, deadline in self._deadlines.items():
            if time.monotonic() > deadline:
                self.kill(name)

    def _ended(self, name: str, status: int) -> Ended:
        said = self._last_lines.pop(name, "")
        if status < 0:
            cause = EndCause.KILLED if name in self._killed else EndCause.KILLED_FROM_OUTSIDE
        elif status == 0:
            cause = EndCause.TOLD if name in self._stopped else EndCause.RETURNED
        else:
            cause = CAUSES.get(status, EndCause.RAISED)
            status = STATUS_RAISED if status in CAUSES else status
        return Ended(time.monotonic_ns(), name, cause, exit=status, says=said if status > 0 else "")

    def expect_end(self, name: str, linger_ms: int) -> None:
        """Kill a node that was told to stop, if it has not ended soon after its linger."""
        self._stopped.add(name)
        self._deadlines[name] = time.monotonic() + linger_ms / 1000 + STOPPING_S

    def freeze(self, name: str) -> None:
        """Freeze a node (SIGSTOP)."""
        self._processes[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen node run again (SIGCONT)."""
        self._processes[name].signal(signal.SIGCONT)

    def kill(self, name: str) -> None:
        """End a node at once (SIGKILL), or as soon as it has been launched."""
        self._killed.add(name)
        if name in self._processes:
            self._processes[name].signal(signal.SIGKILL)

    def close(self) -> None:
        """Kill all nodes that still run, and wait for their ends."""
        for thread in self._launching:
            thread.join()
        for name in self._processes:
            self.kill(name)
        for process in self._processes.values():
            if process.join(1.0):
                process.end_children()
            process.close()
        self._processes.clear()
        self._streams.close()
