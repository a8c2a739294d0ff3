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
                waited = waited_seconds(node.life.pid)
                return Used(now_ns, node.name, process.cpu_percent(), own, seconds, process.num_threads(), waited)
        except (psutil.Error, OSError):  # the process has ended, or no file is left to read what it uses
            self._processes.pop(node.life.pid, None)
            return None


def is_stopped(pid: int) -> bool:
    """Whether a process was stopped, as by SIGSTOP, and not resumed."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except (psutil.Error, OSError):  # it has ended
        return False


def waited_seconds(pid: int) -> float:
    """How long a process's main thread was ready to run and waited for a processor; 0 where the system does not tell.

    It plays the role. Linux: Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat.
    """
    try:
        with open(f"/proc/{pid}/schedstat", "rb", buffering=0) as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError):  # no Linux, no such statistics, or a process that has ended
        return 0.0
