"""Sockets: who their peers are, what is set on them, and what happened to them, in order."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui.feeding import Feeding
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeState
from zmqplay.ui.panes.sockets import SocketsPane
from zmqplay.wire import SocketEvent

MS = 1_000_000


def met(feeding: Feeding) -> Feeding:
    """The producer has seen each of its workers."""
    address = feeding.pattern.wires[0].address
    for number in range(3):
        time_ns = feeding.now_ns + number * MS
        feeding.nodes["producer-1"].events.append(SocketEvent(0, time_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, address))
    feeding.report()
    return feeding


def row_with(rows: list[str], text: str) -> str:
    """The first row in which this stands."""
    return next(row for row in rows if text in row)


def test_of_a_selected_node_the_peers_are_named() -> None:
    feeding = met(tasks())
    app = Looking(SocketsPane(), (100, 24))
    app.view.node = "producer-1"
    peers = row_with(app.shown(feeding), "peers")
    assert peers.split()[2:5] == ["worker-1", "worker-2", "worker-3"]
    feeding.traffic.nodes["worker-2"].life.state = NodeState.KILLED  # before its disconnection is reported
    assert row_with(app.shown(feeding), "peers").split()[2:4] == ["3", "peers"]


def test_without_a_selection_peers_are_counted_and_none_is_said() -> None:
    feeding = Feeding(tasks(0).pattern)
    app = Looking(SocketsPane(), (100, 24))
    assert "no peer" in row_with(app.shown(feeding), "producer-1")
    assert "1 peer" in row_with(app.shown(feeding), "worker-1")
    assert "3 peers" in row_with(app.shown(met(feeding)), "producer-1")


def test_only_options_that_differ_from_the_default_are_shown_and_those_that_came_too_late_say_so() -> None:
    feeding = tasks()
    socket = feeding.nodes["producer-1"].sockets[0]
    assert socket.facts
    options: dict[str, int | bytes] = {"SNDHWM": 5, "LINGER": -1, "IMMEDIATE": 1}
    socket.facts = replace(socket.facts, options=options, late_options=("IMMEDIATE",))
    feeding.report()
    app = Looking(SocketsPane(), (100, 24))
    app.view.node = "producer-1"
    row = row_with(app.shown(feeding), " set ")
    assert "SNDHWM 5 (1000)" in row
    assert "IMMEDIATE 1 too late" in row
    assert "LINGER" not in row


def test_events_stand_in_the_order_of_time_with_the_time_between_them() -> None:
    feeding = tasks(0)
    begin = feeding.now_ns + 1_000 * MS
    for name, after, event in (("producer-1", 7, 0x200), ("worker-1", 2, 0x80), ("worker-2", 0, 0x4)):
        feeding.nodes[name].events.append(SocketEvent(0, begin + after * MS, event, 138, "tcp://127.0.0.1:5557"))
    feeding.report()
    app = Looking(SocketsPane(), (120, 40))
    rows = [row for row in app.shown(feeding) if ":5557" in row and " +" in row][-3:]
    assert [row.split(" ms ")[-1].split()[0] for row in rows[1:]] == ["worker-1", "producer-1"]
    assert "connection tried again in 138 ms" in rows[0]
    assert "+2.00 ms" in rows[1]
    assert "+5.00 ms" in rows[2]
