"""The keys * and ' and =: mark messages, go from mark to mark, and compare two."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes.log import marks
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.play import mark_keys
from zmqplay.ui.play.screen import PlayScreen


def _tasks(source: FakeSource, number: int) -> None:
    for task in range(number):
        source.speech.send("producer-1", f"Task {task}")


async def _mark(pilot: Pilot[None], screen: PlayScreen, *rows: int) -> None:
    """Select these messages one after the other, and mark each by key."""
    for row in rows:
        message = screen.traffic.messages.row(row)
        assert message is not None
        screen.view.select(message)
        await pilot.press("asterisk")


def _rows(screen: PlayScreen) -> list[int]:
    return [message.row for message in screen.view.marks]


@on_screen
async def test_a_star_marks_the_selected_message_and_a_second_takes_the_mark_off() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "asterisk")
        assert screen.hint.text == "there is no message yet"
        _tasks(source, 5)
        await _mark(pilot, screen, 1)
        assert screen.hint.text == "marked: * on another message, and = compares the two"
        await _mark(pilot, screen, 3)
        assert _rows(screen) == [1, 3]
        assert screen.hint.text.startswith("2 marked: = compares them")
        await _mark(pilot, screen, 1)
        assert _rows(screen) == [3]
        assert screen.hint.text == "the mark is off; 1 left"


@on_screen
async def test_a_star_without_a_selection_marks_the_newest_which_a_second_takes_off_though_newer_ones_have_come() -> (
    None
):
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape", "asterisk")
        marked = _rows(screen)
        assert marked == [screen.traffic.messages.total - 1] == [screen.view.row]
        _tasks(source, 5)
        await pilot.press("asterisk")
        assert _rows(screen) == []
        assert screen.view.row == marked[0]


@on_screen
async def test_an_apostrophe_goes_from_mark_to_mark_and_holds_as_if_each_was_chosen_by_hand() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "apostrophe")
        assert screen.hint.text == "none is marked: * marks the selected message"
        _tasks(source, 60)
        await _mark(pilot, screen, 40, 2)
        await pilot.press("end")
        messages = screen.deck.content("messages")
        assert isinstance(messages, LogPane)
        await until(pilot, lambda: messages.is_following)
        for row in (2, 40, 2):
            await pilot.press("apostrophe")
            await until(pilot, lambda row: screen.view.row == row, row)
            assert screen.deck.active == "messages"
            assert not messages.is_following
        source.speech.send("producer-1", "one more")
        await until(pilot, lambda: screen.traffic.messages.total == 61)
        assert screen.view.row == 2


@on_screen
async def test_in_frames_the_next_mark_is_shown_without_leaving_frames() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape")
        await _mark(pilot, screen, 1, 3)
        screen.deck.bring("frames")
        for row in (1, 3):
            await pilot.press("apostrophe")
            assert (screen.view.row, screen.deck.active) == (row, "frames")


@on_screen
async def test_marks_that_the_filter_hides_are_passed_over_and_if_it_hides_all_that_is_said() -> None:
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape")
        await _mark(pilot, screen, 1, 3)
        screen.view.filter = "Task 3"
        for _ in range(2):
            await pilot.press("apostrophe")
            assert screen.view.row == 3
        screen.view.filter = "Task 2"
        await pilot.press("apostrophe")
        assert screen.hint.text == "2 marked, hidden by the filter; esc shows all"
        assert _rows(screen) == [1, 3]


@on_screen
async def test_a_mark_goes_with_the_message_that_leaves_the_list_and_one_sentence_says_so() -> None:
    async with playing() as (pilot, screen, source):
        screen.traffic.messages.kept = 50
        _tasks(source, 20)
        await pilot.press("escape")
        await _mark(pilot, screen, 1, 15)
        await pilot.press("end")
        messages = screen.deck.content("messages")
        assert isinstance(messages, LogPane)
        await until(pilot, lambda: messages.is_following)
        _tasks(source, 40)
        await until(pilot, lambda: _rows(screen) == [15])
        assert screen.hint.text == "a marked message has left the list, and its mark too"


@on_screen
async def test_a_marked_message_that_the_held_list_still_has_stays_marked() -> None:
    async with playing() as (pilot, screen, source):
        screen.traffic.messages.kept = 50
        _tasks(source, 20)
        await pilot.press("escape")
        screen.deck.bring("messages")
        await _mark(pilot, screen, 1)
        messages = screen.deck.content("messages")
        assert isinstance(messages, LogPane)
        await until(pilot, lambda: not messages.is_following)
        _tasks(source, 60)
        await until(pilot, lambda: screen.traffic.messages.first > 1)
        screen.marks.look()
        assert _rows(screen) == [1]
        await pilot.press("end")
        await until(pilot, lambda: _rows(screen) == [])


@on_screen
async def test_the_number_of_marks_is_bounded_and_the_bound_is_said() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mark_keys, "MARKS_MOST", 3)
        async with playing() as (pilot, screen, source):
            _tasks(source, 5)
            await pilot.press("escape")
            await _mark(pilot, screen, 0, 1, 2, 3)
            assert _rows(screen) == [0, 1, 2]
            assert screen.hint.text == "3 are marked, the most: * takes a mark off"
    assert marks.MARKS_MOST >= 20


@on_screen
async def test_with_two_marked_messages_the_equals_sign_compares_them_in_frames_and_esc_leaves_that() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape")
        await _mark(pilot, screen, 3, 1)
        await pilot.press("equals_sign")
        assert screen.view.compared is not None
        assert [message.row for message in screen.view.compared] == [1, 3]
        frames = screen.deck.panes["frames"]
        await until(pilot, lambda: screen.deck.active == "frames" and "frame differs" in _text(frames))
        await pilot.press("escape")
        assert screen.view.compared is None
        await until(pilot, lambda: "frame differs" not in _text(frames))
        assert _rows(screen) == [3, 1]
        assert pilot.app.screen is screen


def _text(pane: LinePane) -> str:
    lines = pane.page.drawing.lines
    return "\n".join("".join(text for text, _ in lines[index]) for index in range(len(lines)))


@on_screen
async def test_with_more_or_fewer_marks_than_two_one_sentence_says_what_to_do() -> None:
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape", "equals_sign")
        assert screen.hint.text == "mark two messages with *, then = compares them"
        await _mark(pilot, screen, 1)
        await pilot.press("equals_sign")
        assert screen.hint.text == "mark one more with *, then = compares the two"
        await _mark(pilot, screen, 2, 3)
        await pilot.press("equals_sign")
        assert screen.hint.text == "3 marked: * takes marks off; = compares two"
        assert screen.view.compared is None


@on_screen
async def test_choosing_a_message_or_changing_the_marks_ends_a_comparison() -> None:
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape")
        await _mark(pilot, screen, 1, 3)
        for key in ("equals_sign", "apostrophe", "w", "asterisk"):
            screen.view.compared = (screen.view.marks[0], screen.view.marks[1])
            await pilot.press(key)
            await until(pilot, lambda: screen.view.compared is None)
