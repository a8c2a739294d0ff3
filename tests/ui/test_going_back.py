"""Escape takes back one thing at a time, and the focus returns to the pane where a line was begun."""

from __future__ import annotations

import pytest

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, menu, on_screen, playing, until
from zmqplay.control.source import Phase
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.play import hint_line
from zmqplay.ui.play.screen import PlayScreen


@on_screen
async def test_escape_takes_back_one_thing_at_a_time_and_asks_before_it_ends_the_nodes() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(20)
        await pilot.press("escape", "backslash", "3", "slash", *"task", "enter", "ctrl+f", *"1", "enter")
        view = screen.view
        assert (view.search, view.filter, view.node, screen.deck.maximised) == ("1", "task", "worker-2", True)
        await pilot.press("escape")
        assert (view.search, view.filter, view.node, screen.deck.maximised) == ("", "task", "worker-2", True)
        await pilot.press("escape")
        assert (view.filter, view.node, screen.deck.maximised) == ("", "worker-2", True)
        await pilot.press("escape")
        assert (view.node, view.row is None, screen.deck.maximised) == (None, False, True)
        await pilot.press("escape")
        assert (view.row, screen.deck.maximised) == (None, True)
        await pilot.press("escape")
        assert not screen.deck.maximised
        await pilot.press("escape")
        assert screen.hint.text == "esc again ends 4 nodes and goes to the menu"
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen) and source.state.phase is Phase.OVER)


def of_messages(screen: PlayScreen) -> bool:
    """Whether Messages has the whole deck, and the focus."""
    return screen.deck.visible_panes() == ["messages"] and screen.deck.name_of(screen.focused) == "messages"


@pytest.mark.parametrize("keys", [("slash",), ("slash", *"task"), ("ctrl+f", *"task")])
@on_screen
async def test_a_filter_or_a_search_that_is_dropped_as_it_is_typed_leaves_the_panes_as_they_were(
    keys: tuple[str, ...],
) -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(20)
        before = screen.deck.as_remembered()
        await pilot.press("escape", *keys, "escape")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "topology")
        assert screen.deck.visible_panes() == ["topology", "messages"]
        assert screen.deck.as_remembered() == before


@pytest.mark.parametrize("key", ["slash", "ctrl+f"])
@on_screen
async def test_the_end_of_a_filter_or_a_search_shows_again_what_it_covered(key: str) -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(20)
        before = screen.deck.as_remembered()
        await pilot.press("escape", key, *"task", "enter")
        await until(pilot, of_messages, screen)
        assert screen.deck.as_remembered() == before
        await pilot.press("enter")
        await until(pilot, lambda: screen.deck.visible_panes() == ["frames"])
        assert screen.deck.as_remembered() == before
        await pilot.press("escape")
        await until(pilot, of_messages, screen)
        await pilot.press("escape")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "topology")
        assert screen.deck.visible_panes() == ["topology", "messages"]


@on_screen
async def test_a_pane_that_the_user_goes_to_while_a_filter_is_on_stays_when_the_filter_ends() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(20)
        await pilot.press("escape", "slash", *"task", "enter")
        await until(pilot, of_messages, screen)
        await pilot.press("g", "m", "escape")
        assert not screen.view.filter
        assert of_messages(screen)
        assert screen.deck.as_remembered().active == "messages"


@on_screen
async def test_messages_that_a_filter_alone_shows_are_hidden_again_when_it_ends() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(20)
        await pilot.press("escape")
        screen.deck.hide("messages")
        await pilot.press("slash", *"task", "enter")
        await until(pilot, lambda: "messages" in screen.deck.visible_panes())
        assert screen.deck.as_remembered().hidden == ["messages"]
        await pilot.press("escape")
        await until(pilot, lambda: "messages" not in screen.deck.visible_panes())
        assert screen.deck.name_of(screen.focused) == "topology"


@on_screen
async def test_a_click_below_the_picture_is_no_wish_for_messages_alone_at_the_next_start() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(20)
        await pilot.click(screen.deck.panes["messages"], offset=(20, 2))
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")
        assert screen.deck.as_remembered().active == "topology"


@on_screen
async def test_the_question_is_asked_again_after_another_answer() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "escape", "t", "escape")
        assert "esc again" in screen.hint.text
        assert pilot.app.screen is screen


@pytest.mark.parametrize(
    "keys", [("l",), ("up",), ("backslash", "backslash"), ("g", "escape"), ("question_mark", "escape")]
)
@on_screen
async def test_the_question_is_asked_again_after_anything_else_than_escape(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hint_line, "SAID_NS", 600_000_000_000)
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await enter(pilot, "one")
        await pilot.press("escape", "g", "m", "escape")
        await until(pilot, lambda: screen.hint.text.startswith("esc again"))
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app.screen is screen and not screen.hint.text.startswith("esc again"))
        while not screen.hint.text.startswith("esc again"):
            await pilot.press("escape")
            assert pilot.app.screen is screen


@on_screen
async def test_a_click_into_a_pane_drops_the_question_and_a_second_click_on_esc_answers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hint_line, "SAID_NS", 600_000_000_000)
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape", "escape")
        assert screen.hint.text.startswith("esc again")
        await pilot.click("#deck", offset=(5, 5))
        await until(pilot, lambda: not screen.hint.text.startswith("esc again"))
        for is_asked in (True, False):
            await pilot.click(screen.key_line, offset=(1, 0))
            if is_asked:
                await until(pilot, lambda: screen.hint.text.startswith("esc again"))
                assert pilot.app.screen is screen
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen))


@on_screen
async def test_where_no_node_would_end_escape_leads_to_the_menu_at_once() -> None:
    async with playing(start=lambda pattern: FakeSource(pattern, fails="no ports left")) as (pilot, screen, _):
        await until(pilot, lambda: "no ports left" in screen.hint.text)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen))


@pytest.mark.parametrize("name", ["push-pull", "survey"])
@on_screen
async def test_the_menu_stands_on_the_pattern_that_one_came_from(name: str) -> None:
    async with playing(name) as (pilot, _, _source):
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen))
        shown = pilot.app.screen
        assert isinstance(shown, MenuScreen)
        await until(pilot, lambda: shown.chosen is find(name))
        await until(pilot, lambda: shown.details_box.border_title == find(name).title)


@on_screen
async def test_the_menu_stays_where_it_was_left_while_one_searches() -> None:
    async with menu() as (pilot, screen):
        await pilot.press(*"pair", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen) and pilot.app.screen.deck.panes)
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.chosen is find("pair")


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("colon", *"rate 5", "enter"), ("rate", 5.0)),
        (("3", "s", *"300ms", "enter"), ("work", "worker-2", 300.0, 0.0)),
        (("colon", *"size 9", "enter"), ("size", 9)),
    ],
)
@on_screen
async def test_after_a_command_that_began_in_a_pane_letters_are_keys_of_that_pane_again(
    keys: tuple[str, ...], asked: tuple[object, ...]
) -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape")
        screen.deck.bring("load")
        await pilot.press(*keys)
        await until(pilot, lambda: asked in source.asked)
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "load")
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: source.asked[-1][0] == "rate")
        assert screen.entry.line.value == ""


@on_screen
async def test_a_message_that_was_changed_and_sent_gives_the_focus_back_and_one_that_was_typed_does_not() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "first")
        await until(pilot, lambda: source.traffic.messages.total == 1)
        assert screen.focused is screen.entry.line
        await pilot.press("escape")
        screen.deck.bring("messages")
        await pilot.press("e", "x", "enter")
        await until(pilot, lambda: ("send", "producer-1", "firstx") in source.asked)
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages")


@on_screen
async def test_an_abandoned_line_of_a_key_goes_and_a_draft_of_the_user_comes_back() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press(*"half", "escape", "s")
        assert screen.entry.line.value == "/work worker "
        await pilot.press("escape")
        assert screen.entry.line.value == "half"
        await pilot.press("colon", *"work worker-2 300ms", "enter")
        await until(pilot, lambda: ("work", "worker-2", 300.0, 0.0) in source.asked)
        await until(pilot, lambda: screen.entry.line.value == "half")


@on_screen
async def test_ctrl_c_says_on_the_last_line_how_to_leave_from_the_line_and_from_a_pane() -> None:
    async with playing() as (pilot, screen, _):
        for key in ("i", "escape"):
            screen.hint.say("something else")
            await pilot.press(key, "ctrl+c")
            await until(pilot, lambda: screen.hint.text == "ctrl+q quits and ends the nodes; esc leads to the menu")
        assert isinstance(pilot.app, ZmqPlay)
        assert not pilot.app._notifications
