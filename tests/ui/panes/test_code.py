"""The code pane shows the code that runs, and the line that each node has reached."""

from __future__ import annotations

import inspect

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.control.guide import Broken
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import worker
from zmqplay.ui.panes.code.code import CodePane
from zmqplay.wire import Activity

FIRST = worker.__code__.co_firstlineno
RECV, WORK = FIRST + 5, FIRST + 6


def put(telling: Telling, name: str, line: int, activity: Activity, seconds: int = 0) -> None:
    """Put a node at `line` of its file, with an activity that has lasted `seconds`."""
    node = telling.traffic.nodes[name]
    node.doing.line, node.doing.activity, node.doing.since_ns = line, activity, telling.now_ns - seconds * 1_000_000_000


def row_with(rows: list[str], text: str) -> str:
    """The one row that contains `text`."""
    return next(row for row in rows if text in row)


def test_a_wire_that_is_turned_round_is_shown_as_it_runs() -> None:
    telling = tasks()
    app = Looking(CodePane(), (100, 40))
    assert any('tasks.bind(node.endpoint("tasks"))' in row for row in app.shown(telling))
    app.view.node = "worker-1"
    assert any('tasks.connect(node.endpoint("tasks"))' in row for row in app.shown(telling))
    telling.pattern = telling.pattern.turn("tasks")
    assert any('tasks.bind(node.endpoint("tasks"))' in row for row in app.shown(telling))


def test_the_line_that_the_selected_node_has_reached_shows_its_activity() -> None:
    telling = tasks()
    app = Looking(CodePane(), (100, 20))
    app.view.node = "worker-1"
    for line, text, activity, seconds, says in (
        (RECV, "tasks.recv_multipart()", Activity.IDLE, 12, "waits for its next message, 12 s"),
        (WORK, "node.work()", Activity.BUSY, 0, "works"),
        (FIRST + 3, "tasks.connect", Activity.BUSY, 0, "runs"),
        (RECV, "def worker", Activity.UNSEEN, 0, "too fast to follow"),
    ):
        put(telling, "worker-1", line, activity, seconds)
        rows = app.shown(telling)
        marked = [row for row in rows if "▶" in row]
        assert marked == [row_with(rows, text)]
        assert says in marked[0]
        assert f"worker-1: {says}" in rows[-1]


def test_lines_that_are_wider_than_the_pane_are_folded_and_the_mark_stands_at_the_first() -> None:
    telling = Telling(PIPELINE)
    app = Looking(CodePane(), (58, 100))
    shown = "".join(row[2:-2].strip() for row in app.shown(telling)).replace(" ", "")
    code = "".join(inspect.getsource(PIPELINE.roles[0].play).split())
    assert "…" not in shown
    assert code.partition("None:")[2][:400] in shown
    telling.report()
    telling.nodes["ventilator-1"].does(Activity.IDLE, telling.now_ns)
    put(telling, "ventilator-1", inspect.getsourcelines(PIPELINE.roles[0].play)[1] + 1, Activity.BUSY)
    app.view.node = "ventilator-1"
    assert [row for row in app.shown(telling) if "▶" in row] == [row_with(app.shown(telling), "Deal the tasks")]


def test_a_producer_that_waits_for_its_user_says_so_and_one_that_cannot_send_is_blocked() -> None:
    telling = tasks()
    app = Looking(CodePane(), (100, 20))
    app.view.node = "producer-1"
    first = telling.pattern.role("producer").play.__code__.co_firstlineno
    put(telling, "producer-1", first + 4, Activity.IDLE)
    assert "waits for its next message" in row_with(app.shown(telling), "▶")
    put(telling, "producer-1", first + 5, Activity.BLOCKED, 130)
    telling.traffic.nodes["producer-1"].doing.socket = 0
    assert "waits in send: its peers' queues are full, 2 min" in row_with(app.shown(telling), "▶")


def test_a_node_that_does_not_run_says_so_at_its_last_line() -> None:
    telling = tasks()
    app = Looking(CodePane(), (100, 20))
    app.view.node = "worker-1"
    for state, line, text, says in (
        (NodeState.FROZEN, RECV, "tasks.recv_multipart()", "frozen here"),
        (NodeState.KILLED, RECV, "tasks.recv_multipart()", "killed, last seen here"),
        (NodeState.CRASHED, WORK, "node.work()", "crashed here"),
        (NodeState.STOPPED, 0, "def worker", "stopped"),
        (NodeState.KILLED, 0, "def worker", "killed"),
    ):
        put(telling, "worker-1", line, Activity.IDLE)
        telling.traffic.nodes["worker-1"].life.state = state
        rows = app.shown(telling)
        assert row_with(rows, "▶") == row_with(rows, text)
        assert says in row_with(rows, text)


def test_without_a_selection_each_line_names_or_counts_its_nodes() -> None:
    telling = tasks(workers=12)
    for number in range(1, 13):
        put(telling, f"worker-{number}", RECV if number > 2 else WORK, Activity.IDLE if number > 2 else Activity.BUSY)
    app = Looking(CodePane(), (100, 30))
    rows = app.shown(telling)
    assert "worker-1 worker-2 working" in row_with(rows, "node.work()")
    assert "10 waiting" in row_with(rows, "tasks.recv_multipart()")


def test_a_node_that_is_selected_far_down_is_brought_into_view_once() -> None:
    telling = Telling(DEALER_ROUTER)
    first = DEALER_ROUTER.role("server").play.__code__.co_firstlineno
    put(telling, "server-1", first + 12, Activity.BUSY)
    app = Looking(CodePane(), (100, 8))
    app.view.node = "server-1"
    app.shown(telling)
    assert "node.work()" in row_with(app.shown(telling), "▶")
    app.press("home")
    put(telling, "server-1", first + 9, Activity.IDLE)
    app.shown(telling)
    assert "def server" in "\n".join(app.shown(telling))


def test_what_is_wrong_with_the_file_stands_above_the_code_that_goes_on_at_its_line() -> None:
    telling = tasks()
    app = Looking(CodePane(), (60, 8))
    app.view.node = "worker-1"
    put(telling, "worker-1", RECV, Activity.IDLE)
    app.shown(telling)
    around = ((11, "    while True:"), (12, "\x1b[2J\ttasks.recv("), (13, ""))
    app.broken = Broken("mine.py", 12, "SyntaxError: '(' was never closed, and this is a long sentence", around)
    rows = [row.strip("│ ") for row in app.shown(telling)]
    assert rows[1] == "✗ mine.py, line 12: SyntaxError: '(' was never closed,"
    assert rows[2] == "and this is a long sentence"
    assert rows[3:6] == ["11 │     while True:", "▶ 12 │ ␛[2J    tasks.recv(", "13"]
    app.press("end")
    assert "▶     tasks.recv_multipart()" in "".join(app.shown(telling)).replace("        ", "    ")
    app.broken = None
    assert "SyntaxError" not in "".join(app.shown(telling))
