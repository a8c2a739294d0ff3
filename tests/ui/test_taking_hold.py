"""Each key, menu row and palette row takes hold of a node or its traffic, says what it did, and can be taken back."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.model.doctor import Case
from zmqplay.model.doctor.finding import Finding
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import PATTERNS
from zmqplay.ui.dialogs.help_screen import help_text
from zmqplay.ui.dialogs.node_menu import OFFERED, NodeMenu
from zmqplay.ui.dialogs.options_screen import OptionsScreen
from zmqplay.ui.dialogs.palette import OfferedCommands
from zmqplay.ui.panes.topology.topology import TopologyPane
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.screen import PlayScreen


def state(source: FakeSource, name: str) -> NodeState:
    return source.traffic.nodes[name].state


@on_screen
async def test_space_freezes_the_selected_node_and_lets_it_go_on() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "3", "space")
        assert state(source, "worker-2") is NodeState.FROZEN
        assert "is frozen" in screen.hint.text
        await pilot.press("space")
        assert state(source, "worker-2") is NodeState.RUNNING


@on_screen
async def test_a_dead_node_starts_again_under_its_name() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("escape", "3", "ctrl+k")
        assert state(source, "worker-2") is NodeState.KILLED
        await pilot.press("R")
        assert state(source, "worker-2") is NodeState.RUNNING
        assert list(source.traffic.nodes)[2] == "worker-2"


@pytest.mark.parametrize("key", ["space", "ctrl+k", "R", "F", "S", "m"])
@on_screen
async def test_what_needs_a_node_says_so_where_none_is_selected(key: str) -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", key)
        assert "select a node first" in screen.hint.text
        assert source.asked == []


@on_screen
async def test_s_begins_the_command_for_the_selected_node_or_the_busiest_role() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "s")
        assert screen.entry.line.value == "/work worker "
        assert screen.focused is screen.entry.line
        await pilot.press(*"50ms", "enter", "escape", "3", "s")
        assert screen.entry.line.value == "/work worker-2 "
        await enter(pilot, "0.2s 10ms")
        await until(pilot, lambda: ("work", "worker-2", 200.0, 10.0) in source.asked)
        assert ("work", "worker", 50.0, 0.0) in source.asked


@on_screen
async def test_a_draft_is_not_lost_when_a_key_begins_a_command() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press(*"draft", "escape", "s", "up")
        assert screen.entry.line.value == "draft"


@on_screen
async def test_a_burst_is_of_a_hundred_and_of_the_selected_speaker_alone() -> None:
    async with playing("request-reply") as (pilot, _, source):
        await pilot.press("escape", "b")
        assert source.asked[-1] == ("burst", 100, "")
        await pilot.press("2", "b")
        assert source.asked[-1] == ("burst", 100, "client-2")


@on_screen
async def test_fail_and_subscribe_have_keys() -> None:
    async with playing("publish-subscribe") as (pilot, screen, source):
        await pilot.press("escape", "2", "F")
        assert source.asked[-1] == ("fail", "subscriber-1")
        await pilot.press("S", *"weather")
        assert screen.entry.line.value == "/subscribe subscriber-1 weather"
        await pilot.press("enter")
        await until(pilot, lambda: ("subscribe", "subscriber-1", "weather") in source.asked)


@on_screen
async def test_before_the_nodes_are_there_nothing_is_done() -> None:
    async with playing() as (pilot, screen, source):
        screen.opening.is_open = False
        await pilot.press("escape", "plus")
        assert "still starting" in screen.hint.text
        await pilot.press("o")
        assert pilot.app.screen is screen
        assert source.asked == []


# --- undo


@on_screen
async def test_u_takes_back_one_after_the_other_and_says_which() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "right_square_bracket", "3", "space", "ctrl+k")
        await pilot.press("u")
        assert screen.hint.text.startswith("/kill worker-2 is taken back")
        assert source.traffic.nodes["worker-2"].state.alive
        await pilot.press("u")
        assert screen.hint.text.startswith("/freeze worker-2")
        await pilot.press("u")
        assert source.speech.rate == 0
        await pilot.press("u")
        assert screen.hint.text == "there is nothing to take back"


@on_screen
async def test_what_cannot_be_taken_back_any_more_says_why() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "3", "space")
        source.nodes.kill("worker-2")
        source.asks.refusal = "worker-2 has ended (killed); restart it first."
        await pilot.press("u")
        assert "/freeze worker-2 cannot be taken back: worker-2 has ended (killed)" in screen.hint.text


@on_screen
async def test_undo_is_a_command_too() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "/work worker 20ms")
        await until(pilot, lambda: source.nodes.work_of("worker") == (20, 0))
        await enter(pilot, "/undo")
        await until(pilot, lambda: source.nodes.work_of("worker") == (0, 0))
        assert "/work worker 20ms is taken back" in screen.hint.text
        assert screen.entry.line.value == ""


# --- the node's menu


@on_screen
async def test_a_second_click_on_a_node_opens_its_menu_and_a_click_beside_closes_it() -> None:
    async with playing() as (pilot, screen, source):
        load = screen.deck.panes["load"]
        await until(pilot, lambda: load.count == 5)
        at = (load.region.x + 4, load.region.y + 4)
        await pilot.click(offset=at)
        await until(pilot, lambda: screen.view.node == "worker-2")
        await pilot.click(offset=at)
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        await pilot.click(offset=(2, 2))
        await until(pilot, lambda: pilot.app.screen is screen)
        assert source.asked == []


@on_screen
async def test_a_right_click_in_the_topology_opens_the_menu_of_the_node_under_it() -> None:
    async with playing() as (pilot, screen, source):
        content = screen.deck.content("topology")
        assert isinstance(content, TopologyPane)
        await until(pilot, lambda: content.picture.arrangement)
        assert content.picture.arrangement is not None
        box = content.picture.arrangement.placed["worker-3"]
        corner = screen.deck.panes["topology"].content_region.offset
        await pilot.click(offset=(corner.x + box.x + 2, corner.y + box.y + 1), button=3)
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        assert screen.view.node == "worker-3"
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: source.asked[-1] == ("kill", "worker-3"))


@on_screen
async def test_in_the_menu_each_row_has_its_key() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "2", "enter")
        assert isinstance(pilot.app.screen, NodeMenu)
        await pilot.press("space")
        await until(pilot, lambda: source.asked[-1] == ("freeze", "worker-1"))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        menu = pilot.app.screen
        assert isinstance(menu, NodeMenu)
        assert ("nodes.freeze", "let it go on (SIGCONT)") in [(row.name, row.about) for row in menu.rows]
        await pilot.press("s")
        await until(pilot, lambda: screen.entry.line.value == "/work worker-1 ")


@on_screen
async def test_a_dead_node_can_be_started_again_and_nothing_else_be_done_to_it() -> None:
    async with playing() as (pilot, _, source):
        source.nodes.kill("worker-1")
        await pilot.press("escape", "2", "m")
        assert isinstance(pilot.app.screen, NodeMenu)
        assert [row.name for row in pilot.app.screen.rows] == ["nodes.restart", "nodes.add"]
        await pilot.press("o")  # which it does not offer
        assert isinstance(pilot.app.screen, NodeMenu)
        await pilot.press("enter")
        await until(pilot, lambda: source.asked[-1] == ("restart", "worker-1"))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36)])
@on_screen
async def test_the_menu_lies_within_the_screen_wherever_it_was_asked_for(size: tuple[int, int]) -> None:
    async with playing("publish-subscribe", size) as (pilot, screen, _):
        screen.view.node = "subscriber-1"
        for at in ((0, 0), (size[0] - 1, size[1] - 1), None):
            screen.nodes.menu(at)
            await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu) and pilot.app.screen.query(OptionList))
            menu = pilot.app.screen.query_one(OptionList)
            await until(pilot, lambda menu: menu.region.height == len(OFFERED) + 2, menu)
            assert pilot.app.screen.region.contains_region(menu.region)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


# --- the palette and the help


def _rows(screen: PlayScreen) -> dict[str, str]:
    return {text: about for text, about, _ in OfferedCommands(screen).rows(64)}


@on_screen
async def test_every_key_and_command_stands_in_the_palette_and_in_the_help() -> None:
    async with playing("publish-subscribe") as (_, screen, _session):
        rows, helped = _rows(screen), help_text().plain
        for key in PLAY_KEYS:
            assert key.about in helped
            assert key.shown in helped
            if key.action and key.in_palette:
                assert rows[key.about[0].upper() + key.about[1:]] == f"key  {key.shown}"
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


# --- what the Doctor says


def _find(source: FakeSource, says: str, node: str = "worker-1") -> None:
    finding = Finding("test", node, says, "RFC 30")
    source.doctor.cases["test", node] = Case(finding, 1, 1 << 62)


@on_screen
async def test_the_hint_is_what_the_doctor_found_in_one_line_and_d_or_a_click_says_all() -> None:
    async with playing() as (pilot, screen, source):
        _find(source, "it is slow \x1b[2J " + "and gets its share all the same " * 9)
        await until(pilot, lambda: screen.hint.text.startswith("worker-1: it is slow"))
        assert "\x1b" not in screen.hint.text
        assert str(screen.hint.content).endswith("…  d doctor")
        await pilot.press("escape", "d")
        await until(pilot, lambda: screen.deck.active == "doctor")
        await pilot.press("l")
        await pilot.click("#hint")
        await until(pilot, lambda: screen.deck.active == "doctor")


@on_screen
async def test_what_was_said_comes_before_findings_and_findings_before_notices() -> None:
    async with playing() as (pilot, screen, source):
        source.traffic.notices.append("a notice")
        await until(pilot, lambda: screen.hint.text == "a notice")
        _find(source, "worker-1 is slow")
        await until(pilot, lambda: screen.hint.text == "worker-1 is slow")
        await pilot.press("escape", "plus")
        assert screen.hint.text == "worker-4 starts"


@on_screen
async def test_a_crash_that_the_doctor_explains_is_not_said_twice() -> None:
    async with playing() as (pilot, screen, source):
        source.told.crash("worker-2", "UnicodeDecodeError: …")
        await until(pilot, lambda: screen.hint.text.startswith("worker-2 crashed with UnicodeDecodeError: …: it took"))
        assert "exit status" not in screen.hint.text


# --- the socket options


@on_screen
async def test_o_opens_the_options_of_the_selected_node_or_of_the_busiest_role() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "o")
        assert isinstance(pilot.app.screen, OptionsScreen)
        assert pilot.app.screen.target == "worker"
        await pilot.press("escape", "1", "o")
        assert isinstance(pilot.app.screen, OptionsScreen)
        assert pilot.app.screen.target == "producer-1"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_a_link_is_let_go_by_escape_and_by_the_choice_of_a_node_and_enter_shows_its_account() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape")
        screen.deck.bring("topology")
        await until(pilot, lambda: screen.focused is screen.deck.panes["topology"])
        await pilot.press("down")
        await until(pilot, lambda: screen.view.node == "producer-1")
        await pilot.press("right")
        await until(pilot, lambda: screen.view.link == ("producer-1", "worker-1"))
        await pilot.press("escape")
        assert screen.view.link is None
        assert screen.is_current
        screen.view.link = ("producer-1", "worker-1")
        await pilot.press("enter")
        await until(pilot, lambda: screen.deck.active == "ledger")
        await pilot.press("2")
        assert selection(screen) == ("worker-1", None)


def selection(screen: PlayScreen) -> tuple[str | None, tuple[str, str] | None]:
    """The node and the link that are selected."""
    return screen.view.node, screen.view.link
