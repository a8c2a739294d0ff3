"""A worker is killed repeatedly while tasks flow; each time the ledger adds up and the other workers take over."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.playing import node, playing, settle, until
from tests.session.running import is_over, wait_for
from zmqplay.control.commands import give
from zmqplay.model.nodes import NodeState
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

KILLS = int(os.environ.get("ZMQPLAY_KILLS", "50"))
SEED = 20_260_713
WORKERS = 4
MOST_NAMES = 48
"""From this number of workers on, a killed worker starts again, and no new one is added in its place."""
GROWTH_BYTES, MESSAGE_BYTES = 12_000_000, 2_000
"""Bytes by which the parent's memory may grow, and more for each message that it keeps."""


def living(session: Session) -> list[str]:
    """The names of the workers that run."""
    return [n.name for n in session.traffic.nodes.values() if n.role == "worker" and n.state is NodeState.RUNNING]


def running(session: Session) -> set[psutil.Process]:
    """The processes of the nodes that live: not their numbers, which are given again."""
    return {psutil.Process(n.life.pid) for n in session.traffic.nodes.values() if n.state.alive}


def kills(session: Session, chance: random.Random) -> Iterator[str]:
    """Repeatedly kill a worker, see the others continue, replace it, and see the new one begin."""
    for _ in range(KILLS):
        name, later = chance.choice(living(session)), session.traffic.ledger.totals.delivered + chance.randrange(20)
        until(session, lambda later=later: session.traffic.ledger.totals.delivered >= later)  # type: ignore[misc]
        give(session, f"kill {name}")
        until(session, lambda name=name: node(session, name).state is NodeState.KILLED)  # type: ignore[misc]
        assert node(session, name).life.exact
        survivors = {other: node(session, other).received for other in living(session)}
        assert len(survivors) == WORKERS - 1
        until(session, lambda was=survivors: all(node(session, other).received > was[other] for other in was))  # type: ignore[misc]
        begins, had = _replace(session, name, chance)
        until(session, lambda begins=begins, had=had: node(session, begins).received > had)  # type: ignore[misc]
        assert len(living(session)) == WORKERS
        yield name


def _replace(session: Session, name: str, chance: random.Random) -> tuple[str, int]:
    """Start a killed worker again, or a new one in its place; return its name, and its messages received so far."""
    if len(session.traffic.nodes) < MOST_NAMES and chance.random() < 0.25:
        return give(session, "add worker").says.split()[0], 0
    give(session, f"restart {name}")
    return name, node(session, name).received


def test_however_often_a_worker_is_killed_the_ledger_adds_up_and_the_others_take_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, parent = random.Random(SEED), psutil.Process()
    setup = Setup(counts={"worker": WORKERS}, work_ms={"worker": 8.0})
    with playing("push-pull", setup) as session:
        give(session, "rate 300")
        begun, memory, handles, kept = time.monotonic(), 0, 0, 0
        processes = running(session)
        for count, _ in enumerate(kills(session, chance)):
            processes |= running(session)
            if count == KILLS // 10:
                memory, handles, kept = parent.memory_info().rss, parent.num_fds(), len(session.traffic.messages.rows)
        minutes = (time.monotonic() - begun) / 60
        grown = parent.memory_info().rss - memory
        assert grown < GROWTH_BYTES + MESSAGE_BYTES * (len(session.traffic.messages.rows) - kept)
        assert parent.num_fds() - handles <= 3 * len(session.traffic.nodes)
        give(session, "rate off")
        settle(session)
        until(session, lambda: not session.traffic.ledger.totals.in_flight)
        totals = session.traffic.ledger.totals
        assert totals.sent == totals.delivered + totals.lost == node(session, "producer-1").sent
        assert set(totals.lost_by_reason) <= {"peer-died"}
        assert totals.delivered == sum(n.received for n in session.traffic.nodes.values())
        pids = set().union(*(n.former_pids | {n.life.pid} for n in session.traffic.nodes.values())) - {0}
        assert len(pids) >= KILLS
    wait_for(lambda: all(map(is_over, processes)))
    with capsys.disabled():
        figures = f"{totals.sent:,} tasks, {totals.lost:,} lost with their worker, memory {grown / 1e6:+.1f} MB"
        print(f"\n{KILLS:,} kills, {KILLS / minutes:,.0f} a minute: {figures}")
