"""CPU and memory of the nodes' processes."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import psutil

from zmqplay.model.facts import Used
from zmqplay.model.nodes import NodeTraffic

INTERVAL_NS = 1_000_000_000
"""How often each process is sampled."""


class UsageProbe:
    """Samples one process per call, so that no frame pays for all of them."""

    def __init__(self) -> None:
        self._processes: dict[int, psutil.Process] = {}
        self._due_ns: dict[str, int] = {}

    def sample(self, nodes: Iterable[NodeTraffic], now_ns: int) -> Used | None:
        """Sample the process of the first node that is due; None if none is due."""
        for node in nodes:
            if node.life.pid and node.state.alive and now_ns >= self._due_ns.get(node.name, 0):
                self._due_ns[node.name] = now_ns + INTERVAL_NS
                return self.look(node, now_ns)
        return None

    def look(self, node: NodeTraffic, now_ns: int) -> Used | None:
        """Sample the process of a node; None if the process has ended."""
        try:
            process = self._processes.get(node.life.pid)
            if process is None:
                process = self._processes[node.life.pid] = psutil.Process(node.life.pid)
            with process.oneshot():
                memory, times = process.memory_info(), process.cpu_times()
                own = memory.rss - (memory.shared if sys.platform == "linux" else 0)
                seconds = times.user + times.system
                return Used(now_ns, node.name, process.cpu_percent(), own, seconds, process.num_threads())
        except psutil.Error:  # the process has ended
            self._processes.pop(node.life.pid, None)
            return None
