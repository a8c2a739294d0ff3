"""`zmqplay run push-pull` flat out, compared with the same role functions as plain programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import sleep

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.cases.throughput import PAIRS
from zmqplay.bench.kit.matches import ANYWHERE
from zmqplay.bench.kit.plain import WORKED
from zmqplay.bench.kit.sides import DRAIN_S, SETTLE_S, WAIT_S, Stalled, free_addresses, meet, play_until, program
from zmqplay.patterns import find
from zmqplay.patterns.push_pull import producer, worker
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

TRIAL = 60_000
Mark = tuple[int, int]
"""A time in nanoseconds, and the number of tasks received by then."""
PUSH_PULL = find("push-pull")


class PlainTasks:
    """The producer and one worker, as plain programs."""

    def __init__(self, stack: ExitStack) -> None:
        addresses = free_addresses("tasks")
        self._producer, self._worker = (stack.enter_context(program(play, addresses)) for play in (producer, worker))

    def order(self, count: int) -> None:
        """Let `count` tasks pass."""
        self._producer.order(str(count))

    def mark(self) -> Mark:
        """The present time, and the number of tasks received."""
        sleep(WAIT_S)
        self._worker.order(WORKED.decode())
        worked, time_ns = self._worker.line().split()
        return int(time_ns), int(worked)


class PlayedTasks:
    """The producer and one worker, as nodes of a session."""

    def __init__(self, stack: ExitStack) -> None:
        setup = Setup(counts={"worker": 1}, endpoints={"tasks": ANYWHERE})
        self._session = stack.enter_context(Session(PUSH_PULL, setup))
        meet(self._session)
        self._ordered = 0

    def order(self, count: int) -> None:
        """Let `count` tasks pass."""
        self._ordered += count
        self._session.controls.speech.generate("producer-1", None, count)

    def mark(self) -> Mark:
        """The time of the worker's last report, and its number of tasks."""
        self._session.wait(WAIT_S)
        self._session.drain(DRAIN_S)
        node = self._session.traffic.nodes["worker-1"]
        return node.doing.reported_ns, node.received

    def exact(self) -> bool:
        """Whether producer and worker have counted every task."""
        try:
            play_until(self._session, self._all_are_counted, SETTLE_S)
        except Stalled:
            return False
        return True

    def _all_are_counted(self) -> bool:
        nodes = self._session.traffic.nodes
        return nodes["producer-1"].sent == nodes["worker-1"].received == self._ordered


def rate_of(order: Callable[[int], None], mark: Callable[[], Mark], count: int) -> float:
    """Tasks a second between the first and the last mark of a worker under way."""
    _, before = mark()
    order(count)
    marks: list[Mark] = []
    while (last := mark())[1] < before + count:
        if last[1] > before and last not in marks[-1:]:
            marks.append(last)
    marks = marks if len(marks) > 1 else [*marks, last]
    (begun_ns, first), (ended_ns, end) = marks[0], marks[-1]
    return (end - first) / max(1, ended_ns - begun_ns) * 1e9


def measure_run(extent: Extent) -> Iterator[Measurement]:
    """The rates of each pair of runs."""
    for begun in range(0, extent.rounds, PAIRS):
        with ExitStack() as stack:
            plain, played = PlainTasks(stack), PlayedTasks(stack)
            count = TRIAL
            for seconds in (0.2, extent.seconds):
                count = max(TRIAL, int(rate_of(plain.order, plain.mark, count) * seconds))
            rate_of(played.order, played.mark, count)
            for _ in range(min(PAIRS, extent.rounds - begun)):
                without = rate_of(plain.order, plain.mark, count)
                with_ = rate_of(played.order, played.mark, count)
                yield Measurement(with_ / without, plain=without, watched=with_, exact=played.exact())


RUN = Case(
    "run-push-pull",
    "`run push-pull` flat out, one worker, against its role functions as plain programs",
    (Figure(at_least=0.93),),
    measure_run,
)
