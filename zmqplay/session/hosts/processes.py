"""The processes of a session's nodes: started together, watched, ended for certain."""

from __future__ import annotations

import selectors
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from zmqplay.instructions import Start
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.session.hosts.process import NodeProcess

STOPPING_S = 1.5
"""How long a node may take to end, beside its linger, before it is killed."""


class Crew:
    """Owns the child processes."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._processes: dict[str, NodeProcess] = {}
        self._deadlines: dict[str, float] = {}
        self._killed: set[str] = set()
        self._stopped: set[str] = set()
        self._streams = selectors.DefaultSelector()
        self._launching: list[threading.Thread] = []

    def launch(self, starts: Iterable[Start]) -> None:
        """Start these nodes; some milliseconds each."""
        for start in starts:
            process = NodeProcess(start)
            process.launch()
            self._processes[start.name] = process
            for stream in process.streams:
                self._streams.register(stream, selectors.EVENT_READ, start.name)
            if start.name in self._killed:
                process.signal(signal.SIGKILL)

    def aside(self, launch: Callable[[], None], names: Iterable[str]) -> None:
        """Start these nodes, or start them again, without waiting for them."""
        for name in names:
            self._killed.discard(name)
            self._stopped.discard(name)
            if name in self._processes:
                self._processes.pop(name).close()
        self._launching = [thread for thread in self._launching if thread.is_alive()]
        thread = threading.Thread(target=launch, name="launch")
        thread.start()
        self._launching.append(thread)

    def watch(self) -> Iterator[NodeTraffic]:
        """Collect what was printed; yield each node that has ended since, with its state and reason set."""
        for name in {key.data for key, _ in self._streams.select(0)}:
            node, process = self._traffic.nodes[name], self._processes[name]
            status = process.status
            node.output.extend(process.output())
            if status is not None:
                for stream in process.streams:
                    self._streams.unregister(stream)
                self._deadlines.pop(name, None)
                node.exit, node.ended_ns = status, time.monotonic_ns()
                node.state, node.reason = self._how_it_ended(node, status)
                yield node
        for name, deadline in self._deadlines.items():
            if time.monotonic() > deadline:
                self.kill(name)

    def _how_it_ended(self, node: NodeTraffic, status: int) -> tuple[NodeState, str]:
        if status < 0:
            by = "" if node.name in self._killed else ", not by zmqplay"
            return NodeState.KILLED, f"killed by {signal.Signals(-status).name}{by}"
        if status == 0:
            return NodeState.STOPPED, "told to stop" if node.name in self._stopped else "its role has ended"
        last = next((line for line in reversed(node.output) if line.strip()), f"exit status {status}")
        return NodeState.CRASHED, last.strip()

    def expect_end(self, name: str, linger_ms: int) -> None:
        """It has been told to stop: kill it if it does not."""
        self._stopped.add(name)
        self._deadlines[name] = time.monotonic() + linger_ms / 1000 + STOPPING_S

    def freeze(self, name: str) -> None:
        """SIGSTOP: it stands still."""
        self._processes[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT: it goes on."""
        self._processes[name].signal(signal.SIGCONT)

    def kill(self, name: str) -> None:
        """SIGKILL: it cannot say another word."""
        self._killed.add(name)
        if name in self._processes:
            self._processes[name].signal(signal.SIGKILL)

    def close(self) -> None:
        """Kill what still runs, and wait for its end."""
        for thread in self._launching:
            thread.join()
        for name in self._processes:
            self.kill(name)
        for process in self._processes.values():
            process.join(1.0)
            process.close()
        self._processes.clear()
        self._streams.close()
