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
                break
        else:
            return None
        try:
            process = self._processes.get(node.life.pid)
            if process is None:
                process = self._processes[node.life.pid] = psutil.Process(node.life.pid)
            memory = process.memory_info()
            own = memory.rss - (memory.shared if sys.platform == "linux" else 0)
            return Used(now_ns, node.name, process.cpu_percent(), own)
        except psutil.Error:  # the process has ended
            self._processes.pop(node.life.pid, None)
            return None
