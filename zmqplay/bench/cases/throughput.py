"""Messages a second, watched ÷ plain: alternating pairs of runs, with new processes after every few pairs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Protocol

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.kit import matches
from zmqplay.bench.kit.matches import Match
from zmqplay.bench.kit.sides import Plain, Watched

PAIRS = 7
"""Pairs of runs in the same processes."""
TRIAL = 200
"""Messages in the first rounds, which tell how many messages fill the time of a run."""


class Side(Protocol):
    """One side of a comparison."""

    def rate(self, count: int, size: int) -> float:
        """Let `count` messages of `size` bytes pass; return messages a second."""


def rounds(sides: tuple[Side, Side], size: int, pairs: int, seconds: float) -> Iterator[tuple[float, float]]:
    """The rates of each pair of runs, with as many messages as the slower side passes in `seconds`."""
    count = TRIAL
    for trial_s in (0.02, 0.1, seconds):  # each estimate is better than the one before
        count = max(TRIAL, int(min(side.rate(count, size) for side in sides) * trial_s))
    for _ in range(pairs):
        yield sides[0].rate(count, size), sides[1].rate(count, size)


def compare(match: Match, size: int, extent: Extent) -> Iterator[Measurement]:
    """The rates of each pair of runs, and the ratio watched ÷ plain."""
    for begun in range(0, extent.rounds, PAIRS):
        with Plain(match) as plain, Watched(match) as watched:
            for without, with_ in rounds((plain, watched), size, min(PAIRS, extent.rounds - begun), extent.seconds):
                yield Measurement(with_ / without, plain=without, watched=with_, exact=watched.exact())


def _case(name: str, measures: str, match: Match, goal: float, size: int = 16) -> Case:
    return Case(name, measures, (Figure(at_least=goal),), partial(compare, match, size))


THROUGHPUT = (
    _case("push-pull-16", "PUSH → PULL, one frame of 16 bytes", matches.ONE_FRAME, 0.95),
    _case("push-pull-1k", "PUSH → PULL, one frame of 1 KiB", matches.ONE_FRAME, 0.97, 1 << 10),
    _case("push-pull-64k", "PUSH → PULL, one frame of 64 KiB", matches.ONE_FRAME, 0.97, 1 << 16),
    _case("no-copy-64k", "the same with copy=False", matches.UNCOPIED, 0.97, 1 << 16),
    _case("two-frames", "PUSH → PULL, send_multipart and recv_multipart of two frames", matches.TWO_FRAMES, 1.5),
    _case("pub-sub-topics", "PUB → SUB, eight topics counted", matches.TOPICS, 1.3),
    _case("dealer-router-ids", "DEALER ⇄ ROUTER, 300 on their way, routing ids counted", matches.IDENTITIES, 1.25),
    _case("receive-bound", "a source as fast as C into a Python worker", matches.RECEIVE_BOUND, 0.75),
    _case("req-rep", "REQ ⇄ REP, one round trip after the other", matches.ROUND_TRIP, 0.95),
    _case("poller", "PUSH → PULL with a Poller and NOBLOCK", matches.POLLING, 0.95),
    _case("asyncio", "PUSH → PULL with zmq.asyncio", matches.AWAITING, 0.95),
    _case("sndmore", "PUSH → PULL, two frames sent and received by hand", matches.BY_HAND, 0.95),
)
