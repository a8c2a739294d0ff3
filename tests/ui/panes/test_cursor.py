"""The cursor in the log, without a pane."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.stories import tasks
from zmqplay.model.messages.messages import Message
from zmqplay.ui.panes.log.cursor import Cursor
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.view import View

ROOM = 10


class Log:
    """A log of sixty messages, a cursor in it, and a view of ten lines."""

    def __init__(self) -> None:
        self.telling: Telling = tasks(60)
        self.live = self.telling.traffic.messages
        self.view, self.cursor, self.listed, self.top = View(), Cursor(), Listed(), 0
        self.frame()

    def frame(self) -> list[Message]:
        """Let a frame pass; return the visible messages."""
        is_at_end = self.top >= len(self.listed.rows) - ROOM
        self.cursor.hear(self.view, self.live, is_at_end)
        self.listed.update(self.cursor.log(self.live), self.view, self.telling.traffic)
        self.top = self.cursor.top(self.listed, ROOM, self.top)
        self.cursor.drop_anchor(self.listed, ROOM, self.top)
        return self.listed.slice(self.top, ROOM)

    def add(self, messages: int) -> None:
        for _ in range(messages):
            self.telling.send("producer-1", ["worker-1"], b"more")
        self.telling.report()

    def scroll_to(self, top: int) -> None:
        self.top = top
        self.cursor.hold(self.live)
        self.listed.update(self.cursor.log(self.live), self.view, self.telling.traffic)
        self.cursor.drop_anchor(self.listed, ROOM, top)


def test_a_new_cursor_follows_the_newest_message() -> None:
    log = Log()
    assert log.top == 50
    log.add(25)
    log.frame()
    assert (log.top, log.cursor.is_following, log.cursor.new(log.live)) == (75, True, 0)


def test_the_messages_scrolled_to_stay_and_newer_ones_are_counted() -> None:
    log = Log()
    log.scroll_to(20)
    before = log.frame()
    log.add(7)
    assert log.frame() == before
    assert log.cursor.new(log.live) == 7


def test_at_its_end_a_log_without_a_selection_is_followed_again() -> None:
    log = Log()
    log.scroll_to(20)
    log.frame()
    log.scroll_to(50)
    log.frame()
    assert log.cursor.is_following


def test_a_message_that_another_pane_has_selected_is_brought_into_view_once() -> None:
    log = Log()
    log.view.row, log.view.message = 5, log.live.row(5)
    assert log.frame()[0] is log.view.message
    log.scroll_to(30)
    assert log.view.message not in log.frame()


def test_a_message_that_is_in_view_moves_nothing_when_it_is_selected() -> None:
    log = Log()
    log.view.row, log.view.message = 55, log.live.row(55)
    log.frame()
    assert log.top == 50
    assert not log.cursor.is_following


def test_quick_choices_are_not_undone_by_a_view_that_learns_of_each_later() -> None:
    log = Log()
    first, second = log.listed.rows[40], log.listed.rows[39]
    log.cursor.hold(log.live)
    log.cursor.choose(first)
    log.cursor.choose(second)
    log.view.row, log.view.message = first.row, first
    log.frame()
    assert log.cursor.chosen is second
    log.view.row, log.view.message = second.row, second
    log.frame()
    assert log.cursor.chosen is second


def test_the_selected_message_keeps_its_line_when_a_filter_takes_others_away() -> None:
    log = Log()
    log.cursor.hold(log.live)
    log.cursor.choose(log.listed.rows[31])
    log.frame()
    log.scroll_to(28)
    log.view.filter = "worker-2"
    visible = log.frame()
    assert visible[3] is log.cursor.chosen


def test_a_pause_holds_and_its_end_follows() -> None:
    log = Log()
    log.view.paused = True
    before = log.frame()
    log.add(5)
    assert log.frame() == before
    log.view.paused = False
    log.frame()
    log.frame()
    assert log.cursor.is_following
