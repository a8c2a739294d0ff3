"""The cost of naive ways to watch, measured in the same runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.cases.throughput import PAIRS, rounds
from zmqplay.bench.kit.matches import Play
from zmqplay.bench.kit.sides import Program, free_addresses, program, rate_told
from zmqplay.bench.programs import naive, pushing

PLAIN = pushing.push, pushing.pull
REPORTING = naive.push_reporting, naive.pull_reporting, naive.collect
PASSED_ON = pushing.push, naive.pull_passed_on, naive.stand_between


class Programs:
    """Plain programs: the first takes orders, the second measures the time."""

    def __init__(self, plays: Sequence[Play], stack: ExitStack) -> None:
        addresses = free_addresses("tasks", "reports", "passed on")
        self._programs: list[Program] = [stack.enter_context(program(play, addresses)) for play in plays]

    def rate(self, count: int, size: int) -> float:
        """Let `count` messages pass; return messages a second."""
        self._programs[0].order(f"{count} {size}")
        return rate_told(self._programs[1].line())


def compare(plays: Sequence[Play], extent: Extent) -> Iterator[Measurement]:
    """The rates of each pair of runs, and the ratio naive ÷ plain."""
    for begun in range(0, extent.rounds, PAIRS):
        with ExitStack() as stack:
            sides = Programs(PLAIN, stack), Programs(plays, stack)
            for without, with_ in rounds(sides, 16, min(PAIRS, extent.rounds - begun), extent.seconds):
                yield Measurement(with_ / without, plain=without, watched=with_)


NAIVE = (
    Case(
        "naive-json", "instead of the tap: a report of each message in JSON", (Figure(),), partial(compare, REPORTING)
    ),
    Case("naive-proxy", "instead of the tap: a zmq.proxy in between", (Figure(),), partial(compare, PASSED_ON)),
)
