"""The log follows the newest message, or holds its rows while more arrive."""

from __future__ import annotations

import pytest

from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import SIZES, tasks
from zmqplay.ui.draw.selection import RowSelected
from zmqplay.ui.panes.log.messages import MessagesPane


def heard_rows(app: Looking) -> list[int | None]:
    return [message.row for message in app.heard if isinstance(message, RowSelected)]


def tasks_in(rows: list[str]) -> list[str]:
    """The numbers of the tasks on the screen."""
    return [row.split("Task ")[1].split()[0] for row in rows if "Task " in row]


def texts(rows: list[str]) -> list[str]:
    """The rows without the border below and the scroll bar."""
    return [row[:-2] for row in rows[1:-1]]


@pytest.mark.parametrize("size", SIZES)
def test_the_newest_message_is_in_view(size: tuple[int, int]) -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), size)
    rows = app.shown(telling)
    assert "worker-3" in rows[-2]
    telling.send("producer-1", ["worker-1"], b"Task x")
    telling.report()
    rows = app.shown(telling)
    assert "worker-1" in rows[-2]
    if size[0] > 40:
        assert tasks_in(rows)[-1] == "x"
        assert "61 seen, all shown · following" in rows[-1]


def test_a_row_that_is_selected_at_the_end_holds_although_the_view_learns_of_it_later() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.press("up")
    row, message = app.view.row, app.view.message
    app.view.row = app.view.message = None
    assert "held" in app.shown(telling)[-1]  # a frame before the view has the row
    app.view.row, app.view.message = row, message
    assert "held" in app.shown(telling)[-1]


def test_after_a_flood_the_last_rows_are_in_view_and_the_border_counts_them_all() -> None:
    telling = tasks(0)
    telling.traffic.messages.kept = 1_000
    app = Looking(MessagesPane(), (80, 24))
    for burst in range(12):
        for number in range(100):
            telling.send("producer-1", ["worker-1"], b"Task %d" % (burst * 100 + number))
        telling.report()
        rows = app.shown(telling)
    assert tasks_in(rows) == [str(number) for number in range(1_179, 1_200)]
    assert "1,200 seen, the last 1,000 shown" in rows[-1]


def test_scrolling_up_holds_the_rows_until_end_is_pressed() -> None:
    telling = tasks(100)
    telling.traffic.messages.kept = 1_000
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.press("pageup")
    held = tasks_in(app.shown(telling))
    for burst in range(13):  # the held rows leave the log
        for number in range(100):
            telling.send("producer-1", ["worker-1"], b"Task %d" % (100 + burst * 100 + number))
        telling.report()
        assert tasks_in(app.shown(telling)) == held
    app.press("end")
    assert tasks_in(app.shown(telling))[-1] == "1399"
    assert heard_rows(app)[-1] is None


def test_the_wheel_releases_and_takes_up_following() -> None:
    telling = tasks(100)
    pane = MessagesPane()
    app = Looking(pane, (80, 24))
    app.shown(telling)
    app.scroll_to(app.scene.top - 3)
    held = tasks_in(app.shown(telling))
    assert held[-1] == "96"
    telling.send("producer-1", ["worker-1"], b"Task x")
    telling.report()
    assert tasks_in(app.shown(telling)) == held
    app.scroll_to(app.last_top)
    app.shown(telling)
    assert pane.is_following
    assert tasks_in(app.shown(telling))[-1] == "x"


def test_a_paused_view_stands_still_and_says_how_much_is_new() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.view.paused = True
    held = app.shown(telling)
    for number in range(312):
        telling.send("producer-1", ["worker-2"], b"Task %d" % (100 + number))
    telling.report()
    rows = app.shown(telling)
    assert rows[:-1] == held[:-1]
    assert "312 new" in rows[-1]
    app.view.paused = False
    assert tasks_in(app.shown(telling))[-1] == "411"


def test_the_selected_row_stays_on_its_line_while_rows_are_added_before_it_and_leave_the_log() -> None:
    telling = tasks(60)
    telling.traffic.messages.kept = 500
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.press(*["up"] * 5)
    before = app.shown(telling)
    selected = app.view.message
    for number in range(2_000):
        telling.send("producer-1", ["worker-1"], b"Task %d" % (100 + number))
        if number % 100 == 0:
            telling.report()
            assert texts(app.shown(telling)) == texts(before)
    app.view.filter = "task 5"
    rows = app.shown(telling)
    assert selected is not None
    line = next(row for row in rows if selected.heads[0].decode() in row)
    app.view.filter = ""
    assert line[:-2] in texts(app.shown(telling))


def test_held_rows_say_how_many_have_come_since() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.press("up")
    for number in range(7):
        telling.send("producer-1", ["worker-1"], b"Task %d" % (100 + number))
    telling.report()
    assert "held, 7 new, End follows" in (app.shown(telling))[-1]
