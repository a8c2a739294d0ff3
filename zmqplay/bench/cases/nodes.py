"""How soon nodes are ready, and their cost while they wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

import psutil

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.cases.watching import counted, play, receive
from zmqplay.bench.kit.sides import meet, play_until
from zmqplay.open_files import check
from zmqplay.session.session import Session

EACH = 10
"""Messages for each worker, to check that all workers count."""
IDLE_NODES, IDLE_S = 8, 1.0


def measure_ready(nodes: int, extent: Extent) -> Iterator[Measurement]:
    """The time from the launch until all nodes have met; each must then count its messages."""
    check(nodes)
    for _ in range(max(1, min(extent.rounds, 160 // nodes))):
        begun = time.perf_counter()
        with play(nodes - 1) as session:
            meet(session)
            ready_ms = (time.perf_counter() - begun) * 1e3
            session.controls.speech.generate("producer-1", None, EACH * (nodes - 1))
            yield Measurement(ready_ms, exact=counted(session, EACH * (nodes - 1)) and _shared_out(session))


def _shared_out(session: Session) -> bool:
    return all(node.received == EACH for node in session.traffic.nodes.values() if node.role == "worker")


def measure_enter(extent: Extent) -> Iterator[Measurement]:
    """The time from the warm fork server until every worker is seen receiving."""
    for _ in range(extent.rounds):
        begun = time.perf_counter()
        with play(8) as session:
            meet(session)
            session.controls.speech.set_rate(2_000)
            receive(session)
            yield Measurement((time.perf_counter() - begun) * 1e3)


def measure_memory(_extent: Extent) -> Iterator[Measurement]:
    """The memory that each node adds: its own pages, and its share of pages used by several processes."""
    with play(31) as session:
        meet(session)
        for node in session.traffic.nodes.values():
            memory = psutil.Process(node.life.pid).memory_full_info()
            yield Measurement(getattr(memory, "pss", memory.uss) / 1e6)  # macOS reports only unshared memory


def measure_idle(extent: Extent) -> Iterator[Measurement]:
    """The CPU time of nodes that wait for a message."""
    with play(IDLE_NODES - 1) as session:
        meet(session)
        play_until(session, lambda: session.traffic.quiet(time.monotonic_ns()))
        nodes = [psutil.Process(node.life.pid) for node in session.traffic.nodes.values()]
        for _ in range(max(1, extent.rounds // 5)):
            begun, used = time.perf_counter(), _seconds_used(nodes)
            time.sleep(IDLE_S)
            share = (_seconds_used(nodes) - used) / (time.perf_counter() - begun) / len(nodes)
            yield Measurement(share * 100)


def _seconds_used(nodes: list[psutil.Process]) -> float:
    return sum(sum(node.cpu_times()[:2]) for node in nodes)


def _ready(nodes: int, at_most: float, in_short: bool = True, on_request: bool = False) -> Case:
    return Case(
        f"ready-{nodes}",
        f"{nodes} nodes, from the launch until all have met, each counting exactly",
        (Figure(unit="ms", at_most=at_most),),
        partial(measure_ready, nodes),
        in_short=in_short,
        on_request=on_request,
    )


NODES = (
    _ready(8, 50),
    _ready(64, 350),
    _ready(500, 3_000, in_short=False, on_request=True),
    Case(
        "enter",
        "a pattern of 1 + 8 nodes, until every worker is seen receiving",
        (Figure(unit="ms", at_most=80),),
        measure_enter,
    ),
    Case("memory", "a node's memory (PSS), one of 32", (Figure(unit="MB", at_most=5),), measure_memory),
    Case("idle", "a waiting node's processor time", (Figure(unit="% of a core", at_most=0.05),), measure_idle),
)
