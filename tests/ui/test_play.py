"""The play screen: each key has its effect on the panes, the nodes and the messages."""

from __future__ import annotations

import pytest
from textual.screen import Screen
from textual.widgets import OptionList

from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.source import Phase
from zmqplay.patterns import PATTERNS
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.panes import PANES
from zmqplay.ui.textual_private import upper_border

# --- the panes


@on_screen
async def test_escape_leads_from_the_line_to_the_panes_to_the_menu_and_ends_the_nodes() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape")
        assert screen.deck.name_of(screen.focused) == "topology"
        await pilot.press("i")
        assert screen.focused is screen.entry.line
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen))
        await until(pilot, lambda: source.state.phase is Phase.OVER)


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("publish-subscribe", (60, 18)),
        ("dealer-router", (80, 24)),
        ("publish-subscribe", (120, 36)),
        ("dealer-router", (200, 60)),
    ],
)
@on_screen
async def test_tab_shows_every_pane_at_every_size(pattern: str, size: tuple[int, int]) -> None:
    async with playing(pattern, size) as (pilot, screen, _):
        await pilot.press("escape")
        seen = []
        for _turn in screen.deck.panes:
            seen.append(screen.deck.name_of(screen.focused))
            assert screen.deck.active in screen.deck.visible_panes()
            await pilot.press("tab")
        assert sorted(map(str, seen)) == sorted(screen.deck.panes)
        assert screen.deck.name_of(screen.focused) == "topology"
        await pilot.press("shift+tab")
        assert screen.deck.name_of(screen.focused) == seen[-1]


@on_screen
async def test_a_name_in_a_border_brings_its_pane() -> None:
    async with playing() as (pilot, screen, _):
        load = screen.deck.panes["load"]
        title = upper_border(load)
        assert title is not None
        await pilot.click(offset=(load.region.x + 3 + title.plain.index("Code"), load.region.y))
        await until(pilot, lambda: "code" in screen.deck.visible_panes())
        assert "load" not in screen.deck.visible_panes()


@on_screen
async def test_resizing_keeps_what_is_in_front() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "l")
        await until(pilot, lambda: screen.deck.active == "lesson")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.deck.visible_panes() == ["lesson", "messages"])
        await pilot.resize_terminal(60, 18)
        await until(pilot, lambda: screen.deck.visible_panes() == ["lesson"])
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology", "lesson", "messages", "frames"])


@on_screen
async def test_backslash_gives_a_pane_the_screen_and_takes_it_back() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "backslash")
        assert screen.deck.visible_panes() == ["topology"]
        await pilot.press("escape")
        assert len(screen.deck.visible_panes()) == 4


@on_screen
async def test_the_most_needed_keys_stand_below_a_screen_of_80_columns() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape")
        keys = str(screen.key_line.content)
        for shown in ("esc menu", "i type", "tab pane", "+ add", "] faster", "p pause", "? help"):
            assert shown in keys


def test_every_pane_is_in_the_table() -> None:
    assert {name for pattern in PATTERNS for name in pattern.panes} <= {pane.name for pane in PANES}


# --- nodes and traffic


@on_screen
async def test_digits_select_a_node_and_let_go_of_it() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "3")
        assert screen.view.node == "worker-2"
        await pilot.press("3")
        assert screen.view.node is None
        await pilot.press("9")
        assert "there are 4 nodes" in screen.hint.text


@on_screen
async def test_plus_adds_a_node_of_the_selected_role() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("escape", "plus")
        await until(pilot, lambda: ("add", "worker") in source.asked)
        await pilot.press("1", "plus")
        await until(pilot, lambda: ("add", "producer") in source.asked)


@on_screen
async def test_too_many_nodes_are_refused_with_a_sentence() -> None:
    async with playing() as (pilot, screen, source):
        source.asks.refusal = "there are 3 nodes of the role worker, and no more can be"
        await pilot.press("escape", "plus")
        await until(pilot, lambda: "no more can be" in screen.hint.text)


@on_screen
async def test_minus_stops_the_last_node_or_the_selected_one() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("escape", "minus")
        assert source.asked[-1] == ("stop", "worker-3")
        await pilot.press("2", "minus")
        assert source.asked[-1] == ("stop", "worker-1")


@on_screen
async def test_ctrl_k_kills_only_a_selected_node() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "ctrl+k")
        assert "select a node first" in screen.hint.text
        await pilot.press("4", "ctrl+k")
        assert source.asked[-1] == ("kill", "worker-3")
        source.asks.refusal = "worker-3 has ended (killed); restart it first."
        await pilot.press("ctrl+k")
        assert "has ended (killed)" in screen.hint.text


@on_screen
async def test_brackets_change_the_rate_step_by_step() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", *["right_square_bracket"] * 3)
        assert source.speech.rate == 5
        await pilot.press("left_square_bracket")
        assert source.speech.rate == 2
        assert "2 msg/s" in screen.hint.text


@pytest.mark.parametrize("keys", [("ctrl+q",), ("escape", "q")])
@on_screen
async def test_quitting_needs_no_question_and_ends_the_nodes(keys: tuple[str, ...]) -> None:
    async with playing() as (pilot, _, source):
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app.return_code == 0)
    assert source.state.phase is Phase.OVER


@on_screen
async def test_the_palette_offers_commands_and_patterns() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: pilot.app.screen.query("CommandInput"))
        await pilot.press(*"kill worker-3")
        await until(pilot, lambda: _best_hit(pilot.app.screen).startswith("/kill worker-3"))
        await pilot.press("enter")
        await until(pilot, lambda: ("kill", "worker-3") in source.asked)


def _best_hit(screen: Screen[object]) -> str:
    hits = screen.query_one(OptionList)
    return str(hits.get_option_at_index(0).prompt) if hits.option_count else ""
