"""Panes are hidden and brought back, by key and by mouse; hidden panes stay hidden at every size."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.guide import Guide
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.pane_list import PaneList
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes import PANES
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.settings import load
from zmqplay.ui.textual_private import upper_border


@on_screen
async def test_a_key_hides_the_pane_that_has_the_focus_and_its_neighbour_takes_the_room_and_the_focus() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "H")
        deck = screen.deck
        assert deck.visible_panes() == ["load", "messages", "frames"]
        await until(pilot, lambda: deck.name_of(screen.focused) == "load")
        await until(pilot, lambda: deck.panes["load"].size.height > 25)
        assert screen.hint.text == "Topology is hidden; v brings it back"
        await pilot.press("H")
        await until(pilot, lambda: deck.name_of(screen.focused) == "ledger")
        assert "load" not in deck.order


@on_screen
async def test_where_a_column_has_nothing_left_the_other_takes_its_room() -> None:
    async with playing() as (pilot, screen, _):
        for name in ("messages", "ladder", "frames"):
            assert screen.deck.hide(name)
        await until(pilot, lambda: screen.deck.panes["topology"].outer_size.width == 120)


@on_screen
async def test_the_last_pane_cannot_be_hidden() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", *["H"] * len(screen.deck.all))
        assert len(screen.deck.visible_panes()) == 1
        assert "is the last pane that is shown, so it stays" in screen.hint.text
        assert screen.deck.name_of(screen.focused) == screen.deck.active
        await pilot.press("tab", "backslash", "backslash", "escape")
        assert screen.deck.visible_panes() == [screen.deck.active]


@pytest.mark.parametrize(("key", "name"), [(pane.key, pane.name) for pane in PANES if pane.key])
@on_screen
async def test_a_pane_that_is_asked_for_by_name_is_hidden_no_more(key: str, name: str) -> None:
    async with playing() as (pilot, screen, _):
        screen.deck.hide(name)
        await pilot.press("escape", "tab", "tab", key)
        assert name in screen.deck.visible_panes()
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == name)


@on_screen
async def test_a_hidden_pane_that_was_maximised_leaves_the_next_one_maximised() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "backslash", "H")
        assert screen.deck.visible_panes() == ["load"]
        await pilot.press("backslash")
        assert screen.deck.visible_panes() == ["load", "messages", "frames"]


@on_screen
async def test_hiding_a_pane_while_one_types_leaves_one_typing() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press(*"half a mess")
        screen.panes.hide("topology")
        await pilot.press(*"age")
        assert screen.entry.line.value == "half a message"


def _ticked(listed: PaneList) -> list[str]:
    return [option.id or "" for option in listed.list.options if "■" in str(option.prompt)]


async def _opened(pilot: Pilot[None]) -> PaneList:
    await until(pilot, lambda: isinstance(pilot.app.screen, PaneList) and pilot.app.screen.list.region)
    listed = pilot.app.screen
    assert isinstance(listed, PaneList)
    return listed


@on_screen
async def test_the_list_of_panes_hides_and_brings_back_by_key() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "v")
        listed = await _opened(pilot)
        assert _ticked(listed) == list(screen.deck.all)
        await pilot.press("space", "down", "enter")
        await until(pilot, lambda: screen.deck.hidden == {"topology", "messages"})
        await until(pilot, lambda: _ticked(listed) == list(screen.deck.all[2:]))
        await pilot.press("space")
        await until(pilot, lambda: screen.deck.hidden == {"topology"})
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_the_list_opens_from_a_border_and_obeys_the_mouse() -> None:
    async with playing() as (pilot, screen, _):
        load = screen.deck.panes["load"]
        title = upper_border(load)
        assert title is not None
        await pilot.click(offset=(load.region.x + 3 + title.plain.index("≡"), load.region.y))
        listed = await _opened(pilot)
        await pilot.click(OptionList, offset=(6, 1 + screen.deck.all.index("frames")))
        await until(pilot, lambda: screen.deck.hidden == {"frames"})
        await pilot.click(OptionList, offset=(6, 1 + screen.deck.all.index("frames")))
        await until(pilot, lambda: not screen.deck.hidden)
        await pilot.click(listed, offset=(2, 2))
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_the_list_says_that_the_last_pane_stays() -> None:
    async with playing() as (pilot, screen, _):
        for name in screen.deck.all[1:]:
            screen.deck.hide(name)
        await pilot.press("escape", "v")
        listed = await _opened(pilot)
        await pilot.press("space")
        await until(pilot, lambda: listed.list.border_subtitle == "one pane has to stay")
        assert _ticked(listed) == ["topology"]


@on_screen
async def test_the_palette_hides_and_shows_panes_by_name() -> None:
    async with playing() as (pilot, screen, _):
        for words, hidden in (("Hide Load", True), ("Show Load", False)):
            await pilot.press("ctrl+p")
            await until(pilot, lambda: pilot.app.screen.query("CommandInput"))
            await pilot.press(*words)
            await until(pilot, lambda words: words in _first_hit(pilot), words)
            await pilot.press("enter")
            await until(pilot, lambda hidden: ("load" in screen.deck.hidden) == hidden, hidden)
        assert "load" in screen.deck.visible_panes()


def _first_hit(pilot: Pilot[None]) -> str:
    hits = pilot.app.screen.query(OptionList)
    return str(hits.first().get_option_at_index(0).prompt) if hits and hits.first().option_count else ""


def test_what_is_hidden_is_remembered_for_its_pattern(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"

    hidden: list[list[str]] = []

    @on_screen
    async def played(hide: bool, pattern: str = "push-pull") -> None:
        app = ZmqPlay(FakeSource, partial(FakeSource, find(pattern)), settings_path=path)
        async with app.run_test(size=(120, 36)) as pilot:
            screen = app.screen
            assert isinstance(screen, PlayScreen)
            await until(pilot, lambda: screen.deck.panes)
            if hide:
                await pilot.press("escape", "H")
            hidden.append(sorted(screen.deck.hidden))

    played(True)
    assert load(path)[0].layouts["push-pull"].hidden == ["topology"]
    played(False)
    played(False, "pair")
    assert hidden == [["topology"], ["topology"], []]


def test_a_file_that_hides_every_pane_hides_none() -> None:
    deck = Deck(("load",), lambda: Guide("push-pull", "Push–Pull"), print)
    layout = deck.as_remembered()
    layout.hidden = [*deck.all]
    deck.restore(layout)
    assert not deck.hidden


@on_screen
async def test_no_resize_loses_anything() -> None:
    async with playing(size=(200, 60)) as (pilot, screen, source):
        source.speech.burst(200)
        await pilot.press(*"half typed", "escape")
        screen.view.filter = "Task"
        screen.deck.hide("doctor")
        screen.deck.bring("ledger", focus=False)
        screen.deck.bring("messages")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        await pilot.press("up", "up", "up", "3")
        await until(pilot, lambda: screen.view.message is not None)
        chosen, front = screen.view.message, screen.deck.as_remembered()
        for size in ((80, 24), (60, 18), (40, 10), (240, 70), (200, 60)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size: pilot.app.size == size, size)
            await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
            assert "messages" in screen.deck.visible_panes()
            assert screen.deck.as_remembered() == front
            assert screen.entry.line.value == "half typed"
            assert (screen.view.message, screen.view.node, screen.view.filter) == (chosen, "worker-2", "Task")
        await until(pilot, lambda: "ledger" in screen.deck.visible_panes())
        assert "doctor" in screen.deck.hidden
        await pilot.press("backslash")
        for size in ((80, 24), (240, 70), (200, 60)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: screen.deck.visible_panes() == ["messages"])
        await pilot.press("backslash")
        await until(pilot, lambda: len(screen.deck.visible_panes()) == 5)


@on_screen
async def test_the_chosen_message_stays_in_view_through_every_resize() -> None:
    async with playing(size=(200, 60)) as (pilot, screen, source):
        source.speech.burst(300)
        screen.deck.bring("messages")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        await pilot.press("up", *["pageup"] * 3)
        await until(pilot, lambda: screen.view.row is not None and screen.view.row < 250)
        chosen = screen.view.message
        assert chosen is not None
        pane = screen.deck.panes["messages"]
        for size in ((80, 24), (60, 18), (240, 70), (200, 60)):
            await pilot.resize_terminal(*size)
            source.speech.send("producer-1", "one more")
            await until(pilot, lambda: pane.outer_size.width and _stands_in(pane, f"Task {chosen.row + 1} "))
            assert screen.view.message is chosen


def _stands_in(pane: LinePane, text: str) -> bool:
    lines = ["".join(piece.text for piece in pane.render_line(y)) for y in range(pane.area.height)]
    return any(text in line for line in lines)
