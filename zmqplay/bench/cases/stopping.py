"""What nodes do while the process that collects their reports is stopped."""

from __future__ import annotations

import os
import signal
import time
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

import psutil

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.kit.sides import Program, rate_told

TRIAL = 100_000
Interval = tuple[int, int]
"""Start and end, in nanoseconds of the clock that all processes of a machine share."""


@dataclass(slots=True)
class Told:
    """The lines that the host prints about one order."""

    times_ns: list[int] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    """The number of messages received at each of these times."""
    rate: float = 0.0
    exact: bool = False

    def rate_within(self, interval: Interval) -> float:
        """Messages a second."""
        first, last = (self._come_by(time_ns) for time_ns in interval)
        return (last - first) / (interval[1] - interval[0]) * 1e9

    def _come_by(self, time_ns: int) -> float:
        """Messages received by `time_ns`, interpolated between two marks."""
        place = min(max(1, bisect(self.times_ns, time_ns)), len(self.times_ns) - 1)
        (then, now), (before, after) = self.times_ns[place - 1 : place + 1], self.messages[place - 1 : place + 1]
        return before + (after - before) * (time_ns - then) / (now - then)


def measure_stopped(extent: Extent) -> Iterator[Measurement]:
    """Stop the collecting process repeatedly while messages flow."""
    with Program("zmqplay.bench.kit.host") as host:
        nodes = [psutil.Process(int(pid)) for pid in host.line().split()]
        for _ in range(2):
            host.order(f"{TRIAL} 16")
            rate = _listen(host).rate
        host.order(f"{int(rate * extent.rounds * 2 * extent.seconds)} 16")
        before, most, intervals = _bytes_of(nodes), 0, []
        for _ in range(extent.rounds):
            live = _interval(extent.seconds)
            os.kill(host.pid, signal.SIGSTOP)
            try:
                intervals.append((live, _interval(extent.seconds)))
                most = max(most, _bytes_of(nodes))
            finally:
                os.kill(host.pid, signal.SIGCONT)
        told = _listen(host)
    for live, stopped in intervals:
        if stopped[1] <= told.times_ns[-1]:
            without, with_ = told.rate_within(live), told.rate_within(stopped)
            yield Measurement(with_ / without, "stopped ÷ live", plain=without, watched=with_, exact=told.exact)
    yield Measurement((most - before) / len(nodes) / 1e6, "growth of a node", exact=told.exact)


def _listen(host: Program) -> Told:
    told = Told()
    while (line := host.line()).startswith("mark"):
        _, messages, time_ns = line.split()
        told.messages.append(int(messages))
        told.times_ns.append(int(time_ns))
    told.rate = rate_told(line)
    told.exact = host.line() == "exact"
    return told


def _interval(seconds: float) -> Interval:
    """Sleep for `seconds`, and return the start and end."""
    begun = time.monotonic_ns()
    time.sleep(seconds)
    return begun, time.monotonic_ns()


def _bytes_of(nodes: list[psutil.Process]) -> int:
    return sum(node.memory_full_info().uss for node in nodes)


STOPPED = Case(
    "collector-stopped",
    "PUSH → PULL while the process that collects the reports is stopped (SIGSTOP), against before",
    (Figure("stopped ÷ live", at_least=0.95), Figure("growth of a node", "MB", at_most=1)),
    measure_stopped,
)
