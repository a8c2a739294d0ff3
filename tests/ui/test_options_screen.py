"""The panel of socket options: its values are right, and each change is made, answered and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec import structs
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.options import BY_NAME, options_for
from zmqplay.patterns import PATTERNS
from zmqplay.ui.dialogs.option_trials import TRIALS
from zmqplay.ui.dialogs.options_screen import OptionsScreen


@asynccontextmanager
async def panel(
    name: str = "push-pull", digit: str = "2", size: tuple[int, int] = (120, 36), *, notifications: bool = False
) -> AsyncIterator[tuple[Pilot[None], OptionsScreen, FakeSource]]:
    """The panel of one node, once it is drawn."""
    async with playing(name, size, notifications=notifications) as (pilot, _, source):
        await pilot.press("escape", digit, "o")
        found = pilot.app.screen
        assert isinstance(found, OptionsScreen)
        await until(pilot, lambda: "option" in titles(found))
        yield pilot, found, source


def titles(screen: OptionsScreen) -> str:
    return str(screen.query_one("#option-titles", Static).content)


def rows(screen: OptionsScreen) -> list[str]:
    return str(screen.query_one("#option-rows", Static).content).splitlines()


async def go_to(pilot: Pilot[None], screen: OptionsScreen, option: str) -> None:
    names = [row.split()[0] for row in rows(screen)]
    await pilot.press("home", *["down"] * names.index(option))
    assert screen.options[screen.at].name == option


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36)])
@pytest.mark.parametrize("pattern", [pattern.name for pattern in PATTERNS])
@on_screen
async def test_it_shows_each_option_that_makes_sense_with_its_default_at_every_size(
    pattern: str, size: tuple[int, int]
) -> None:
    async with panel(pattern, "1", size) as (pilot, screen, source):
        sockets = source.traffic.topology.sockets_of(screen.values.role)
        assert [row.split()[0] for row in rows(screen)] == [option.name for option in options_for(sockets)]
        assert all(len(row) <= size[0] for row in rows(screen))
        assert ("what it means" in titles(screen)) is (size[0] > 60)
        assert size[0] > 60 or not any("…" in row for row in rows(screen))
        await pilot.press("end")
        table = screen.table
        await until(pilot, lambda: table.scroll_offset.y + table.scrollable_content_region.height > screen.at)
        box = screen.query_one("#options").region
        assert screen.region.contains_region(box)
        assert all(box.contains_region(part.region) for part in screen.query("#options > *") if part.display)


@on_screen
async def test_enter_edits_a_value_in_its_place_and_says_what_happened() -> None:
    async with panel() as (pilot, screen, source):
        await go_to(pilot, screen, "RCVHWM")
        await pilot.press("enter", *"7", "enter")
        await until(pilot, lambda: source.wiring.option_of("worker-1", "RCVHWM") == 7)
        assert "RCVHWM of worker-1 is 7" in screen.said.plain
        assert "*7" in rows(screen)[screen.at]
        assert screen.focused is None


@on_screen
async def test_the_arrows_reach_the_last_option_where_the_table_scrolls() -> None:
    async with panel("dealer-router", "4", (80, 24)) as (pilot, screen, _):
        await until(pilot, lambda: screen.table.max_scroll_y > 0)
        await go_to(pilot, screen, "RCVBUF")
        await until(pilot, lambda: screen.table.scroll_offset.y == screen.table.max_scroll_y)


@on_screen
async def test_wrong_input_is_answered_and_stays_to_be_mended() -> None:
    async with panel() as (pilot, screen, source):
        await go_to(pilot, screen, "RCVHWM")
        await pilot.press("enter", *"many", "enter")
        assert "RCVHWM is a whole number from 0, not 'many'" in screen.said.plain
        assert screen.table.line.value == "many"
        await pilot.press("escape")
        assert not screen.table.line.display
        assert source.wiring.option_of("worker-1", "RCVHWM") is None
        assert pilot.app.screen is screen


@on_screen
async def test_space_toggles_a_switch_and_only_that() -> None:
    async with panel("dealer-router", "4") as (pilot, screen, source):
        await go_to(pilot, screen, "ROUTER_MANDATORY")
        await pilot.press("space")
        assert source.wiring.option_of("server-1", "ROUTER_MANDATORY") == 1
        await pilot.press("space")
        assert source.wiring.option_of("server-1", "ROUTER_MANDATORY") == 0
        await go_to(pilot, screen, "SNDHWM")
        await pilot.press("space")
        assert "is no switch" in screen.said.plain


@on_screen
async def test_del_takes_an_option_back_to_its_default() -> None:
    async with panel() as (pilot, screen, source):
        source.wiring.set_option("worker-1", "RCVHWM", 7)
        await go_to(pilot, screen, "RCVHWM")
        await pilot.press("delete")
        assert source.wiring.options_of("worker-1") == {}
        await pilot.press("backspace")
        assert "by default already" in screen.said.plain


@on_screen
async def test_tab_goes_from_the_node_to_its_role_and_what_the_role_has_counts_for_the_node() -> None:
    async with panel() as (pilot, screen, source):
        await pilot.press("tab")
        assert screen.values.target == "worker"
        await go_to(pilot, screen, "RCVHWM")
        await pilot.press("enter", *"9", "enter")
        assert source.wiring.option_of("worker", "RCVHWM") == 9
        await pilot.press("tab")
        assert screen.values.target == "worker-1"
        assert "*9" in rows(screen)[screen.at]
        await pilot.press("delete")
        assert "set for every worker" in screen.said.plain
        assert source.wiring.option_of("worker", "RCVHWM") == 9


@on_screen
async def test_where_the_nodes_of_a_role_have_different_values_the_role_s_row_says_so() -> None:
    async with panel() as (pilot, screen, source):
        socket = source.traffic.nodes["worker-1"].sockets[0]
        socket.facts = structs.replace(socket.facts, options={"RCVHWM": 7})
        await go_to(pilot, screen, "RCVHWM")
        assert "*7" in rows(screen)[screen.at]
        await pilot.press("tab")
        assert "*differs" in rows(screen)[screen.at]
        for name in ("worker-2", "worker-3"):
            other = source.traffic.nodes[name].sockets[0]
            other.facts = structs.replace(other.facts, options={"RCVHWM": 7})
        await pilot.press("down", "up")
        assert "*7" in rows(screen)[screen.at]


@on_screen
async def test_a_change_can_be_taken_back_in_the_panel_and_after_it() -> None:
    async with panel() as (pilot, screen, source):
        await go_to(pilot, screen, "RCVHWM")
        await pilot.press("enter", *"7", "enter", "enter", *"8", "enter")
        assert source.wiring.option_of("worker-1", "RCVHWM") == 8
        await pilot.press("u")
        assert source.wiring.option_of("worker-1", "RCVHWM") == 7
        assert "is undone" in screen.said.plain
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("u")
        assert source.wiring.option_of("worker-1", "RCVHWM") is None


@on_screen
async def test_a_routing_id_is_text_and_may_hold_spaces() -> None:
    async with panel("dealer-router", "1") as (pilot, screen, source):
        await go_to(pilot, screen, "ROUTING_ID")
        await pilot.press("enter", *"it's me", "enter")
        assert source.wiring.option_of("client-1", "ROUTING_ID") == b"it's me"


@on_screen
async def test_a_click_chooses_a_row_a_second_one_edits_it_and_one_beside_closes() -> None:
    async with panel() as (pilot, screen, _):
        await pilot.click("#option-rows", offset=(3, 2))
        assert screen.at == 2
        await pilot.click("#option-rows", offset=(3, 2))
        assert screen.table.line.display
        await pilot.press("escape")
        await pilot.click(offset=(0, 0))
        await until(pilot, lambda: pilot.app.screen is not screen)


@on_screen
async def test_a_search_shows_the_options_that_have_its_words_and_esc_shows_all_again() -> None:
    async with panel("dealer-router", "4", (80, 24)) as (pilot, screen, source):
        everything = rows(screen)
        await pilot.press("slash", *"heart peer")
        await until(pilot, lambda: [row.split()[0] for row in rows(screen)] == ["HEARTBEAT_IVL", "HEARTBEAT_TIMEOUT"])
        await pilot.press("enter", "down", "enter", *"99", "enter")
        await until(pilot, lambda: source.wiring.option_of("server-1", "HEARTBEAT_TIMEOUT") == 99)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(screen)) == len(everything))
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


@on_screen
async def test_a_search_without_a_find_says_so_and_no_key_changes_anything() -> None:
    async with panel() as (pilot, screen, source):
        asked = list(source.asked)
        await pilot.press("slash", *"zzz", "enter")
        await until(pilot, lambda: "no option has these words" in rows(screen)[0])
        await pilot.press("enter", "space", "delete", "down", "up")
        assert not screen.table.is_edited
        await pilot.click("#option-rows", offset=(3, 0))
        assert source.asked == asked
        assert pilot.app.screen is screen


def about(screen: OptionsScreen) -> str:
    return str(screen.query_one("#option-about", Static).content)


@on_screen
async def test_the_panel_says_how_to_try_an_option_and_what_one_would_see() -> None:
    async with panel("dealer-router", "4") as (pilot, screen, _):
        await go_to(pilot, screen, "ROUTER_MANDATORY")
        assert "Try it  /send server-1 Nobody | hi: off, it is lost as unroutable" in about(screen)
        await go_to(pilot, screen, "PROBE_ROUTER")
        assert "Try it" not in about(screen)


def test_each_trial_is_one_of_an_option_and_fits_two_lines_of_the_smallest_screen() -> None:
    assert set(TRIALS) < set(BY_NAME)
    assert max(map(len, TRIALS.values())) <= 108


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_a_crash_that_a_change_has_caused_is_said_in_the_panel_and_covers_none_of_it(
    size: tuple[int, int],
) -> None:
    async with panel(size=size, notifications=True) as (pilot, screen, source):
        source.told.crash("worker-1", "Again: Resource temporarily unavailable")
        await until(pilot, lambda: "worker-1 crashed" in str(screen.query_one("#option-said", Static).content))
        pilot.app.notify("worker-1 crashed\n" * 4, severity="error", timeout=60)
        await until(pilot, lambda: screen.query("Toast"))
        await pilot.pause()
        parts = screen.query("#option-table, #option-about, #option-said, #options KeyLine")
        assert not [part for part in parts if any(part.region.overlaps(t.region) for t in screen.query("Toast"))]
        assert len(parts) == 4
