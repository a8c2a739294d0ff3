"""Each pane has a letter: g and the letter bring it; and the layout is reset in one step."""

from __future__ import annotations

import pytest
from textual.style import Style

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.dialogs.pane_list import PaneList
from zmqplay.ui.panes import PANES
from zmqplay.ui.play.tabs import Tab, tabs

OF_PUSH_PULL = [pane for pane in PANES if pane.name not in ("topics", "identities")]


def test_each_pane_has_a_letter_of_its_own_that_stands_in_its_title() -> None:
    letters = [pane.letter for pane in PANES]
    assert len(set(letters)) == len(PANES)
    assert all(pane.letter in pane.title.lower() for pane in PANES)
    assert not {*"jkqvg"} & {*letters}, "the list of panes has these keys itself"


def test_the_letter_is_underlined_in_the_name_of_each_pane() -> None:
    stack = [Tab(pane.name, pane.title, pane.letter) for pane in PANES]
    shown = tabs(stack, "load", 200, marked=True)
    underlined = [
        shown.plain[span.start : span.end].lower()
        for span in shown.spans
        if span.style == "underline" or (isinstance(span.style, Style) and span.style.underline)
    ]
    assert underlined == [pane.letter for pane in PANES]


@on_screen
async def test_g_and_a_letter_bring_each_pane() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape")
        for pane in OF_PUSH_PULL:
            await pilot.press("g", pane.letter)
            await until(pilot, lambda name: screen.deck.name_of(screen.focused) == name, pane.name)
            beside = ["messages"] if pane.name in ("topology", "lesson") else []
            assert screen.deck.visible_panes() == [pane.name, *beside]
            assert pilot.app.screen is screen


@on_screen
async def test_g_and_a_letter_bring_a_hidden_pane_back() -> None:
    async with playing() as (pilot, screen, _):
        screen.deck.hide("frames")
        await pilot.press("escape", "g", "f")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "frames")
        assert not screen.deck.hidden


@on_screen
async def test_g_twice_goes_to_the_oldest_message() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(100)
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        await pilot.press("g", "g")
        await until(pilot, lambda: screen.view.row == 0)
        assert pilot.app.screen is screen


@on_screen
async def test_what_is_typed_right_after_g_twice_stays_as_it_was_typed() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        for key in ("g", "g", "i", "a"):
            pilot.app.simulate_key(key)
        await until(pilot, lambda: screen.entry.line.value == "a")
        await pilot.press("b")
        await until(pilot, lambda: screen.entry.line.value == "ab")


@pytest.mark.parametrize("key", ["A", "R"])
@on_screen
async def test_one_key_in_the_list_brings_all_panes_back(key: str) -> None:
    async with playing() as (pilot, screen, _):
        for name in screen.deck.all[1:]:
            screen.deck.hide(name)
        await pilot.press("escape", "v")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaneList))
        await pilot.press(key, "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert not screen.deck.hidden
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology", "load", "messages", "frames"])


@on_screen
async def test_the_palette_resets_the_layout_and_the_focus_stays_where_one_sees_it() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "g", "e")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "ledger")
        await pilot.press("backslash")
        screen.deck.hide("topology")
        assert screen.deck.visible_panes() == ["ledger"]
        rows = {row.text: row for row in screen.palette_rows(1)}
        rows["Reset the layout"].act()
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology", "load", "messages", "frames"])
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "load")
