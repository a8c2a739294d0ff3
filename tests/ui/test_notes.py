"""Notes at marked messages: typed with the key " or as /note, read in Frames and where the key ' comes to them."""

from __future__ import annotations

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes.log import marks
from zmqplay.ui.play.screen import PlayScreen


def _tasks(source: FakeSource, number: int) -> None:
    for task in range(number):
        source.speech.send("producer-1", f"Task {task}")


def _rows(screen: PlayScreen) -> list[int]:
    return [message.row for message in screen.view.marks]


def _text(pane: LinePane) -> str:
    lines = pane.page.drawing.lines
    return "\n".join("".join(text for text, _ in lines[index]) for index in range(len(lines)))


def _select(screen: PlayScreen, row: int) -> None:
    message = screen.traffic.messages.row(row)
    assert message is not None
    screen.view.select(message)


@on_screen
async def test_a_note_marks_the_selected_message_and_is_read_where_the_apostrophe_comes_to_it() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        await enter(pilot, "/note too early")
        await until(pilot, lambda: screen.hint.text == "there is no message yet")
        await pilot.press("ctrl+u")
        _tasks(source, 5)
        await pilot.press("escape")
        _select(screen, 1)
        await pilot.press("asterisk")
        _select(screen, 3)
        await pilot.press("quotation_mark")
        assert screen.entry.line.value == "/note "
        await pilot.press(*"slow one", "enter")
        await until(pilot, lambda: _rows(screen) == [1, 3])
        assert screen.hint.text == "noted at producer-1's Task 3; ' goes from mark to mark"
        assert screen.entry.line.value == ""
        assert not screen.entry.line.has_focus
        frames = screen.deck.panes["frames"]
        screen.deck.bring("frames")
        await until(pilot, lambda: f"{marks.NOTED} slow one" in _text(frames))
        await pilot.press("apostrophe")
        assert screen.view.row == 1
        assert "slow one" not in screen.hint.text
        await pilot.press("apostrophe")
        assert (screen.view.row, screen.hint.text) == (3, "the note: slow one")


@on_screen
async def test_a_note_is_typed_for_the_message_in_focus_though_others_come_meanwhile() -> None:
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape", "quotation_mark", *"look")
        _tasks(source, 3)
        await pilot.press("enter")
        await until(pilot, lambda: _rows(screen) == [4])


@on_screen
async def test_a_note_can_be_changed_and_goes_alone_or_with_its_mark() -> None:
    async with playing() as (pilot, screen, source):
        _tasks(source, 5)
        await pilot.press("escape")
        _select(screen, 2)
        await pilot.press("i")
        await enter(pilot, "/note first")
        await until(pilot, lambda: screen.view.notes == ((2, "first"),))
        await pilot.press("escape", "quotation_mark")
        assert screen.entry.line.value == "/note first"
        await pilot.press(*" thing", "enter")
        await until(pilot, lambda: screen.view.notes == ((2, "first thing"),))
        await pilot.press("i")
        await enter(pilot, "/note")
        await until(pilot, lambda: screen.view.notes == ())
        assert (_rows(screen), screen.hint.text) == ([2], "the note is off; the mark stays")
        await enter(pilot, "/note")
        await until(pilot, lambda: screen.hint.text.startswith("what is to be noted?"))
        await pilot.press("ctrl+u")
        await enter(pilot, "/note again")
        await until(pilot, lambda: bool(screen.view.notes))
        await pilot.press("escape", "asterisk")
        assert (_rows(screen), screen.view.notes) == ([], ())
        assert screen.hint.text == "the mark and its note are off"
