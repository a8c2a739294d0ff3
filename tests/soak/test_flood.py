"""A flood over the real screen, for as long as you like: no memory grows, in the screen or in a node.

ZMQPLAY_SOAK_S=3600 python -m pytest tests/soak/test_flood.py
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import psutil
from textual.pilot import Pilot

from tests.ui.piloting import on_screen, until
from zmqplay.control.source import Rate
from zmqplay.model.nodes import NodeTraffic
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.session import Session
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.play.screen import PlayScreen

SECONDS = float(os.environ.get("ZMQPLAY_SOAK_S", "6"))
SWITCHES = 20
SCREEN_BYTES, MESSAGE_BYTES, NODE_BYTES = 12_000_000, 1_500, 2_000_000
"""Most bytes by which the screen may grow, apart from the bytes for each kept message, and by which a node may."""
SWITCHED_BYTES = 5_000_000
"""Most bytes by which the screen may grow while each pattern is played for a second time."""


@asynccontextmanager
async def opened(pattern: Pattern | None = None) -> AsyncIterator[tuple[ZmqPlay, Pilot[None]]]:
    """The program with real nodes; only the terminal is missing."""
    app = ZmqPlay(Session, partial(Session, pattern) if pattern else None)
    with of_this_process():
        async with app.run_test(size=(120, 36)) as pilot:
            yield app, pilot


async def live(app: ZmqPlay, pilot: Pilot[None]) -> PlayScreen:
    """The play screen, once its nodes have met."""
    await until(pilot, lambda: isinstance(app.screen, PlayScreen) and app.screen.state == "live")
    assert isinstance(app.screen, PlayScreen)
    return app.screen


def set_rate(screen: PlayScreen, rate: Rate) -> None:
    """Set the rate of the nodes' traffic."""
    controls = screen.source.controls
    assert controls is not None
    assert controls.speech is not None
    controls.speech.set_rate(rate)


def memory_of(pid: int) -> int:
    """Bytes of memory that belong to one process alone."""
    memory = psutil.Process(pid).memory_info()
    return int(memory.rss - getattr(memory, "shared", 0))


@on_screen
async def test_nothing_grows_in_a_flood() -> None:
    async with opened(find("push-pull")) as (app, pilot):
        screen = await live(app, pilot)
        set_rate(screen, None)
        nodes = list(screen.traffic.nodes.values())
        await let_flow(pilot, nodes, SECONDS / 3)
        before = {node.name: memory_of(node.life.pid) for node in nodes}
        own, kept = memory_of(os.getpid()), len(screen.traffic.messages.rows)
        await let_flow(pilot, nodes, SECONDS * 2 / 3)
        grown = memory_of(os.getpid()) - own
        came = len(screen.traffic.messages.rows) - kept
        assert grown < SCREEN_BYTES + MESSAGE_BYTES * came
        for node in nodes:
            assert memory_of(node.life.pid) - before[node.name] < NODE_BYTES
        assert not screen.traffic.bad_reports


async def let_flow(pilot: Pilot[None], nodes: list[NodeTraffic], seconds: float) -> None:
    """Let messages flow for `seconds`, and check that they keep passing each node."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        passed = {node.name: node.sent + node.received for node in nodes}
        await until(pilot, lambda was: all(n.sent + n.received > was[n.name] for n in nodes), passed)


@on_screen
async def test_after_twenty_switches_of_patterns_nothing_is_left_of_any() -> None:
    own, handles, pids = 0, 0, set()
    async with opened() as (app, pilot):
        for turn in range(SWITCHES):
            app.open(PATTERNS[turn % len(PATTERNS)])
            screen = await live(app, pilot)
            set_rate(screen, 1_000.0)
            await until(pilot, lambda at: at.traffic.ledger.totals.delivered > 50, screen)
            pids |= {node.life.pid for node in screen.traffic.nodes.values()}
            app.pop_screen()
            await until(pilot, lambda: app.turns.is_idle)
            if turn == len(PATTERNS):
                own, handles = memory_of(os.getpid()), psutil.Process().num_fds()
        assert memory_of(os.getpid()) - own < SWITCHED_BYTES
        assert psutil.Process().num_fds() <= handles
        assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert len(pids) >= SWITCHES * 2
