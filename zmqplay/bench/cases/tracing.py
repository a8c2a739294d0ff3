"""Unmodified programs, traced and not: messages a second, and the time until a program has its first socket."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.cases.commands import seconds_of
from zmqplay.bench.cases.throughput import PAIRS
from zmqplay.bench.kit import matches
from zmqplay.bench.kit.matches import Match
from zmqplay.bench.kit.sides import SETTLE_S, Plain
from zmqplay.trace.programs import ProcessKey, Programs, environment

FRAME_S = 0.033
"""How often the screen reads what the programs tell."""
FIRST = 10_000
STARTS = 7
"""Starts of which the median is one measurement."""
FIRST_SOCKET = sys.executable, "-c", "import zmq; zmq.Context().socket(zmq.PULL)"


class Traced:
    """The programs of a match as plain programs, traced, and read as often as the screen reads them."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self._passed = 0
        self._counts: dict[tuple[ProcessKey, int], tuple[int, int]] = {}
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._directory = tempfile.TemporaryDirectory(prefix="zmqplay-bench-")
        directory = Path(self._directory.name)
        self._programs = Programs(directory)
        self._plain = Plain(self._match, environment(directory, os.environ)).__enter__()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._plain.__exit__(kind, error, trace)
        self._over.set()
        self._reader.join()
        self._programs.close()
        self._directory.cleanup()

    def _read(self) -> None:
        while not self._over.wait(FRAME_S):
            for news in self._programs.poll():
                for part in news.report.sockets if news.report else ():
                    self._counts[news.key, part.number] = part.sent.messages, part.received.messages

    def rate(self, count: int, size: int) -> float:
        """Let `count` messages of `size` bytes pass; return messages a second."""
        self._passed += count + 1  # plus the announcement
        return self._plain.rate(count, size)

    def exact(self) -> bool:
        """Whether what was told of both programs, once all is told, equals what has passed."""
        until = time.monotonic() + SETTLE_S
        while time.monotonic() < until:
            if sorted(self._counts.values()) == [(0, self._passed), (self._passed, 0)]:
                return True
            time.sleep(FRAME_S)
        return False


def compare(match: Match, size: int, extent: Extent) -> Iterator[Measurement]:
    """The rates of each pair of runs, and the ratio traced ÷ plain."""
    for begun in range(0, extent.rounds, PAIRS):
        with Plain(match) as plain, Traced(match) as traced:
            count = FIRST  # as many as the plain side passes in a run: fewer are no flood, and all are sampled
            for trial_s in (0.1, extent.seconds):
                count = max(FIRST, int(plain.rate(count, size) * trial_s))
            for _ in range(min(PAIRS, extent.rounds - begun)):
                without, with_ = plain.rate(count, size), traced.rate(count, size)
                yield Measurement(with_ / without, plain=without, watched=with_, exact=traced.exact())


def compare_starts(extent: Extent) -> Iterator[Measurement]:
    """The milliseconds that a program takes longer to its first socket and its end."""
    with tempfile.TemporaryDirectory(prefix="zmqplay-bench-") as directory:
        traced = environment(Path(directory), os.environ)
        seconds_of(FIRST_SOCKET, traced)  # to have its bytecode compiled
        for _ in range(extent.rounds):
            differences = [seconds_of(FIRST_SOCKET, traced) - seconds_of(FIRST_SOCKET) for _ in range(STARTS)]
            yield Measurement(statistics.median(differences) * 1e3)


def _case(name: str, measures: str, match: Match, goal: float) -> Case:
    return Case(f"trace-{name}", f"traced programs: {measures}", (Figure(at_least=goal),), partial(compare, match, 16))


TRACING = (
    _case("single", "PUSH → PULL, one frame of 16 bytes", matches.ONE_FRAME, 0.95),
    _case("multipart", "PUSH → PULL, send_multipart and recv_multipart", matches.TWO_FRAMES, 1.5),
    _case("asyncio", "PUSH → PULL with zmq.asyncio", matches.AWAITING, 0.92),
    Case(
        "trace-start",
        "traced programs: the time to the first socket and the end, beyond that of the same program untraced",
        (Figure(unit="ms", at_most=5),),
        compare_starts,
    ),
)
