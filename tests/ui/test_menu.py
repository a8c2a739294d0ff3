"""The menu: every pattern is chosen by arrows, letters and the mouse, and opens."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.ui.piloting import menu, on_screen, until
from tests.ui.terminals import PLAY_AND_END, PseudoTerminal, terminal_with
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.dialogs.help_screen import HelpScreen
from zmqplay.ui.dialogs.help_text import MENU_KEYS
from zmqplay.ui.dialogs.palette import Palette
from zmqplay.ui.menu.last_line import MenuLine
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.menu.sketch import details, sketch
from zmqplay.ui.play.screen import PlayScreen


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_every_pattern_is_in_the_menu_at_every_size(size: tuple[int, int]) -> None:
    async with menu(size) as (pilot, screen):
        await until(pilot, lambda: screen.list.option_count == len(PATTERNS))
        await until(pilot, lambda: screen.details_box.border_title == PATTERNS[0].title)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_the_menu_says_how_ones_own_programs_are_watched_and_joined(size: tuple[int, int]) -> None:
    async with menu(size) as (pilot, screen):
        said = [one for one in screen.query(".aside").results(Static) if "zmqplay trace, join" in str(one.content)]
        await until(pilot, lambda: [one.region.width for one in said] == [len(str(one.content)) for one in said] != [])
        assert all(one.region.right <= size[0] for one in said)


@on_screen
async def test_arrows_choose_and_enter_opens() -> None:
    async with menu() as (pilot, screen):
        await pilot.press("down", "down", "up", "down")
        assert screen.chosen is PATTERNS[2]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen))
        assert isinstance(pilot.app.screen, PlayScreen)
        assert pilot.app.screen.source.guide.name == PATTERNS[2].name


@on_screen
async def test_escape_leads_back_and_another_pattern_opens() -> None:
    async with menu() as (pilot, screen):
        for _ in range(2):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen) and pilot.app.screen.state == "live")
            await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen) and pilot.app.screen.deck.panes)
            await pilot.press("escape", "escape", "escape")
            await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_letters_search_in_names_and_summaries_and_enter_opens_what_was_found() -> None:
    async with menu() as (pilot, screen):
        for typed, name in (
            ("pubsub", "publish-subscribe"),
            ("pip", "pipeline"),
            ("dealer", "dealer-router"),
            ("ventilator", "pipeline"),
            ("RPC", "request-reply"),
        ):
            await pilot.press("escape", *typed)
            assert screen.search.value == typed
            await until(pilot, lambda name: screen.chosen and screen.chosen.name == name, name)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen))


@on_screen
async def test_a_search_that_finds_nothing_says_so_and_escape_shows_all() -> None:
    async with menu() as (pilot, screen):
        await pilot.press("slash", *"zzz", "enter")
        await until(pilot, lambda: not screen.found and "Nothing matches" in str(screen.details.content))
        assert isinstance(pilot.app.screen, MenuScreen)
        assert screen.details_box.border_title == ""
        assert "play" not in str(screen.key_line.content)
        await pilot.press("escape")
        await until(pilot, lambda: screen.found == list(PATTERNS) and "enter play" in str(screen.key_line.content))


@on_screen
async def test_every_letter_begins_a_search_and_none_quits() -> None:
    async with menu() as (pilot, screen):
        for letter in "qjk":
            await pilot.press(letter)
            await until(pilot, lambda letter: screen.search.value == letter, letter)
            await pilot.press("escape")
        await pilot.press("escape")
        line = screen.query_one(MenuLine)
        await until(pilot, lambda: line.display and line.text == "ctrl+q quits")
        assert pilot.app.is_running


@pytest.mark.parametrize(("size", "is_cut"), [((60, 18), True), ((120, 36), False)])
@on_screen
async def test_details_that_do_not_fit_say_how_many_lines_are_missing(size: tuple[int, int], is_cut: bool) -> None:
    async with menu(size) as (pilot, screen):
        await until(pilot, lambda: screen.details_box.border_title == PATTERNS[0].title)
        await until(pilot, lambda: ("more lines" in str(screen.details_box.border_subtitle)) is is_cut)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
def test_the_first_paint_in_a_terminal_has_each_pattern_and_its_sockets_in_one_row(
    size: tuple[int, int], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", PLAY_AND_END, "", str(tmp_path / "closed")]
    with terminal_with(command, size) as shown:
        shown.shows("choose a pattern, enter plays it", "enter play")
        for pattern in PATTERNS:
            shown.until(partial(_is_one_row, pattern, shown))


def _is_one_row(pattern: Pattern, shown: PseudoTerminal) -> bool:
    return any(f" {pattern.title} " in row and sketch(pattern).plain in row for row in shown.text.splitlines())


@on_screen
async def test_a_click_opens_a_pattern() -> None:
    async with menu() as (pilot, screen):
        await until(pilot, lambda: screen.list.option_count == len(PATTERNS))
        await pilot.click("#patterns", offset=(5, 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen))


@on_screen
async def test_the_menu_is_left_by_ctrl_q() -> None:
    async with menu() as (pilot, _):
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
        assert pilot.app.return_code == 0


@pytest.mark.parametrize("key", ["question_mark", "f1"])
@on_screen
async def test_help_opens_over_the_menu_and_escape_closes_it(key: str) -> None:
    async with menu() as (pilot, screen):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_a_terminal_that_is_too_small_is_told_the_size_it_needs() -> None:
    async with menu() as (pilot, screen):
        cover = screen.query_one("#too-small")
        await pilot.resize_terminal(40, 10)
        await until(pilot, lambda: cover.display and "60×18, this is 40×10" in str(cover.render()))
        await pilot.resize_terminal(60, 18)
        await until(pilot, lambda: not cover.display)


def test_sockets_are_sketched_from_the_wires() -> None:
    sketches = {pattern.name: sketch(pattern).plain for pattern in PATTERNS}
    assert sketches["push-pull"] == "PUSH ●─○ PULL ×3"
    assert sketches["request-reply"] == "REQ ×2 ○─● REP"
    assert sketches["pipeline"] == "PUSH ●─○ PULL ×3 PUSH ○─● PULL"
    assert all(len(drawn) < 40 for drawn in sketches.values())


def test_the_details_name_every_role_and_endpoint() -> None:
    for pattern in PATTERNS:
        text = details(pattern, spacious=True).plain
        assert all(role.name in text for role in pattern.roles)
        assert all(wire.address in text for wire in pattern.wires)
        assert "Try" in text


PRESSED = {"↑": "up", "↓": "down", "/": "slash", "?": "question_mark", "F1": "f1", "a letter": "j", "ctrl+q": "ctrl+q"}
"""The key to press for a name in the help, where Textual calls it otherwise."""
MOUSE = {"wheel", "click"}


@pytest.mark.parametrize(
    ("shown", "about"),
    [(key, about) for keys, about in MENU_KEYS for key in re.split(" {2,}| (?=[↑↓])|(?<=[↑↓]) ", keys)],
)
@on_screen
async def test_each_key_that_the_help_names_for_the_menu_does_what_it_says(shown: str, about: str) -> None:
    does: dict[str, Callable[[MenuScreen], object]] = {
        "play": lambda screen: isinstance(screen.app.screen, PlayScreen),
        "choose": lambda screen: screen.chosen not in (None, PATTERNS[0]),
        "search": lambda screen: screen.search.has_focus,
        "this": lambda screen: isinstance(screen.app.screen, HelpScreen),
        "the": lambda screen: isinstance(screen.app.screen, Palette),
        "quit": lambda screen: not screen.app.is_running,
    }
    async with menu() as (pilot, screen):
        await until(pilot, lambda: screen.list.option_count == len(PATTERNS) and screen.chosen is not None)
        if shown not in MOUSE:
            await pilot.press(PRESSED.get(shown, shown))
            await until(pilot, lambda: does[about.split()[0]](screen))
