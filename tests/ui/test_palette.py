"""The palette and the help: every key and command is offered and explained."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events
from textual.command import CommandList, Hit

from tests.ui.piloting import on_screen, playing, until
from zmqplay.patterns import PATTERNS
from zmqplay.ui.dialogs.help_text import drawn, sections
from zmqplay.ui.dialogs.palette import TEXT_WIDTH, OfferedCommands, Palette, PaletteRow, one_line
from zmqplay.ui.play.completion import usages
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.screen import PlayScreen


def _rows(screen: PlayScreen) -> dict[str, PaletteRow]:
    return {row.text: row for row in OfferedCommands(screen).rows(64)}


async def _found(screen: PlayScreen, query: str) -> list[str]:
    """The rows that a query finds, as they are drawn, the best first."""
    hits = [hit async for hit in OfferedCommands(screen).search(query) if isinstance(hit, Hit)]
    return [str(hit.match_display) for hit in sorted(hits, key=lambda hit: hit.score, reverse=True)]


@on_screen
async def test_every_key_and_command_stands_in_the_palette_and_in_the_help() -> None:
    async with playing("publish-subscribe") as (_, screen, _session):
        rows, helped = _rows(screen), drawn(sections(PLAY_KEYS, usages()), 300).plain
        for key in PLAY_KEYS:
            assert key.about in helped
            assert key.shown in helped
            if key.action and key.in_palette:
                name = key.label or key.about.partition("; ")[0]
                assert rows[name[0].upper() + name[1:]].key == key.shown
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
    ("query", "first"),
    [
        ("pause", "Pause"), ("light", "Theme light"), ("doctor", "Doctor"), ("kill", "Kill"), ("quit", "Quit"),
        ("kill wor", "/kill worker-1"),
        ("/rate", "/rate …"), ("worker-2", "/stop worker-2"), ("conflated", "Manual: The ledger"),
    ],
)  # fmt: skip
@on_screen
async def test_the_palette_finds_first_what_has_the_word(query: str, first: str) -> None:
    async with playing() as (_, screen, _source):
        assert (await _found(screen, query))[0].split("  ")[0] == first


@on_screen
async def test_letters_that_only_happen_to_fit_are_found_where_nothing_has_the_word() -> None:
    async with playing() as (_, screen, _source):
        assert not any("producer-1" in row for row in await _found(screen, "pause"))
        assert "Screenshot" in (await _found(screen, "scrsht"))[0]
        assert await _found(screen, "zzzz") == []


@on_screen
async def test_what_each_row_does_begins_in_the_same_column() -> None:
    async with playing("publish-subscribe") as (_, screen, _session):
        assert [text for text in _rows(screen) if cell_len(text) > TEXT_WIDTH] == []


def test_a_row_is_one_line_with_the_key_at_its_right() -> None:
    row = PaletteRow("Pause", "hold the view; the nodes and the counts go on", lambda: None, "p")
    for width in (30, 55, 87):
        line = one_line(row, width, "paus")
        assert line.cell_length == width
        assert line.plain.startswith("Pause ")
        assert line.plain.endswith("  p")
    assert "hold the view; the nodes and the counts go on" in one_line(row, 87).plain
    assert "\x1b" not in one_line(row._replace(text="/kill \x1b[2J", about="[red]"), 60).plain
    assert "[red]" in one_line(row._replace(about="[red]"), 60).plain


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_the_palette_is_as_wide_as_can_be_read_and_in_the_middle(size: tuple[int, int]) -> None:
    async with playing(size=size) as (pilot, screen, _):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        rows, box = pilot.app.screen.query_one(CommandList), pilot.app.screen.query_one("#--container")
        await until(pilot, lambda: rows.option_count and rows.region.height and box.region.width == min(92, size[0]))
        left, right = box.region.x, size[0] - box.region.right
        assert abs(left - right) <= 1
        assert 0 < box.region.y <= size[1] - box.region.bottom + 1
        lines = [rows.render_line(y).text for y in range(rows.region.height)]
        assert all(line.rstrip().endswith(key) for line, key in zip(lines, ("\\", "alt+→", "alt+←"), strict=False))
        assert lines[1].split()[0] == "Wider", "each row is one line"
        await pilot.press("ctrl+p", *"pause", "enter")
        await until(pilot, lambda: screen.view.paused)


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


@on_screen
async def test_a_click_beyond_a_window_that_has_shrunk_closes_the_palette_as_one_beside_it_does() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and pilot.app.screen.query(CommandList))
        await pilot.pause()
        beyond = (5, pilot.app.size.height + 3)
        palette = pilot.app.screen
        palette.post_message(events.Click(palette, *beyond, 0, 0, 1, False, False, False, *beyond))
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_a_search_that_ends_after_the_palette_has_closed_changes_nothing() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and pilot.app.screen.query(CommandList))
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        listed = palette.query_one(CommandList)
        await until(pilot, lambda: listed.option_count)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen and not palette.query(CommandList))
        palette._refresh_command_list(listed, [], True)
