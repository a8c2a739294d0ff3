"""Themes are found by name, shown, and remembered; so is the arrangement of a pattern's panes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, until
from zmqplay.patterns import find as find_pattern
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.look.theme import DARK, LIGHT, UnknownTheme, find
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.settings import load


def test_a_theme_is_found_by_the_name_that_the_palette_shows() -> None:
    app = ZmqPlay(FakeSource)
    assert [find(name) for name in app.available_themes] == [*app.available_themes]
    assert {"dark", "light", "contrast", "colourblind", "nord"} <= {*app.available_themes}


def test_a_theme_that_was_remembered_by_its_former_name_is_found() -> None:
    assert [find(name) for name in ("zmqplay", "zmqplay-light")] == [DARK.name, LIGHT.name]


def test_an_unknown_theme_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownTheme, match="there is no theme 'ligt'; there are dark, light, contrast, colourblind"):
        find("ligt")


@on_screen
async def test_a_theme_that_is_asked_for_is_shown() -> None:
    app = ZmqPlay(FakeSource, theme=LIGHT.name)
    async with app.run_test():
        assert app.theme == LIGHT.name


@on_screen
async def test_each_theme_can_be_worn_also_those_of_textual() -> None:
    app = ZmqPlay(FakeSource, partial(FakeSource, find_pattern("push-pull")))
    async with app.run_test() as pilot:
        for name in app.available_themes:
            app.theme = name
            await pilot.pause()
            assert app.screen.query_one(KeyLine).render_line(0).text.strip(), name


@asynccontextmanager
async def played_with(path: Path) -> AsyncIterator[tuple[Pilot[None], PlayScreen]]:
    """A play screen of an app whose settings are in the file `path`."""
    app = ZmqPlay(FakeSource, partial(FakeSource, find_pattern("push-pull")), settings_path=path)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await until(pilot, lambda: screen.deck.panes)
        yield pilot, screen


def test_a_theme_and_a_layout_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"

    @on_screen
    async def the_first_time() -> None:
        async with played_with(path) as (pilot, screen):
            screen.deck.bring("ledger")
            pilot.app.theme = LIGHT.name
            await pilot.press("escape", "escape", "escape")  # to the panes, to be asked, to the menu
            await until(pilot, lambda: load(path)[0].layouts["push-pull"].front == ["ledger"])

    @on_screen
    async def the_second_time() -> None:
        async with played_with(path) as (pilot, screen):
            assert pilot.app.theme == LIGHT.name
            assert "ledger" in screen.deck.visible_panes()

    the_first_time()
    assert load(path)[0].theme == LIGHT.name
    the_second_time()
