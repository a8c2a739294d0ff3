"""The real screen for as long as you like: in a flood, with strangers, from pattern to pattern, nothing grows.

ZMQPLAY_SOAK_S=3600 python -m pytest tests/soak/test_bounded.py
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import psutil
import pytest
from textual.pilot import Pilot

from tests.session.running import is_over, wait_for
from tests.soak.measuring import Measured
from tests.soak.strangers import Strangers
from tests.ui.piloting import on_screen, until
from zmqplay.control.source import Rate
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.session import Session
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.play.screen import PlayScreen

SECONDS = float(os.environ.get("ZMQPLAY_SOAK_S", "12"))
ROUNDS = 2
"""How often each pattern is played at least: what it needs for the first time is no growth."""
MOST_STRANGERS = 5
COMING, GOING = 0.1, 0.05
"""Chances, at each look, that a stranger comes, or goes."""


@asynccontextmanager
async def opened(pattern: Pattern | None = None) -> AsyncIterator[tuple[ZmqPlay, Pilot[None]]]:
    """The program with real nodes at free ports; only the terminal is missing."""
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


def show(capsys: pytest.CaptureFixture[str], name: str, measured: Measured) -> None:
    """Print the table past pytest."""
    with capsys.disabled():
        print(f"\n{name}, {SECONDS:,.0f} s\n\n{measured.table()}")


async def keeps_moving(pilot: Pilot[None], screen: PlayScreen) -> None:
    """Wait until more messages have passed each node."""
    passed = {node.name: node.sent + node.received for node in screen.traffic.nodes.values()}
    await until(pilot, lambda: all(n.sent + n.received > passed[n.name] for n in screen.traffic.nodes.values()))


@on_screen
async def test_nothing_grows_in_a_flood(capsys: pytest.CaptureFixture[str]) -> None:
    async with opened(find("push-pull")) as (app, pilot):
        screen = await live(app, pilot)
        set_rate(screen, None)
        measured = Measured(SECONDS)
        while not measured.is_over:
            await keeps_moving(pilot, screen)
            measured.look(len(screen.traffic.messages.rows))
        assert not screen.traffic.bad_reports
    measured.check()
    show(capsys, "A flood", measured)


@on_screen
async def test_nothing_grows_while_strangers_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(1)
    async with opened(find("push-pull")) as (app, pilot):
        screen = await live(app, pilot)
        set_rate(screen, 500.0)
        strangers = Strangers(screen.traffic.addresses["tasks"], "PUSH", chance)
        try:
            for _ in range(MOST_STRANGERS):  # what they take at most is no growth
                strangers.come()
            await until(pilot, lambda: len(screen.traffic.peers.foreign) == MOST_STRANGERS)
            measured, most = Measured(SECONDS), MOST_STRANGERS + SECONDS / 6
            measured.look(len(screen.traffic.messages.rows))
            while not (measured.is_over and strangers.came > most):  # how often one comes depends on the machine
                if chance.random() < COMING and len(strangers.here) < MOST_STRANGERS:
                    strangers.come()
                if chance.random() < GOING:
                    strangers.go()
                strangers.talk()
                await pilot.pause(0.01)
                measured.look(len(screen.traffic.messages.rows))
        finally:
            strangers.close()
        assert strangers.received
        assert screen.state == "live"
    measured.check()
    show(capsys, f"500 messages a second, {strangers.came:,} strangers", measured)


@on_screen
async def test_after_a_pattern_was_played_nothing_of_it_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    turns, processes = 0, set[psutil.Process]()
    async with opened() as (app, pilot):
        measured = Measured(SECONDS)
        while turns < ROUNDS * len(PATTERNS) or not measured.is_over:
            app.open(PATTERNS[turns % len(PATTERNS)])
            screen = await live(app, pilot)
            set_rate(screen, 1_000.0)
            await until(pilot, lambda at: at.traffic.ledger.totals.delivered > 50, screen)
            processes |= {psutil.Process(node.life.pid) for node in screen.traffic.nodes.values()}
            app.pop_screen()
            await until(pilot, lambda: app.turns.is_idle)
            turns += 1
            measured.look(0)
        wait_for(lambda: all(map(is_over, processes)))
    measured.check()
    show(capsys, f"{turns:,} switches of patterns", measured)
