"""The lesson is a page whose commands are given when they are chosen."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.commands import parse
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.ui.draw.selection import CommandWanted
from zmqplay.ui.panes.lesson import LessonPane

each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)


def wanted(app: Looking) -> list[str]:
    """The commands that the pane asked for."""
    return [message.text for message in app.heard if isinstance(message, CommandWanted)]


@each_pattern
def test_each_command_of_a_lesson_can_be_given_in_its_pattern(pattern: Pattern) -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    rows = app.shown(Telling(pattern))
    assert len(pane.commands) >= 4
    for command in pane.commands:
        assert parse(command, vocabulary_of_pattern(pattern))
        assert any(f"▸ {command}" in row for row in rows)


@each_pattern
def test_a_lesson_says_what_it_is_for_what_it_promises_and_what_it_does_not(pattern: Pattern) -> None:
    app = Looking(LessonPane(), (60, 80))
    text = "\n".join(app.shown(Telling(pattern)))
    for said in (pattern.lesson.split("\n")[0][2:], "For ", "It promises", "It does not promise", "Try"):
        assert said in text
    for mark in ("**", "`", "##", "(zmq_socket(3)]"):
        assert mark not in text


def test_enter_does_the_command_that_the_arrows_chose_and_it_is_ticked_off() -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    app.shown(Telling(PUSH_PULL))
    app.press("enter")
    assert wanted(app) == []
    app.press("down", "down", "down", "up", "enter")
    assert wanted(app) == [pane.commands[1]]
    rows = app.shown(Telling(PUSH_PULL))
    assert [row for row in rows if "✓" in row] == [row for row in rows if pane.commands[1] in row]


def test_where_the_commands_are_out_of_view_the_arrows_go_there() -> None:
    pane = LessonPane()
    app = Looking(pane, (60, 12))
    app.shown(Telling(PUSH_PULL))
    app.press(*["down"] * 60, "enter")
    assert wanted(app) == [pane.commands[-1]]


def test_a_click_on_any_line_of_a_command_does_it() -> None:
    pane = LessonPane()
    app = Looking(pane, (50, 70))
    rows = app.shown(Telling(PUSH_PULL))
    first = next(y for y, row in enumerate(rows) if pane.commands[1] in row)
    app.click(10, first + 1)
    assert wanted(app) == [pane.commands[1]]
    app.click(10, 2)
    assert len(wanted(app)) == 1


@on_screen
async def test_the_screen_gives_the_chosen_command_and_says_its_result() -> None:
    async with playing("push-pull") as (pilot, screen, session):
        screen.deck.bring("lesson")
        await until(pilot, lambda: screen.deck.panes["lesson"].virtual_size.height > 10)
        await pilot.press("escape") if screen.entry.line.has_focus else None
        await pilot.press(*["down"] * 60, "enter")
        await until(pilot, lambda: ("restart", "worker-1") in session.asked)
        assert "worker-1 starts again" in screen.hint.text
