"""The Output pane: what each node printed, newest last, whole and safe."""

from __future__ import annotations

from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Printed
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.output import OutputPane


def test_each_node_has_its_lines_under_its_name_the_newest_last() -> None:
    telling = tasks()
    telling.take(Printed(telling.now_ns, "worker-1", ["first", "second"]))
    telling.take(Printed(telling.now_ns, "worker-2", ["[/] other"]))
    rows = [row.strip("│ ") for row in Looking(OutputPane(), (60, 12)).shown(telling)]
    assert rows[1:7] == ["worker-1 printed", "first", "second", "", "worker-2 printed", "[/] other"]
    assert "3 lines" in rows[-1]


def test_a_selected_node_stands_alone() -> None:
    telling = tasks()
    telling.take(Printed(telling.now_ns, "worker-1", ["one"]))
    telling.take(Printed(telling.now_ns, "worker-2", ["two"]))
    app = Looking(OutputPane(), (60, 12))
    app.view.node = "worker-2"
    text = "\n".join(app.shown(telling))
    assert "two" in text
    assert "worker-1" not in text
    app.view.node = "producer-1"
    rows = app.shown(telling)
    assert "producer-1 has printed nothing" in rows[1]
    assert "line" not in rows[-1]


def test_a_long_line_goes_on_below_and_keeps_its_spaces() -> None:
    telling = tasks()
    telling.take(Printed(telling.now_ns, "worker-1", ["    " + "x" * 50 + "end"]))
    rows = Looking(OutputPane(), (40, 12)).shown(telling)
    assert "      xxxx" in rows[2]
    assert rows[3].strip("│ ").endswith("end")


def test_the_newest_line_stays_in_view_until_one_scrolls_up() -> None:
    telling = tasks()
    app = Looking(OutputPane(), (40, 12))
    for number in range(30):
        telling.take(Printed(telling.now_ns, "worker-1", [f"line {number}"]))
        app.shown(telling)
    assert "line 29" in app.rows()[-2]
    app.scroll_to(3)
    telling.take(Printed(telling.now_ns, "worker-1", ["line 30"]))
    assert "line 2" in app.shown(telling)[1]


def test_what_a_crashed_node_printed_stands_at_the_end_and_its_last_line_is_marked() -> None:
    telling = tasks()
    telling.take(Printed(telling.now_ns, "worker-1", ["Traceback (most recent call last):", "ValueError: no number"]))
    telling.take(Printed(telling.now_ns, "worker-2", [f"line {number}" for number in range(30)]))
    app = Looking(OutputPane(), (60, 12))
    assert "line 29" in app.shown(telling)[-2]
    telling.take(Ended(telling.now_ns, "worker-1", EndCause.RAISED, 1, "ValueError: no number"))
    rows = [row.strip("│▐ ") for row in app.shown(telling)]
    assert rows[-4] == "worker-1 crashed, and had printed"
    assert rows[-2] == "ValueError: no number"
    red = [text for line in app.lines() for text, style in line if style.color == app.ink(LOST).color]
    assert [text.strip() for text in red] == ["crashed", "ValueError: no number"]
