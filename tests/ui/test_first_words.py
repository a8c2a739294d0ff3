"""What a newcomer types in the wrong place is answered with what does it, and empty panes say what fills them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.telling import Telling
from tests.ui.fake_source import FakeSource
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.patterns import find
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.panes.topics import TopicsPane
from zmqplay.ui.play.screen import PlayScreen


@on_screen
async def test_a_command_that_was_typed_as_a_filter_is_offered_and_one_more_enter_does_it() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", *"/kill worker-2", "enter")
        await until(pilot, lambda: screen.entry.line.value == "/kill worker-2" and screen.entry.line.has_focus)
        assert "enter does /kill worker-2" in screen.hint.text
        assert not screen.view.filter
        assert not source.asked
        await pilot.press("enter")
        await until(pilot, lambda: ("kill", "worker-2") in source.asked)
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "topology")


@on_screen
async def test_a_filter_of_one_word_stays_a_filter() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", *"/rate", "enter")
        await until(pilot, lambda: screen.view.filter == "rate" and screen.deck.name_of(screen.focused) == "messages")


@pytest.mark.parametrize(
    ("typed", "meant"), [("kill worker-1", "/kill worker-1"), ("exit", "/quit"), (":q", "/quit"), ("help", "/help")]
)
@on_screen
async def test_a_message_that_reads_like_a_command_is_sent_with_a_word_about_it(typed: str, meant: str) -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, typed)
        await until(pilot, lambda: ("send", "producer-1", typed) in source.asked)
        await until(pilot, lambda: screen.hint.text == f"sent as a message; {meant} does it")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/help kill", "/kill NODE   end a node at once (SIGKILL)"),
        ("/help /undo", "/undo   undo the last command that can be undone"),
        ("/help xyz", "there is no command '/xyz': /help lists all."),
        ("/exit", "there is no command '/exit': did you mean /quit?"),
        ("/undu", "there is no command '/undu': did you mean /undo?"),
        ("/clear", "there is no command '/clear': /help lists all."),
        ("/quit now", "/quit takes nothing more, so not 'now'."),
    ],
)
@on_screen
async def test_help_takes_a_command_and_an_unknown_one_is_answered_in_one_line(typed: str, says: str) -> None:
    async with playing() as (pilot, screen, _):
        await enter(pilot, typed)
        await until(pilot, lambda: screen.hint.text == says)


@on_screen
async def test_where_every_speaker_has_ended_the_answer_names_one_and_how_to_start_it() -> None:
    async with playing() as (pilot, screen, _):
        await enter(pilot, "/stop producer-1")
        await until(pilot, lambda: not screen.entry.sender)
        await enter(pilot, "hello")
        await until(pilot, lambda: "/restart producer-1 starts it again" in screen.hint.text)


@on_screen
async def test_where_no_node_plays_that_sends_the_empty_line_says_so_and_how_to_start_one() -> None:
    start = partial(FakeSource, counts={"publisher": 0})
    app = ZmqPlay(start, partial(start, find("publish-subscribe")))
    async with app.run_test(size=(60, 18)) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        says = "no publisher plays here; /add publisher starts one"
        await until(pilot, lambda: screen.deck.panes and screen.entry.line.placeholder == says)
        assert screen.entry.line.size.width >= len(says)
        assert "publisher-1" not in screen.hint.text
        await enter(pilot, "hello")
        await until(pilot, lambda: "no publisher plays; /add publisher starts one" in screen.hint.text)
        await pilot.press("ctrl+u")
        await enter(pilot, "/add publisher")
        await until(pilot, lambda: screen.entry.sender == "publisher-1")
        assert screen.entry.line.placeholder.startswith("type a message: ")


def test_a_filter_without_a_match_says_of_how_many_and_that_escape_shows_all() -> None:
    telling = tasks()
    total = telling.traffic.messages.total
    for content, says in (
        (MessagesPane(), f"0 of {total} match zzzz; esc shows all."),
        (FramesPane(), "No message matches zzzz; esc shows all."),
    ):
        app = Looking(content, (80, 8))
        app.view.filter = "zzzz"
        assert says in app.shown(telling)[1]
        app.view.filter = ""
        assert says not in app.shown(telling)[1]


def test_an_empty_log_names_keys_that_work_while_one_types() -> None:
    app = Looking(MessagesPane(), (90, 8))
    assert "press esc, and then ] for traffic" in app.shown(Telling(PUSH_PULL))[1]


@on_screen
async def test_following_the_newest_ends_a_pause() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(9)
        await pilot.press("escape")
        screen.deck.bring("messages")
        for key in ("f", "end"):
            await pilot.press("p")
            assert screen.view.paused
            await pilot.press(key)
            await until(pilot, lambda: not screen.view.paused)


@on_screen
async def test_c_in_the_code_pane_copies_the_code_of_the_selected_role() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "3")
        screen.deck.bring("code")
        await until(pilot, lambda: screen.deck.active == "code")
        await pilot.press("c")
        await until(pilot, lambda: screen.hint.text == "the code of worker is copied")
        assert pilot.app.clipboard.startswith("def worker(")


@on_screen
async def test_a_screenshot_is_saved_in_the_working_directory_and_named_on_the_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing() as (pilot, screen, _):
        await pilot.app.run_action("screenshot")
        (saved,) = tmp_path.glob("*.svg")
        await until(pilot, lambda: screen.hint.text == f"saved as {saved.name} in {tmp_path}")
        monkeypatch.setattr("builtins.open", _refuses)
        await pilot.app.run_action("screenshot")
        await until(pilot, lambda: "the screenshot cannot be saved: no room" in screen.hint.text)


def _refuses(*_args: object, **_options: object) -> None:
    raise OSError("no room")


def test_where_no_publisher_plays_the_topics_ask_for_no_message() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 0})
    for content in (TopicsPane(), MessagesPane(), FramesPane()):
        text = " ".join(" ".join(Looking(content, (100, 10)).shown(telling)).split())
        assert "No publisher plays here." in text
        assert "type" not in text
