"""What zmqplay and its nodes take while they play for long: memory, descriptors, threads, processes, as a table."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

LEAST_SAMPLES, MOST_SAMPLES = 8, 400
"""When there are so many, every second one is dropped: the measuring itself must not grow."""
ROWS = 8
SCREEN_BYTES, MESSAGE_BYTES, NODES_BYTES = 12_000_000, 1_500, 8_000_000
"""Most bytes by which the screen may grow, apart from the bytes for each kept message, and by which its nodes may."""
SPARE = 3
"""Descriptors and threads by which a later moment may exceed all earlier ones: for what opens and closes in between."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment."""

    at_s: float
    screen_bytes: int
    nodes_bytes: int
    descriptors: int
    threads: int
    processes: int
    messages: int
    """Messages that the model keeps."""


class Measured:
    """Samples of this process and its descendants, at even distances."""

    def __init__(self, seconds: float) -> None:
        self._begun, self._every_s = time.monotonic(), seconds / 60
        self._seconds = seconds
        self._samples: list[Sample] = []

    @property
    def is_over(self) -> bool:
        """Whether the time is over, and enough was seen to compare; on a busy machine that may take longer."""
        return time.monotonic() - self._begun >= self._seconds and len(self._samples) >= LEAST_SAMPLES

    def look(self, messages: int) -> None:
        """Take a sample, if one is due."""
        at_s = time.monotonic() - self._begun
        if self._samples and at_s - self._samples[-1].at_s < self._every_s:
            return
        own = psutil.Process()
        others = own.children(recursive=True)
        nodes = sum(map(memory_of, (each.pid for each in others)))
        self._samples.append(
            Sample(at_s, memory_of(own.pid), nodes, own.num_fds(), own.num_threads(), len(others), messages)
        )
        if len(self._samples) > MOST_SAMPLES:
            del self._samples[1::2]
            self._every_s *= 2

    def check(self, *, has_same_nodes: bool = True) -> None:
        """Nothing grows in the second half but the log of messages, which ends too.

        Without `has_same_nodes` the nodes are others all the time, and their memory tells nothing.
        """
        half = len(self._samples) // 2
        before, after = self._samples[half // 2 : half], self._samples[half + half // 2 :]
        kept = _mean(after, "messages") - _mean(before, "messages")
        grown = _mean(after, "screen_bytes") - _mean(before, "screen_bytes")
        assert grown < SCREEN_BYTES + MESSAGE_BYTES * max(0.0, kept), f"the screen has grown\n{self.table()}"
        if has_same_nodes:
            assert _mean(after, "nodes_bytes") - _mean(before, "nodes_bytes") < NODES_BYTES, (
                f"the nodes have grown\n{self.table()}"
            )
        for name in ("descriptors", "threads", "processes"):
            first, second = (max(getattr(each, name) for each in part) for part in (self._samples[:half], after))
            assert second <= first + SPARE, f"{name} grow\n{self.table()}"

    def table(self) -> str:
        """Some moments, in Markdown."""
        chosen = self._samples[:: max(1, len(self._samples) // ROWS)]
        rows = [
            f"| {each.at_s:,.0f} s | {each.screen_bytes / 1e6:.1f} MB | {each.nodes_bytes / 1e6:.1f} MB "
            f"| {each.descriptors} | {each.threads} | {each.processes} | {each.messages:,} |"
            for each in chosen
        ]
        head = "| after | screen | nodes, helpers | descriptors | threads | processes | messages kept |"
        return "\n".join((head, "|--:|--:|--:|--:|--:|--:|--:|", *rows))


def memory_of(pid: int) -> int:
    """A process's proportional share of memory, where the system tells it; else what belongs to it alone."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1_024
    with suppress(psutil.Error):
        memory = psutil.Process(pid).memory_info()
        return int(memory.rss - getattr(memory, "shared", 0))
    return 0


def _mean(samples: Sequence[Sample], name: str) -> float:
    return float(sum(getattr(each, name) for each in samples)) / len(samples)
