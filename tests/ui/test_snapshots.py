"""Each pattern and each pane looks as in its stored snapshot, at four sizes."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual.pilot import Pilot

from tests.ui.fake_source import ToldSource
from tests.ui.piloting import menu, on_screen, until
from tests.ui.snapshot import Snapshot, compare, unchanging
from zmqplay.patterns import PATTERNS, find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.panes import PANES
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.play.rhythm import LINES_EVERY
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.settings import Arrangement

SIZES = ((60, 18), (80, 24), (120, 36), (200, 60))
at_each_size = pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
NOON_NS = 1_767_268_800_000_000_000
"""1 January 2026, 12:00 UTC."""

TELLING: dict[str, tuple[str, ...]] = {
    "request-reply": ("ladder", "frames", "code", "lesson"),
    "publish-subscribe": ("messages", "topics", "doctor", "sockets"),
    "push-pull": ("messages", "load", "ledger", "doctor"),
    "dealer-router": ("frames", "identities", "ladder"),
    "pair": ("messages", "load"),
    "pipeline": ("load", "ledger", "code", "output"),
    "survey": ("frames", "ladder", "topology"),
}
"""By pattern: the panes to look at, besides those that its screen shows first."""


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Set the time zone to UTC, so that times of day are the same on each machine."""
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@asynccontextmanager
async def told(name: str, size: tuple[int, int]) -> AsyncIterator[tuple[Pilot[None], PlayScreen]]:
    """A play screen with a pattern's history, whose time stands still."""
    app = ZmqPlay(ToldSource, partial(ToldSource, find(name), wall_ns=NOON_NS))
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await until(pilot, lambda: screen.deck.panes and screen.state == "live" and screen.entry.sender)
        yield pilot, screen


async def settle(pilot: Pilot[None], screen: PlayScreen) -> None:
    """Let frames pass until they no longer change the screen.

    Columns of the log only grow, and are as wide as what was in view on the way here: they begin again before the end.
    """

    def frames() -> None:
        for _ in range(LINES_EVERY):
            screen.frame()

    await unchanging(pilot, frames)
    for pane in screen.deck.panes.values():
        if isinstance(pane.page.content, LogPane):
            pane.page.content._painter.forget()
            pane.page.forget()
    await unchanging(pilot, frames)


def test_each_pane_is_looked_at() -> None:
    assert {pane for panes in TELLING.values() for pane in panes} == {pane.name for pane in PANES}
    assert list(TELLING) == [pattern.name for pattern in PATTERNS]


@pytest.mark.parametrize("name", TELLING)
@at_each_size
@on_screen
async def test_a_pattern_and_its_panes_look_as_they_did(name: str, size: tuple[int, int]) -> None:
    async with told(name, size) as (pilot, screen):
        snapshot = await look(pilot, screen, TELLING[name])
        snapshot.check("{}-{}x{}".format(name, *size))


async def look(pilot: Pilot[None], screen: PlayScreen, panes: tuple[str, ...]) -> Snapshot:
    """Take the screen as it opens; then the panes that it does not show, with a node and a message selected."""
    assert isinstance(pilot.app, ZmqPlay)
    snapshot, view = Snapshot(pilot.app), screen.view
    screen.entry.line.focus()
    screen.deck.restore(Arrangement(active="topology"))
    screen.deck.lay_out()
    await settle(pilot, screen)
    first = screen.deck.visible_panes()
    snapshot.take("the screen")
    view.node = list(screen.traffic.nodes)[1]
    view.message = screen.traffic.messages.rows[-2]
    view.row = view.message.row
    for pane in panes:
        screen.deck.bring(pane)
        await settle(pilot, screen)
        snapshot.take(f"{pane}, selected" if pane in first else pane, screen.deck.panes[pane].region)
    view.node = view.row = view.message = None
    return snapshot


@at_each_size
@on_screen
async def test_the_menu_looks_as_it_did(size: tuple[int, int]) -> None:
    async with menu(size) as (pilot, _):
        await unchanging(pilot, lambda: None)
        assert isinstance(pilot.app, ZmqPlay)
        snapshot = Snapshot(pilot.app)
        snapshot.take("the menu")
        snapshot.check("menu-{}x{}".format(*size))


def test_a_difference_is_shown_row_above_row() -> None:
    was, now = "== the screen, 3x2\nabc\ndef\n", "== the screen, 3x2\nabc\ndxf\n"
    assert compare(was, now) == "== the screen, 3x2 (line 3)\n  was │ def\n  now ┃ dxf"
