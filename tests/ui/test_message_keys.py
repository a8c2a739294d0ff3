"""The keys that find a message, and those that copy, save or edit one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.view import TimeMode


@on_screen
async def test_a_search_selects_the_newest_that_is_found_and_n_goes_on_upwards_from_there() -> None:
    async with playing() as (pilot, screen, source):
        for number in range(30):
            source.speech.send("producer-1", f"Task {number}")
        await pilot.press("escape", "ctrl+f", *"task 1", "enter")
        await until(pilot, lambda: screen.view.row == 19)
        assert screen.deck.active == "messages"
        await pilot.press("N")
        await until(pilot, lambda: screen.view.row == 18)
        await pilot.press("n", "n")
        await until(pilot, lambda: screen.view.row == 1)
        await pilot.press("escape")
        assert not screen.view.search
        await pilot.press("n")
        assert screen.entry.filter_line.has_focus


@on_screen
async def test_a_search_for_what_is_not_there_says_so() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.send("producer-1", "Task 1")
        await pilot.press("escape", "ctrl+f", *"nobody", "enter")
        await until(pilot, lambda: screen.hint.text == "no message with nobody")


@on_screen
async def test_a_search_in_the_ladder_stays_in_the_ladder() -> None:
    async with playing() as (pilot, screen, source):
        for number in range(5):
            source.speech.send("producer-1", f"Task {number}")
        await pilot.press("escape", "a")
        await pilot.press("ctrl+f", *"task 3", "enter")
        await until(pilot, lambda: screen.view.row == 3)
        assert screen.deck.active == "ladder"
        await pilot.press("enter")
        assert screen.deck.active == "frames"


@on_screen
async def test_what_is_selected_in_the_ladder_is_selected_in_the_messages() -> None:
    async with playing() as (pilot, screen, source):
        for number in range(5):
            source.speech.send("producer-1", f"Task {number}")
        await pilot.press("escape", "a", "up", "up")
        await until(pilot, lambda: screen.view.row == 3)
        screen.deck.bring("messages")
        log = screen.deck.content("messages")
        assert isinstance(log, LogPane)
        await until(pilot, lambda: not log.is_following)
        await pilot.press("f")
        await until(pilot, lambda: screen.view.row is None and log.is_following)


@on_screen
async def test_t_turns_from_one_kind_of_times_to_the_next() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape")
        for mode in (TimeMode.SINCE_LAST, TimeMode.SINCE_START, TimeMode.CLOCK):
            await pilot.press("t")
            assert screen.view.time_mode is mode
            assert screen.hint.text == f"times are {mode}"


@on_screen
async def test_e_puts_the_message_into_the_input_line_as_its_sender() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        source.speech.send("client-2", r"a\| | b")
        await pilot.press("escape", "e")
        assert screen.entry.line.has_focus
        assert screen.entry.line.value == r"a\| | b"
        assert screen.entry.sender == "client-2"
        source.told.say("server-1", b"Reply")
        await pilot.press("escape", "e")
        assert "sends only what its role makes" in screen.hint.text


@on_screen
async def test_copies_are_of_the_message_or_in_frames_of_the_chosen_frame() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.send("producer-1", r"a\x00 | b")
        await pilot.press("escape", "C")
        assert pilot.app.clipboard == "61 00\n62"
        screen.deck.bring("frames")
        await until(pilot, lambda: any("body" in row for row in _texts(screen.deck.panes["frames"])))
        await pilot.press("down", "down", "c")
        assert pilot.app.clipboard == "b'b'"
        await pilot.press("up", "c")
        assert pilot.app.clipboard == r"b'a\x00'"


@on_screen
async def test_ctrl_s_saves_the_message_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "ctrl+s")
        assert screen.hint.text == "there is no message yet"
        source.speech.send("producer-1", "Task 1")
        await pilot.press("ctrl+s", "ctrl+s")
        files = sorted(path.name for path in tmp_path.iterdir())
        assert len(files) == 2
        assert screen.hint.text.startswith(f"saved as {files[0].removesuffix('.py')}")
        assert str(tmp_path)[-20:] in screen.hint.text


def _texts(pane: LinePane) -> list[str]:
    lines = pane.page.drawing.lines
    return ["".join(text for text, _ in lines[index]) for index in range(len(lines))]


@on_screen
async def test_w_tells_why_the_selected_message_went_there_and_before_there_is_one_that_there_is_none() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "w")
        await until(pilot, lambda: screen.hint.text == "there is no message yet")
        source.speech.send("producer-1", "Task 1")
        await pilot.press("w")
        await until(pilot, lambda: screen.deck.active == "frames")
        await until(pilot, lambda: any("A PUSH deals" in row for row in _texts(screen.deck.panes["frames"])))
        source.speech.send("producer-1", "Task 2")
        assert screen.view.row == 0
