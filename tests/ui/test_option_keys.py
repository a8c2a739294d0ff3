"""Below the socket options stand the keys that work now: those of the table, of the search, or of a value."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.dialogs.options_screen import OptionsScreen
from zmqplay.ui.keys.key_line import KeyLine


def keys(screen: OptionsScreen) -> list[str]:
    """The keys as they are shown."""
    return re.split(r"\s{2,}", str(screen.query_one(KeyLine).content).strip())


async def opened(pilot: Pilot[None]) -> OptionsScreen:
    """The panel of the first worker, once it is drawn."""
    await pilot.press("escape", "2", "o")
    screen = pilot.app.screen
    assert isinstance(screen, OptionsScreen)
    await until(pilot, lambda: screen.query("#options KeyLine") and "enter change" in keys(screen))
    return screen


@pytest.mark.parametrize("leave", ["escape", "enter"])
@on_screen
async def test_while_a_value_is_typed_only_its_keys_are_shown(leave: str) -> None:
    async with playing() as (pilot, _, _source):
        screen = await opened(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: keys(screen) == ["enter set", "esc leave it"])
        await pilot.press(leave)
        await until(pilot, lambda: "/ search" in keys(screen))


@on_screen
async def test_while_words_are_searched_for_only_keys_that_work_then_are_shown() -> None:
    async with playing() as (pilot, _, _source):
        screen = await opened(pilot)
        await pilot.press("slash", "e")
        await until(pilot, lambda: keys(screen) == ["↑↓ choose", "enter keep it", "esc no search", "tab node or role"])
        before = screen.at
        await pilot.press("down")
        assert screen.at == before + 1
        await pilot.press("enter")
        await until(pilot, lambda: "space switch" in keys(screen))


@on_screen
async def test_a_click_on_the_key_below_sets_the_typed_value() -> None:
    async with playing() as (pilot, _, source):
        screen = await opened(pilot)
        screen.at = next(at for at, option in enumerate(screen.options) if option.name == "RCVHWM")
        await pilot.press("enter", *"77")
        await until(pilot, lambda: keys(screen) == ["enter set", "esc leave it"])
        await pilot.click("#options KeyLine", offset=(2, 0))
        await until(pilot, lambda: source.wiring.option_of("worker-1", "RCVHWM") == 77)
