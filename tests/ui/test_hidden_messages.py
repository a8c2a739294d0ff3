"""Keys that are about a message act on one that is listed: none acts on a message that the filter hides."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.fake_source import FakeSource
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.play.screen import PlayScreen

HIDDEN = "the selected message is hidden by the filter"


async def _search_and_filter(pilot: Pilot[None], screen: PlayScreen, source: FakeSource, text: str) -> None:
    """Select `Task three`, then let the filter `text` hide it."""
    for task in ("one", "two", "three", "four", "five"):
        source.speech.send("producer-1", f"Task {task}")
    await pilot.press("escape", "ctrl+f")
    await enter(pilot, "three")
    await until(pilot, lambda: screen.view.row == 2)
    await pilot.press("slash")
    await enter(pilot, text)
    await until(pilot, lambda: screen.view.filter == text and screen.deck.active == "messages")


@pytest.mark.parametrize("text", ["Task f", "nothing"])
@on_screen
async def test_no_key_acts_on_a_selected_message_that_the_filter_hides(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing() as (pilot, screen, source):
        await _search_and_filter(pilot, screen, source, text)
        asked = len(source.asked)
        for key in ("asterisk", "enter", "w", "r", "e", "c", "C", "ctrl+s", "quotation_mark"):
            screen.hint.say("")
            await pilot.press(key)
            assert screen.hint.text == HIDDEN, key
            assert screen.deck.active == "messages", key
        assert (screen.view.marks, len(source.asked), pilot.app.clipboard) == ((), asked, "")
        assert not screen.entry.line.value
        assert not [*tmp_path.iterdir()]


@on_screen
async def test_without_a_selection_keys_act_on_the_newest_that_the_filter_shows() -> None:
    async with playing() as (pilot, screen, source):
        await _search_and_filter(pilot, screen, source, "Task t")
        await pilot.press("end", "asterisk")
        assert [message.frames for message in screen.view.marks] == [(b"Task three",)]
        await pilot.press("end")
        screen.view.filter = "Task o"
        await pilot.press("asterisk", "c")
        assert [message.frames for message in screen.view.marks] == [(b"Task three",), (b"Task one",)]
        assert pilot.app.clipboard == "[b'Task one']"
        await pilot.press("end")
        screen.view.filter = "nothing"
        for key in ("asterisk", "w", "enter"):
            await pilot.press(key)
            assert screen.hint.text == "no message matches nothing"
        assert len(screen.view.marks) == 2


@on_screen
async def test_frames_explains_no_message_that_the_filter_hides() -> None:
    async with playing() as (pilot, screen, source):
        await _search_and_filter(pilot, screen, source, "nothing")
        frames = screen.deck.panes["frames"]
        screen.deck.bring("frames")
        await until(pilot, lambda: f"{HIDDEN.capitalize()};" in _text(frames))
        screen.view.filter = "Task th"
        await until(pilot, lambda: "Task three" in _text(frames))
        screen.view.row = screen.view.message = None
        screen.view.filter, screen.view.paused = "Task fo", True
        await until(pilot, lambda: "Task four" in _text(frames))
        screen.view.filter = "nothing"
        await until(pilot, lambda: "No message matches nothing;" in _text(frames))


def test_frames_keeps_a_message_that_leaves_the_filter_by_itself_while_one_reads_about_it() -> None:
    telling = tasks(1)
    (message,) = telling.traffic.messages.rows
    app = Looking(FramesPane(), (90, 16))
    app.view.filter = "waiting"
    app.view.select(message)
    assert f"{HIDDEN.capitalize()};" in "".join(app.shown(telling))
    message.waits_at = ("worker-2",)
    assert "Task 0" in "".join(app.shown(telling))
    message.waits_at = ()
    assert "Task 0" in "".join(app.shown(telling))
    app.view.filter = "lost"
    assert f"{HIDDEN.capitalize()};" in "".join(app.shown(telling))


def _text(pane: LinePane) -> str:
    lines = pane.page.drawing.lines
    drawn = "\n".join("".join(text for text, _ in lines[index]) for index in range(len(lines)))
    return drawn or pane.content.empty
