"""Sources with few controls: one without any, like a recording, and one with controls of nodes only."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import OptionList

from tests.ui.fake_source import FakeControls, FakeSource, ToldSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.control.absent import why_absent
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.dialogs.node_menu import NodeMenu
from zmqplay.ui.dialogs.palette import OfferedCommands
from zmqplay.ui.look.theme import FAINT
from zmqplay.ui.play.key_table import PLAY_KEYS, PlayKey
from zmqplay.ui.play.screen import PlayScreen

LEADS_AWAY = ("app.quit", "panes.back")


def recorded(pattern: Pattern) -> ToldSource:
    """A source with a history and no controls."""
    source = ToldSource(pattern)
    source.controls = None
    return source


def nodes_only(pattern: Pattern) -> FakeSource:
    """A source with controls of nodes only."""
    source = FakeSource(pattern)
    source.controls = FakeControls(nodes=source.nodes)
    return source


def faint(screen: PlayScreen) -> set[str]:
    """The faint keys of the key line."""
    content = screen.key_line.content
    assert isinstance(content, Content)
    return {content.plain[span.start : span.end].strip() for span in content.spans if span.style == FAINT}


def _needing(*needs: str) -> list[PlayKey]:
    return [key for key in PLAY_KEYS if key.needs in needs]


@pytest.mark.parametrize("pattern", [pattern.name for pattern in PATTERNS])
@on_screen
async def test_every_pane_of_a_recording_is_seen_and_every_key_can_be_pressed(
    pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where ctrl+s saves the message
    async with playing(pattern, (200, 60), recorded) as (pilot, screen, source):
        await pilot.press("escape", "2")
        for name in screen.deck.all:
            screen.panes.show(name)
            await until(pilot, lambda shown: shown in screen.deck.visible_panes(), name)
        for key in PLAY_KEYS:
            if key.keys and key.name not in LEADS_AWAY:
                await pilot.press(key.keys.split(",")[0])
                if pilot.app.screen is not screen:
                    await pilot.press("escape")
                    await until(pilot, lambda: pilot.app.screen is screen)
                screen.deck.focus_active()
        assert source.asked == []
        assert pilot.app.return_code is None
    assert len(list(tmp_path.iterdir())) == 1


@on_screen
async def test_a_key_that_can_do_nothing_is_faint_and_says_why_when_it_is_pressed() -> None:
    async with playing(size=(300, 36), start=recorded) as (pilot, screen, _):
        assert "send" in faint(screen)
        await pilot.press("escape", "2")
        for key in _needing("nodes", "speech", "wiring"):
            screen.hint.say("")
            screen.action_do(key.name)
            assert key.needs is not None
            assert screen.hint.text == why_absent(None, key.needs)
        await until(pilot, lambda: {"freeze", "kill", "restart"} <= faint(screen))
        await until(pilot, lambda: not {"m", "?", "i", "tab"} & faint(screen))


@on_screen
async def test_what_is_typed_to_a_recording_is_answered_and_stays() -> None:
    async with playing(start=recorded) as (pilot, screen, _):
        await enter(pilot, "hello")
        await until(pilot, lambda: screen.hint.text == why_absent(None, "speech"))
        assert screen.entry.line.value == "hello"
        screen.entry.line.value = ""
        await enter(pilot, "/kill worker-1")
        await until(pilot, lambda: screen.hint.text == why_absent(None, "nodes", "/kill"))
        assert screen.entry.line.value == "/kill worker-1"


@on_screen
async def test_the_menu_of_a_node_shows_faint_what_cannot_be_done_and_says_why() -> None:
    async with playing(start=recorded) as (pilot, screen, _):
        await pilot.press("escape", "2", "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu) and pilot.app.screen.query(OptionList))
        menu = pilot.app.screen
        assert isinstance(menu, NodeMenu)
        assert all(row.is_faint for row in menu.rows)
        await pilot.press("enter")
        await until(pilot, lambda: screen.hint.text == why_absent(None, "nodes"))


@on_screen
async def test_the_palette_offers_no_command_that_cannot_be_done() -> None:
    async with playing(start=nodes_only) as (_, screen, _source):
        offered = {row.text.split()[0] for row in OfferedCommands(screen).rows(4)}
        assert {"/kill", "/add", "/undo"} <= offered
        assert not {"/rate", "/send", "/option", "/wire", "/subscribe"} & offered


@on_screen
async def test_where_only_nodes_can_be_controlled_they_are_and_the_rest_says_why_not() -> None:
    async with playing(start=nodes_only) as (pilot, screen, source):
        await pilot.press("escape", "plus")
        await until(pilot, lambda: source.asked == [("add", "worker")])
        for key in _needing("speech", "wiring"):
            screen.action_do(key.name)
            assert key.needs is not None
            assert screen.hint.text == why_absent(None, key.needs)
        await pilot.press("2", "ctrl+k", "u")
        await until(pilot, lambda: source.asked[1:] == [("kill", "worker-1"), ("restart", "worker-1")])
        assert not {"freeze", "kill"} & faint(screen)
