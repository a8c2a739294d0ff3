"""The cost of collecting the nodes' reports, and the time until a message is seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.kit.matches import ANYWHERE
from zmqplay.bench.kit.sides import DRAIN_S, SETTLE_S, WAIT_S, Stalled, meet, play_until
from zmqplay.patterns import find
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

RATE, WORKERS = 100_000.0, 8
TYPED = 6
"""Messages typed in each round."""
SILENCE_NS = 50_000_000
"""Longer than the window between two reports."""


def play(workers: int) -> Session:
    """Push-pull with `workers` workers, at a free port."""
    return Session(find("push-pull"), Setup(counts={"worker": workers}, endpoints={"tasks": ANYWHERE}))


def receive(session: Session) -> None:
    """Return when every worker is seen receiving."""
    workers = [node for node in session.traffic.nodes.values() if node.role == "worker"]
    play_until(session, lambda: all(node.received for node in workers))


def counted(session: Session, least: int, deadline_s: float = SETTLE_S) -> bool:
    """Whether at least `least` messages were sent and all are delivered, by the counts at both ends."""

    def all_are_delivered() -> bool:
        nodes, totals = session.traffic.nodes.values(), session.traffic.ledger.totals
        sent, received = sum(node.sent for node in nodes), sum(node.received for node in nodes)
        return sent >= least and sent == received == totals.sent == totals.delivered

    try:
        play_until(session, all_are_delivered, deadline_s)
    except Stalled:
        return False
    return True


def measure_watching(extent: Extent) -> Iterator[Measurement]:
    """The CPU time of this process while it only collects reports."""
    with play(WORKERS) as session:
        meet(session)
        session.controls.speech.set_rate(RATE)
        receive(session)
        shares = []
        for _ in range(max(3, extent.rounds // 3)):
            begun, used = time.monotonic(), time.process_time()
            while time.monotonic() < begun + 2 * extent.seconds:
                session.wait(WAIT_S)
                session.drain(DRAIN_S)
            shares.append((time.process_time() - used) / (time.monotonic() - begun))
        session.controls.speech.set_rate(0)
        exact = counted(session, 1)
    yield from (Measurement(share * 100, exact=exact) for share in shares)


def measure_typed(extent: Extent) -> Iterator[Measurement]:
    """Type a message after a silence, repeatedly."""
    with play(1) as session:
        meet(session)
        rows = session.traffic.messages.rows
        for number in range(1, extent.rounds * TYPED + 1):
            play_until(session, lambda: session.traffic.quiet(time.monotonic_ns(), SILENCE_NS))
            typed_ns = time.monotonic_ns()
            session.controls.speech.send("producer-1", f"typed {number}")
            while len(rows) < number or not rows[-1].deliveries:
                session.wait(WAIT_S)
                session.drain(DRAIN_S)
            seen_ns = time.monotonic_ns()
            yield Measurement((rows[-1].deliveries[0].time_ns - typed_ns) / 1e6, "received")
            yield Measurement((seen_ns - typed_ns) / 1e6, "in the model", exact=rows[-1].number == number)


WATCHING = (
    Case(
        "watching-100k",
        "the collecting process under 100,000 messages a second over 9 nodes, without a screen",
        (Figure(unit="% of a core", at_most=2.5),),
        measure_watching,
    ),
    Case(
        "typed",
        "a message typed into silence: until its worker has it, and until it is in the model",
        (
            Figure("received", "ms"),
            Figure("received", "ms", quantile=0.99),
            Figure("in the model", "ms"),
            Figure("in the model", "ms", at_most=2, quantile=0.99),
        ),
        measure_typed,
    ),
)
