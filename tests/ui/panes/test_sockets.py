"""The pane of sockets: their peers, their options, and their events in order."""

from __future__ import annotations

from msgspec.structs import replace

from tests.telling import MS
from tests.ui.histories import apart
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.sockets import SocketsPane
from zmqplay.wire import SocketEvent


def row_with(rows: list[str], text: str) -> str:
    """The first row that contains `text`."""
    return next(row for row in rows if text in row)


def test_of_a_selected_node_the_peers_are_named() -> None:
    telling = tasks()
    app = Looking(SocketsPane(), (100, 24))
    app.view.node = "producer-1"
    peers = row_with(app.shown(telling), "peers")
    assert peers.split()[2:5] == ["worker-1", "worker-2", "worker-3"]
    telling.traffic.nodes["worker-2"].life.state = NodeState.KILLED  # before its disconnection is reported
    assert row_with(app.shown(telling), "peers").split()[2:4] == ["3", "peers"]


def test_without_a_selection_peers_are_counted_and_none_is_said() -> None:
    telling = apart(PUSH_PULL)
    app = Looking(SocketsPane(), (100, 24))
    assert "no peer" in row_with(app.shown(telling), "producer-1")
    assert "1 peer" in row_with(app.shown(telling), "worker-1")
    telling.meet()
    assert "3 peers" in row_with(app.shown(telling), "producer-1")


def test_only_options_that_differ_from_the_default_are_shown_and_those_that_came_too_late_say_so() -> None:
    telling = tasks()
    socket = telling.nodes["producer-1"].sockets[0]
    assert socket.facts
    options: dict[str, int | bytes] = {"SNDHWM": 5, "LINGER": -1, "IMMEDIATE": 1}
    socket.facts = replace(socket.facts, options=options, late_options=("IMMEDIATE",))
    telling.report()
    app = Looking(SocketsPane(), (100, 24))
    app.view.node = "producer-1"
    row = row_with(app.shown(telling), " set ")
    assert "SNDHWM 5 (1000)" in row
    assert "IMMEDIATE 1 too late" in row
    assert "LINGER" not in row


def test_events_stand_in_the_order_of_time_with_the_time_between_them() -> None:
    telling = tasks(0)
    begin = telling.now_ns + 1_000 * MS
    for name, after, event in (("producer-1", 7, 0x200), ("worker-1", 2, 0x80), ("worker-2", 0, 0x4)):
        telling.nodes[name].events.append(SocketEvent(0, begin + after * MS, event, 138, "tcp://127.0.0.1:5557"))
    telling.report()
    app = Looking(SocketsPane(), (120, 40))
    rows = [row for row in app.shown(telling) if ":5557" in row and " +" in row][-3:]
    assert [row.split(" ms ")[-1].split()[0] for row in rows[1:]] == ["worker-1", "producer-1"]
    assert "tries again in 138 ms" in rows[0]
    assert "+2.00 ms" in rows[1]
    assert "+5.00 ms" in rows[2]
