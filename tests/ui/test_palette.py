"""The palette and the help: every key and command is offered and explained."""

from __future__ import annotations

import pytest
from textual.command import Hit

from tests.ui.piloting import on_screen, playing, until
from zmqplay.patterns import PATTERNS
from zmqplay.ui.dialogs.help_text import drawn, sections
from zmqplay.ui.dialogs.palette import OfferedCommands
from zmqplay.ui.play.completion import usages
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.screen import PlayScreen


def _rows(screen: PlayScreen) -> dict[str, str]:
    return {text: about for text, about, _ in OfferedCommands(screen).rows(64)}


@on_screen
async def test_every_key_and_command_stands_in_the_palette_and_in_the_help() -> None:
    async with playing("publish-subscribe") as (_, screen, _session):
        rows, helped = _rows(screen), drawn(sections(PLAY_KEYS, usages()), 300).plain
        for key in PLAY_KEYS:
            assert key.about in helped
            assert key.shown in helped
            if key.action and key.in_palette:
                assert rows[key.about[0].upper() + key.about[1:]] == f"{key.label}  key {key.shown}".lstrip()
        assert {"/kill subscriber-2", "/work …", "/option …", "/undo"} <= set(rows)
        assert all(f"Play {pattern.title}" in rows for pattern in PATTERNS)


@on_screen
async def test_a_row_that_needs_more_begins_it_in_the_input_line_with_what_is_selected() -> None:
    async with playing() as (pilot, screen, source):
        screen.nodes.take("/work ")
        assert screen.entry.line.value == "/work "
        screen.view.node = "worker-1"
        screen.nodes.take("/work ")
        assert screen.entry.line.value == "/work worker-1 "
        screen.nodes.take("/rate ")
        assert screen.entry.line.value == "/rate "
        screen.nodes.take("/freeze worker-1")
        assert source.asked[-1] == ("freeze", "worker-1")
        await pilot.press("escape")


@pytest.mark.parametrize(
    ("query", "first"), [("pause", "Hold the view; the nodes and the counts go on"), ("light", "Theme light")]
)
@on_screen
async def test_the_palette_finds_first_what_has_the_word(query: str, first: str) -> None:
    async with playing() as (_, screen, _source):
        hits = [hit async for hit in OfferedCommands(screen).search(query) if isinstance(hit, Hit)]
        assert str(max(hits, key=lambda hit: hit.score).match_display) == first


def test_no_two_keys_are_the_same() -> None:
    keys = [name for key in PLAY_KEYS for name in key.keys.split(",") if key.keys != "q"]
    assert len(keys) == len(set(keys))


@on_screen
async def test_while_a_node_is_selected_the_keys_below_are_those_of_nodes() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape", "2")
        for shown in ("m node", "space freeze", "s work time", "ctrl+k kill", "? help"):
            await until(pilot, lambda shown: shown in str(screen.key_line.content), shown)
        await pilot.press("2")
        await until(pilot, lambda: "p pause" in str(screen.key_line.content))
