"""Keys, menu rows and palette rows act on a node or its traffic, say their effect, and can be taken back."""

from __future__ import annotations

import pytest

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.joined.pattern import one_socket
from zmqplay.ui.dialogs.options_screen import OptionsScreen
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
        await until(pilot, lambda: ("subscribe", "subscriber-1", b"weather") in source.asked)


@on_screen
async def test_where_a_role_can_have_no_further_node_the_key_that_adds_one_is_faint_and_says_why() -> None:
    pub = one_socket("PUB", "tcp://127.0.0.1:5556", binds=True)
    async with playing(start=lambda _: FakeSource(pub)) as (pilot, screen, source):
        await pilot.press("escape")
        assert [key.is_faint for key in screen.key_line.shown if key.key == "+"] == [True]
        await pilot.press("plus")
        assert screen.hint.text == "there is pub-1, and there can be one pub only"
        assert source.asked == []
    async with playing() as (pilot, screen, _):
        await pilot.press("escape")
        assert [key.is_faint for key in screen.key_line.shown if key.key == "+"] == [False]


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
        assert screen.hint.text.startswith("/kill worker-2 is undone")
        assert source.traffic.nodes["worker-2"].state.alive
        await pilot.press("u")
        assert screen.hint.text.startswith("/freeze worker-2")
        await pilot.press("u")
        assert source.speech.rate == 0
        await pilot.press("u")
        assert screen.hint.text == "there is nothing to undo"


@on_screen
async def test_what_cannot_be_taken_back_any_more_says_why() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "3", "space")
        source.nodes.kill("worker-2")
        source.asks.refusal = "worker-2 has ended (killed); restart it first."
        await pilot.press("u")
        assert "/freeze worker-2 cannot be undone: worker-2 has ended (killed)" in screen.hint.text


@on_screen
async def test_undo_is_a_command_too() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "/work worker 20ms")
        await until(pilot, lambda: source.nodes.work_of("worker") == (20, 0))
        await enter(pilot, "/undo")
        await until(pilot, lambda: source.nodes.work_of("worker") == (0, 0))
        assert "/work worker 20ms is undone" in screen.hint.text
        assert screen.entry.line.value == ""


# --- options and links


@on_screen
async def test_o_opens_the_options_of_the_selected_node_or_of_the_busiest_role() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "o")
        assert isinstance(pilot.app.screen, OptionsScreen)
        assert pilot.app.screen.values.target == "worker"
        await pilot.press("escape", "1", "o")
        assert isinstance(pilot.app.screen, OptionsScreen)
        assert pilot.app.screen.values.target == "producer-1"
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
