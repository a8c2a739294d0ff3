"""Marked messages: their sign in the row and in Frames, and what is said of those that are hidden."""

from __future__ import annotations

import pytest

from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import SIZES, tasks
from zmqplay.model.messages.messages import Message
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.ladder.ladder import LadderPane
from zmqplay.ui.panes.log.marks import NOTED, SIGN, next_marked, toggled
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.view import View

TELLING = tasks(60)
LOG = TELLING.traffic.messages


def message(row: int) -> Message:
    found = LOG.row(row)
    assert found is not None
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_marked_row_has_a_sign_that_moves_no_column(size: tuple[int, int]) -> None:
    app = Looking(MessagesPane(), size)
    before = app.shown(TELLING)
    app.view.marks = (message(58),)
    after = app.shown(TELLING)
    differ = [(was, now) for was, now in zip(before[:-1], after[:-1], strict=True) if was != now]
    assert len(differ) == 1
    was, now = differ[0]
    changed = [place for place, (one, other) in enumerate(zip(was, now, strict=True)) if one != other]
    assert [(was[place], now[place]) for place in changed] == [(" ", SIGN)]


def test_the_border_counts_the_marks_and_says_which_the_filter_hides() -> None:
    app = Looking(MessagesPane(), (120, 24))
    app.view.marks = (message(10), message(40))
    assert "2 marked" in app.shown(TELLING)[-1]
    app.view.filter = "Task 40"
    assert "2 marked, 1 hidden by the filter" in app.shown(TELLING)[-1]
    app.view.filter = "worker-9"
    app.shown(TELLING)
    app.view.filter = "Task 41"
    assert "2 marked, hidden by the filter" in app.shown(TELLING)[-1]
    app.view.filter, app.view.link = "", ("producer-1", "worker-1")
    assert "hidden by the selected link" in app.shown(TELLING)[-1]
    app.view.link = None
    rows = app.shown(TELLING)
    assert "2 marked ·" in rows[-1]


def test_the_border_says_the_filter_before_the_marks_that_it_hides_and_both_where_there_is_room() -> None:
    app = Looking(MessagesPane(), (120, 24))
    app.view.marks, app.view.filter = (message(10),), "Task 4"
    app.view.select(message(40))
    borders: list[str] = []
    for width in (120, 66, 50, 40):
        if borders:
            app.resize(width, 24)
        borders.append(app.shown(TELLING)[-1])
    assert "11 of 60 · Task 4 · 1 marked, hidden by the filter · held" in borders[0]
    assert "11 of 60 · Task 4 · 1 marked, hidden · held" in borders[1]
    assert "─ 11 of 60 · Task 4 · held" in borders[2]
    assert "─ held" in borders[3]


def test_an_empty_list_says_what_esc_does_next() -> None:
    app = Looking(MessagesPane(), (120, 24))
    app.view.filter = "lost"
    assert "0 of 60 match lost; esc shows all." in "".join(app.shown(TELLING))
    app.view.search = "Task"
    assert "0 of 60 match lost; esc ends the search, then shows all." in "".join(app.shown(TELLING))
    app.view.search, app.view.link = "", ("producer-1", "worker-1")
    assert "0 of 60 match lost; esc takes off the filter, then shows all." in "".join(app.shown(TELLING))


def test_a_mark_set_while_the_view_is_paused_is_seen_at_once() -> None:
    app = Looking(MessagesPane(), (80, 24))
    app.shown(TELLING)
    app.view.paused = True
    app.shown(TELLING)
    app.view.marks = (message(59),)
    assert [row for row in app.shown(TELLING) if SIGN in row and "Task 59" in row]


def test_frames_says_in_its_title_and_first_line_that_the_message_is_marked() -> None:
    app = Looking(FramesPane(), (90, 16))
    app.view.select(message(3))
    assert SIGN not in app.shown(TELLING)[0]
    app.view.marks = (message(3),)
    rows = app.shown(TELLING)
    assert f"Frames  {SIGN} marked" in rows[0]
    assert rows[1].startswith(f"│ {SIGN} producer-1")
    app.view.select(message(4))
    assert SIGN not in "".join(app.shown(TELLING)[:2])


def test_the_ladder_has_the_sign_too() -> None:
    app = Looking(LadderPane(), (90, 24))
    app.view.marks = (message(58),)
    assert len([row for row in app.shown(TELLING) if SIGN in row]) == 1


def test_a_mark_is_set_and_taken_off() -> None:
    marks = toggled(toggled((), message(5)), message(2))
    assert marks == (message(5), message(2))
    assert toggled(marks, message(5)) == (message(2),)


def test_the_way_leads_from_the_oldest_mark_to_the_newest_and_round() -> None:
    marks = (message(30), message(7), message(50))
    assert next_marked(marks, None) is message(7)
    assert next_marked(marks, message(7)) is message(30)
    assert next_marked(marks, message(40)) is message(50)
    assert next_marked(marks, message(50)) is message(7)
    assert next_marked((), message(7)) is None


def test_a_selection_ends_a_comparison() -> None:
    view = View(compared=(message(1), message(2)))
    view.select(message(3))
    assert (view.row, view.message, view.compared) == (3, message(3), None)


@pytest.mark.parametrize("pane", [MessagesPane, LadderPane])
def test_a_noted_row_has_a_sign_of_its_own(pane: type[MessagesPane | LadderPane]) -> None:
    app = Looking(pane(), (90, 24))
    app.view.marks = (message(58), message(57))
    assert not [row for row in app.shown(TELLING) if NOTED in row]
    app.view.paused = True
    app.view.notes = ((58, "slow"),)
    rows = app.shown(TELLING)
    assert len([row for row in rows if NOTED in row]) == 1
    assert len([row for row in rows[:-1] if SIGN in row]) == 1


def test_frames_shows_a_note_whole_below_the_first_line() -> None:
    app = Looking(FramesPane(), (60, 16))
    app.view.select(message(3))
    without = app.shown(TELLING)
    app.view.marks = (message(3),)
    app.view.notes = ((3, "the first that worker-1 kept for longer than all others, see above \x1b[31m"),)
    rows = app.shown(TELLING)
    assert rows[2].startswith(f"│ {NOTED} the first that worker-1 kept")
    assert "see above" in rows[3]
    assert "\x1b" not in "".join(rows)
    assert "body" in without[2]
    assert "body" in rows[4]
