"""The keys: each is bound, shown, explained, and can be clicked on."""

from __future__ import annotations

import itertools
import re

from textual import events
from textual.actions import parse

from tests.ui.piloting import on_screen, playing, until
from zmqplay import manual
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.help_screen import HelpScreen
from zmqplay.ui.dialogs.help_text import drawn, sections
from zmqplay.ui.dialogs.node_menu import OFFERED
from zmqplay.ui.panes import PANES
from zmqplay.ui.play.code_keys import CODE_KEYS
from zmqplay.ui.play.completion import usages
from zmqplay.ui.play.entry import ENTRY_KEYS
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.keys_now import COMMAND_KEYS, FILTER_KEYS, INPUT_KEYS, OF_PANE, Now, keys_now
from zmqplay.ui.play.mark_keys import MARK_KEYS
from zmqplay.ui.play.message_keys import MESSAGE_KEYS
from zmqplay.ui.play.node_keys import NODE_KEYS, SELECT_KEYS
from zmqplay.ui.play.pane_keys import PANE_KEYS
from zmqplay.ui.play.selected_keys import SELECTED_KEYS
from zmqplay.ui.textual_private import lower_border

KEYS_IN_MANUAL = manual.find("keys").text


DONE = {
    *(key.name for key in PANE_KEYS if key.do),
    *(key.name for key in ENTRY_KEYS if key.do),
    *(key.name for key in (*NODE_KEYS, *SELECT_KEYS) if key.do),
    *(key.name for key in MESSAGE_KEYS if key.do),
    *(key.name for key in SELECTED_KEYS if key.do),
    *(key.name for key in MARK_KEYS if key.do),
    *(key.name for key in CODE_KEYS if key.do),
}


def _does(action: str) -> bool:
    """Whether a part of the screen, the app or a pane has this action."""
    namespace, name, arguments = parse(action)
    if name == "do" and namespace in ("", "screen"):
        return arguments[0] in DONE
    if namespace == "focused":
        return name == "own" and any(key.keys in arguments for pane in PANES for key in pane.load()().keys)
    return namespace == "app" and hasattr(ZmqPlay, f"action_{name}")


def test_every_key_does_something_that_there_is() -> None:
    assert all(_does(key.action) for key in PLAY_KEYS if key.action)


def _all_states() -> list[Now]:
    return [
        Now(
            pane.name, node=node, link=link, maximised=maximised, searching=searching,
            filtered=filtered, paused=paused, held=held, hidden=hidden,
        )
        for pane in PANES
        for node, link, maximised, searching, filtered, paused, held, hidden in itertools.product(
            (False, True), repeat=8
        )
    ]  # fmt: skip


def test_every_key_at_the_bottom_has_a_word_and_does_something() -> None:
    assert set(OF_PANE) == {pane.name for pane in PANES}
    lines = [INPUT_KEYS, COMMAND_KEYS, FILTER_KEYS, *map(keys_now, _all_states())]
    for key, label, action, _ in {shown for line in lines for shown in line}:
        assert key
        assert label, key
        assert _does(action), action


def test_no_key_stands_twice_at_the_bottom_and_help_is_never_far() -> None:
    for now in _all_states():
        keys = [key for key, *_ in keys_now(now)]
        assert len(keys) == len(set(keys)), now
        assert keys.index("?") <= 10


def test_every_key_is_explained_and_can_be_clicked_on_in_the_help() -> None:
    page = drawn(sections(PLAY_KEYS, usages()), 300)
    metas = [span.style.meta for span in page.spans if not isinstance(span.style, str) and span.style.meta]
    clicked = {meta["@click"] for meta in metas}
    for key in PLAY_KEYS:
        assert key.shown in page.plain
        assert key.about in page.plain
        assert not key.action or f'screen.do("{key.name}")' in clicked


def test_every_key_stands_in_the_manual() -> None:
    shown = set(re.findall(r"`([^`]+)`", KEYS_IN_MANUAL))
    for key in PLAY_KEYS:
        assert {*re.split(r"  |–", key.shown)} & shown, key.shown


def test_what_is_done_to_a_node_has_a_key() -> None:
    names = {key.name for key in PLAY_KEYS}
    assert {name for name, _ in OFFERED} <= names


@on_screen
async def test_the_keys_below_are_those_of_the_pane_that_has_the_focus() -> None:
    async with playing(size=(100, 30)) as (pilot, screen, _):
        await pilot.press("escape")
        for pane, shown in (
            ("messages", ("/ filter", "ctrl+f find", "r resend", "e edit", "? help")),
            ("frames", ("c copy", "C hex", "? help")),
            ("ladder", ("/ filter", "ctrl+f find")),
            ("doctor", ("l lesson", ": command")),
            ("topology", ("+ add", "] faster")),
        ):
            screen.deck.bring(pane)
            for text in shown:
                await until(pilot, lambda text: text in str(screen.key_line.content), text)


@on_screen
async def test_a_key_that_only_a_pane_has_can_be_clicked_on_below() -> None:
    async with playing(size=(100, 30)) as (pilot, screen, _):
        await pilot.press("escape")
        load = screen.deck.panes["load"]
        screen.deck.bring("load")
        await until(pilot, lambda: "> sort" in str(screen.key_line.content))
        was = lower_border(load)
        await pilot.click(screen.key_line, offset=(str(screen.key_line.content).index("> sort"), 0))
        await until(pilot, lambda: lower_border(load) != was)


@on_screen
async def test_the_key_below_that_freezes_a_node_thaws_a_frozen_one() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "2")
        await until(pilot, lambda: "space freeze" in str(screen.key_line.content))
        source.told.freeze("worker-1")
        await until(pilot, lambda: "space thaw" in str(screen.key_line.content))
        await pilot.press("3")
        await until(pilot, lambda: "space freeze" in str(screen.key_line.content))


@on_screen
async def test_the_keys_below_say_what_leads_back() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(200)
        await pilot.press("escape", "p")
        await until(pilot, lambda: "p resume" in str(screen.key_line.content))
        await pilot.press("p", "backslash")
        await until(pilot, lambda: "esc small" in str(screen.key_line.content))
        await pilot.press("escape", "slash", *"task", "enter")
        await until(pilot, lambda: "esc no filter" in str(screen.key_line.content))
        await pilot.press("up", "up")
        await until(pilot, lambda: "end follow" in str(screen.key_line.content))
        await pilot.press("end", "escape", "H")
        await until(pilot, lambda: "v panes" in str(screen.key_line.content) and screen.deck.hidden)


@on_screen
async def test_no_word_at_the_bottom_is_cut_however_narrow_the_screen() -> None:
    async with playing(size=(60, 18)) as (pilot, screen, _):
        await pilot.press("escape")
        words = {part for now in _all_states() for key, label, *_ in keys_now(now) for part in (key, *label.split())}
        for width in range(60, 110, 7):
            await pilot.resize_terminal(width, 24)
            await until(pilot, lambda width: screen.key_line.size.width == width, width)
            shown = str(screen.key_line.content)
            assert len(shown.rstrip()) <= width
            assert set(shown.split()) <= words
            assert "? help" in shown


@on_screen
async def test_a_click_in_the_help_does_what_the_key_does() -> None:
    async with playing(size=(100, 60)) as (pilot, screen, _):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        page = pilot.app.screen.query_one("#help")

        def row() -> int:
            """The row of the key on the screen, once the help is scrolled to it."""
            found = [y for y in range(4, 54) if "panes.hide" in str(pilot.app.screen.get_style_at(30, y).meta)]
            if not found:
                page.scroll_relative(y=20, animate=False)
            return next(iter(found), 0)

        await until(pilot, row)
        await pilot.click(offset=(30, row()))
        await until(pilot, lambda: pilot.app.screen is screen and screen.deck.hidden == {"topology"})


@on_screen
async def test_wrong_keys_and_junk_do_no_harm() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        await pilot.press("escape")
        harmless = "ABDEGIJKMOPQTUVWXYZwxyz0;'@#$%^&*()_=~`<>,."
        for character in harmless:
            screen.post_message(events.Key(character, character))
        await pilot.press("f3", "f12", "ctrl+x", "ctrl+t", "delete", "insert", "alt+f")
        screen.post_message(events.Paste("\x1b[2J[/b]q+-\x00"))
        assert screen.state == "live"
        await pilot.press("p")
        await until(pilot, lambda: screen.state == "paused")  # so all keys before have been handled
        assert source.asked == []
        assert pilot.app.screen is screen


@on_screen
async def test_the_key_that_subscribes_is_offered_only_for_a_node_that_has_subscriptions() -> None:
    async with playing("publish-subscribe", size=(200, 30)) as (pilot, screen, source):
        await pilot.press("escape", "1")
        await until(pilot, lambda: "F fail" in str(screen.key_line.content))
        assert "S subscribe" not in str(screen.key_line.content)
        await pilot.press("S")
        says = "publisher-1 has no subscriptions; subscriber-1, subscriber-2 and subscriber-3 can have them"
        assert (screen.hint.text, screen.entry.line.value) == (says, "")
        await pilot.press("2")
        await until(pilot, lambda: "S subscribe" in str(screen.key_line.content))
        await pilot.press("S")
        await until(pilot, lambda: screen.entry.line.value == "/subscribe subscriber-1 ")
        assert source.asked == []


@on_screen
async def test_where_no_node_has_subscriptions_the_key_that_subscribes_says_so() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "1", "S")
        assert (screen.hint.text, screen.entry.line.value) == ("producer-1 has no subscriptions: only a SUB has", "")


@on_screen
async def test_the_key_that_subscribes_says_of_a_node_whose_code_subscribes_that_this_cannot_be_changed() -> None:
    async with playing("survey") as (pilot, screen, _):
        await pilot.press("escape", "2", "S")
        says = "respondent-1 subscribes in its own code, and that cannot be changed from here"
        assert (screen.hint.text, screen.entry.line.value) == (says, "")
