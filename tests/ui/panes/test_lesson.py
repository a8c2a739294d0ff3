"""The lesson is a page whose commands are given when they are chosen."""

from __future__ import annotations

import re

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.commands import parse
from zmqplay.control.lesson import steps
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.ui.draw.selection import CommandWanted, SentenceWanted
from zmqplay.ui.panes.lesson import ALL_DONE, LessonPane

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


def try_it(app: Looking, command: str) -> None:
    """Note a command as tried, as the screen does once it was carried out."""
    app.view.tried.add(command)
    app.shown(Telling(PUSH_PULL))


@pytest.mark.parametrize("size", [(60, 12), (90, 20), (90, 60)])
def test_the_lesson_opens_on_the_first_command_not_yet_tried_chosen_and_in_view(size: tuple[int, int]) -> None:
    pane = LessonPane()
    app = Looking(pane, size)
    app.view.tried.update(["/rate 10", "/work worker-2 500ms"])
    rows = app.shown(Telling(PUSH_PULL))
    assert any("▸ /kill worker-2" in row for row in rows)
    assert "/kill worker-2" in "".join(app.marked("cursor"))
    assert "2 of 9 tried" in rows[-1]


def test_enter_does_the_chosen_command_and_goes_on_once_it_is_tried() -> None:
    pane = LessonPane()
    app = Looking(pane, (60, 12))
    app.shown(Telling(PUSH_PULL))
    for command in pane.commands:
        app.press("enter")
        assert wanted(app)[-1] == command
        app.press("enter")  # it was refused, so it is still the one
        assert wanted(app)[-1] == command
        try_it(app, command)
        app.shown(Telling(PUSH_PULL))
    assert "9 of 9 tried" in app.rows()[-1]


def test_a_command_that_was_given_elsewhere_is_ticked_off_and_the_next_is_chosen() -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    app.shown(Telling(PUSH_PULL))
    try_it(app, pane.commands[0])
    rows = app.rows()
    assert [row for row in rows if "✓" in row] == [row for row in rows if f"✓ {pane.commands[0]}" in row]
    app.press("enter")
    assert wanted(app) == [pane.commands[1]]


def test_the_arrows_choose_what_enter_does_even_what_was_tried() -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    app.shown(Telling(PUSH_PULL))
    app.press("down", "down", "up", "enter")
    assert wanted(app) == [pane.commands[1]]
    try_it(app, pane.commands[1])
    app.press("up", "enter")
    assert wanted(app)[-1] == pane.commands[1]


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


def test_a_command_that_the_lesson_has_twice_is_asked_for_twice_and_ticked_by_its_place() -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    app.shown(Telling(PIPELINE))
    assert pane.commands[:3] == ["/burst 60", "/nodes worker 6", "/burst 60"]
    for name in ("/burst 60", "/nodes worker 6"):
        app.press("enter")
        app.view.tried.add(name)
        app.redraw()
    assert ["✓" in row for row in app.rows() if "/burst 60:" in row] == [True, False]
    assert "2 of 7 tried" in app.rows()[-1]
    app.press("enter")
    assert wanted(app) == ["/burst 60", "/nodes worker 6", "/burst 60"]


def test_enter_on_a_finished_lesson_does_nothing_but_say_so_until_a_step_is_chosen_by_hand() -> None:
    pane = LessonPane()
    app = Looking(pane, (90, 60))
    app.shown(Telling(PUSH_PULL))
    for command in pane.commands:
        try_it(app, command)
    app.press("enter", "enter")
    assert not wanted(app)
    assert app.heard == [SentenceWanted(ALL_DONE)] * 2
    app.press("up", "enter")
    assert wanted(app) == [pane.commands[-2]]
    app.press("enter")
    assert len(wanted(app)) == 1


@pytest.mark.parametrize("size", [(60, 12), (80, 18), (80, 20), (120, 14)])
@each_pattern
def test_the_lesson_opens_with_the_beginning_of_a_sentence_above_the_first_step(
    pattern: Pattern, size: tuple[int, int]
) -> None:
    app = Looking(LessonPane(), size)
    rows = app.shown(Telling(pattern))
    assert steps(pattern.lesson)[0].command in "".join(app.marked("cursor"))
    sentence = rows[1].strip("│ ▸·")
    plain = [re.sub(r"[`*#]", "", line) for line in pattern.lesson.replace("\n  ", " ").splitlines()]
    assert sentence
    assert any(line.removeprefix("- ").strip().startswith(sentence[:20]) for line in plain)


def test_the_chosen_step_stays_in_view_when_the_pane_is_given_another_size() -> None:
    pane = LessonPane()
    app = Looking(pane, (120, 14))
    app.view.tried.update(step.name for step in steps(PUSH_PULL.lesson)[:5])
    app.shown(Telling(PUSH_PULL))
    for size in ((50, 8), (100, 30), (40, 10)):
        app.resize(*size)
        assert "/nodes worker 1" in "".join(app.marked("cursor")), size


@on_screen
async def test_the_screen_gives_the_chosen_command_and_says_its_result() -> None:
    async with playing("push-pull") as (pilot, screen, session):
        screen.deck.bring("lesson")
        await until(pilot, lambda: screen.deck.panes["lesson"].virtual_size.height > 10)
        await pilot.press("escape") if screen.entry.line.has_focus else None
        await pilot.press("enter")
        await until(pilot, lambda: ("rate", 10.0) in session.asked)
        await until(pilot, lambda: screen.view.tried == {"/rate 10"})
        await pilot.press("enter")
        await until(pilot, lambda: ("work", "worker-2", 500.0, 0.0) in session.asked)
        await pilot.press(*["down"] * 60, "enter")
        await until(pilot, lambda: ("restart", "worker-1") in session.asked)
        assert "worker-1 starts again" in screen.hint.text
