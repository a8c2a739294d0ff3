"""The help explains the pane in focus first, then all keys; its text stays in its columns, and can be searched."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.ui.piloting import menu, on_screen, playing, until
from zmqplay.ui.dialogs.help_screen import HelpScreen
from zmqplay.ui.dialogs.help_text import Row, Section, drawn, found, sections
from zmqplay.ui.panes import PANES
from zmqplay.ui.panes.legends import LEGENDS
from zmqplay.ui.panes.lesson import LessonPane
from zmqplay.ui.play.completion import usages
from zmqplay.ui.play.key_table import PLAY_KEYS

ALL = sections(PLAY_KEYS, usages())


async def _opened(pilot: Pilot[None], key: str) -> HelpScreen:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen) and _lines(pilot.app.screen))
    opened = pilot.app.screen
    assert isinstance(opened, HelpScreen)
    return opened


def _lines(screen: HelpScreen) -> list[str]:
    return [line for line in str(screen.text.content).splitlines() if line.strip()]


def test_the_signs_and_columns_of_each_pane_are_explained() -> None:
    assert set(LEGENDS) == {pane.name for pane in PANES}


def test_the_key_of_the_lesson_is_explained_once() -> None:
    own = {name for key in LessonPane().keys for name in key.keys.split(",")}
    assert own.isdisjoint(keys for keys, _ in LEGENDS["lesson"])


@pytest.mark.parametrize("sign", ["●", "○", "‖", "▪", "✕", "┄", "╳", "done", "share", "wait", "busy", "took"])
def test_what_a_newcomer_asks_for_is_explained(sign: str) -> None:
    assert any(sign in keys for rows in LEGENDS.values() for keys, _ in rows)


@on_screen
async def test_the_help_begins_with_the_pane_in_focus() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape")
        for name, says in (("load", "share"), ("ladder", "╳"), ("topology", "‖")):
            screen.deck.bring(name)
            await until(pilot, lambda name: screen.deck.name_of(screen.focused) == name, name)
            lines = _lines(await _opened(pilot, "question_mark"))
            assert lines[0] == f"The pane {screen.deck.title_of(name)}"
            assert any(says in line for line in lines[1:20]), lines
            assert len([line for line in lines if line == lines[0]]) == 1
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_while_one_types_the_help_begins_with_the_input_line() -> None:
    async with playing() as (pilot, _screen, _):
        lines = _lines(await _opened(pilot, "f1"))
        assert lines[0] == "While you type"
        assert "The pane Topology" in lines[:12]


@on_screen
async def test_over_the_menu_the_help_begins_with_the_menu() -> None:
    async with menu() as (pilot, _):
        lines = _lines(await _opened(pilot, "question_mark"))
        assert lines[0] == "Menu"
        assert lines.count("Menu") == 1


@pytest.mark.parametrize("width", [50, 70, 86, 200])
def test_a_long_line_of_help_stays_in_its_column(width: int) -> None:
    lines = drawn(ALL, width).plain.splitlines()
    assert max(map(len, lines)) <= width
    titles = {section.title for section in ALL}
    assert all(line.startswith("  ") for line in lines if line and line not in titles)
    long = Section("Keys", (Row("k", "a word " * 40),))
    meaning = drawn([long], width).plain.splitlines()[1:]
    assert len(meaning) > 1
    assert len({len(line) - len(line[3:].lstrip()) for line in meaning if line}) == 1


def test_a_search_finds_rows_by_words_in_any_order() -> None:
    hits = [row for section in found(ALL, "PANE hide") for row in section.rows]
    assert "hide this pane" in [row.about for row in hits]
    assert all("pane" in (row.keys + row.about).lower() and "hid" in (row.keys + row.about).lower() for row in hits)
    assert found(ALL, "no such thing") == []
    assert found(ALL, "") == ALL


@on_screen
async def test_the_help_is_searched_by_key_and_esc_ends_the_search_before_the_help() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape")
        opened = await _opened(pilot, "question_mark")
        everything = _lines(opened)
        await pilot.press("slash", *"p99")
        await until(pilot, lambda: 0 < len(_lines(opened)) < 12)
        assert any("99 of 100" in line for line in _lines(opened))
        await pilot.press("escape")
        await until(pilot, lambda: _lines(opened) == everything)
        assert pilot.app.screen is opened
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
