"""Tools to drive the screens without a terminal: tests as coroutines, an opened app, and waiting for a fact."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sized
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVarTuple, Unpack

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import ScreenStackError
from textual.pilot import Pilot

from tests.ui.fake_source import FakeSource
from zmqplay.patterns import find
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.play.rhythm import RESTING_EVERY
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.play.suggestion import is_mute

DEADLINE_S = 60.0
"""For any fact: as long as a machine may take that is busy with much else."""
MOST_TURNS = 200
"""Of the event loop, until it is at rest: on a machine so busy that timers are always due, it never would be."""
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:  # noqa: ARG001  # as Textual's own
    """Let everything run that is ready to, and what that makes ready; then so many frames that all is drawn.

    It takes the place of Textual's wait after each key, which ends once the process uses hardly any processor time:
    a play screen draws thirty frames a second, so each key took from forty milliseconds to two seconds.
    """
    if not await _nothing_ready():
        return
    with suppress(ScreenStackError):  # the app is closing
        app = active_app.get()
        app._check_resize()  # Textual waits for more sizes to come
        await _nothing_ready()
        if isinstance(app.screen, PlayScreen) and app.screen.deck.panes:
            for _ in range(RESTING_EVERY):
                app.screen.frame()
            await _nothing_ready()
        app.screen._on_timer_update()
    await _nothing_ready()


async def _nothing_ready() -> bool:
    """Give way until the event loop had twice nothing else to run; return whether there was anything.

    What waits for a time or a thread is not ready.
    """
    ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    for turn in range(MOST_TURNS):
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1
        if quiet == 2:
            return turn > 1
    return True


textual.app.wait_for_idle = textual.pilot.wait_for_idle = at_rest  # type: ignore[attr-defined]


def on_screen(test: Callable[P, Coroutine[None, None, None]]) -> Callable[P, None]:
    """Run a test that is a coroutine."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


async def until(pilot: Pilot[None], fact: Callable[[Unpack[Ts]], object], *values: *Ts) -> None:
    """Let the screen go on until `fact(*values)` is true; AssertionError after the deadline."""
    end = time.monotonic() + DEADLINE_S
    while not fact(*values):
        assert pilot.app.return_code != 1, "the app has crashed"
        assert time.monotonic() < end, "the fact has not come true"
        await pilot.pause(0.01)


@asynccontextmanager
async def menu(size: tuple[int, int] = (120, 36)) -> AsyncIterator[tuple[Pilot[None], MenuScreen]]:
    """The menu, with its patterns loaded."""
    app = ZmqPlay(FakeSource)
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, MenuScreen)
        await until(pilot, lambda: screen.found and screen.list.option_count)
        yield pilot, screen


@asynccontextmanager
async def playing(
    name: str = "push-pull",
    size: tuple[int, int] = (120, 36),
    start: Callable[[Pattern], FakeSource] = FakeSource,
    waiting_writes: Callable[[object], int] = lambda _app: 0,
    settings_path: Path | None = None,
    notifications: bool = False,
) -> AsyncIterator[tuple[Pilot[None], PlayScreen, FakeSource]]:
    """A play screen and its fake source, once the source is live or has failed."""
    app = ZmqPlay(start, partial(start, find(name)), waiting_writes=waiting_writes, settings_path=settings_path)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        source = screen.source
        assert isinstance(source, FakeSource)

        def can_speak() -> bool:
            none_can = source.controls is None or source.controls.speech is None or is_mute(source.guide)
            return screen.state == "live" and (none_can or bool(screen.entry.sender))

        await until(pilot, lambda: screen.deck.panes and (can_speak() or screen.opening.failed))
        yield pilot, screen, source


async def enter(pilot: Pilot[None], text: str) -> None:
    """Type a text and press Enter."""
    await pilot.press(*text, "enter")
