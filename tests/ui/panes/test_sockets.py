"""The pane of sockets: their peers, their options, and their events in order."""

from __future__ import annotations

from msgspec.structs import replace

from tests.model.visited import STRANGER, depart, visited
from tests.telling import MS, Telling
from tests.ui.histories import apart
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.facts import Met
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
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


def test_a_connection_of_zmqplay_itself_is_said_to_be_that() -> None:
    telling = with_events(tasks(0), 7000, 7002)
    app = Looking(SocketsPane(), (100, 40))
    assert row_with(app.shown(telling), "with 127.0.0.1:7000")
    telling.take(Met(telling.now_ns, [], probes=["127.0.0.1:7000"]))
    shown = app.shown(telling)
    assert not [row for row in shown if ":7000" in row]
    assert "handshake succeeded  with zmqplay " in row_with(shown, "with zmqplay")
    assert row_with(shown, "with 127.0.0.1:7001")


def with_events(telling: Telling, first: int, last: int) -> Telling:
    """Let worker-1 report one event for each of these numbers, from a peer with that port."""
    for number in range(first, last):
        event = SocketEvent(
            0, telling.now_ns + number * MS, 0x1000, 0, "tcp://127.0.0.1:5557", peer=f"127.0.0.1:{number}"
        )
        telling.nodes["worker-1"].events.append(event)
    telling.report()
    return telling


def test_the_pane_opens_at_the_newest_event_and_follows_it_below_the_sockets() -> None:
    telling, app = tasks(0), Looking(SocketsPane(), (100, 24))
    assert "127.0.0.1:40099" in app.shown(with_events(telling, 40_000, 40_100))[-2]
    rows = app.shown(with_events(telling, 40_100, 40_105))
    assert "127.0.0.1:40104" in rows[-2]
    assert "producer-1" in rows[1]
    app.scroll_to(0)
    first = [row for row in app.rows() if " with " in row]
    app.shown(with_events(telling, 40_105, 40_110))
    assert [row for row in app.rows() if " with " in row] == first
    app.scroll_to(app.last_top)
    assert "127.0.0.1:40119" in app.shown(with_events(telling, 40_110, 40_120))[-2]


def test_sockets_that_need_half_of_the_pane_stand_above_the_events_out_of_view() -> None:
    telling, app = with_events(tasks(0), 40_000, 40_100), Looking(SocketsPane(), (100, 10))
    assert "127.0.0.1:40099" in app.shown(telling)[-2]
    app.scroll_to(0)
    assert "producer-1" in app.rows()[1]


def test_the_port_of_a_peer_is_read_at_every_width() -> None:
    for width in range(60, 121):
        row = Looking(SocketsPane(), (width, 24)).shown(with_events(tasks(0), 40_000, 40_100))[-2]
        assert ":40099" in row, row


def test_the_sockets_of_a_node_are_closed_however_it_has_ended() -> None:
    telling = tasks()
    telling.stop("worker-1")
    telling.kill("worker-2")
    telling.change("producer-1", closed=True)
    telling.tell("producer-1")
    rows = Looking(SocketsPane(), (120, 40)).shown(telling)
    closed = {name: "closed" in row_with(rows, name) for name in ("producer-1", "worker-1", "worker-2", "worker-3")}
    assert closed == {"producer-1": True, "worker-1": True, "worker-2": True, "worker-3": False}


def asked() -> Telling:
    """A foreign peer of a ROUTER, which has asked once and had an answer."""
    telling = visited(DEALER_ROUTER, "server-1", {"client": 0})
    telling.receives("server-1", b"Ann", b"ask")
    telling.sends("server-1", b"Ann", b"answer")
    for _ in range(4):
        telling.report(after_ms=300)
    return telling


def test_a_foreign_peer_has_a_row_with_its_address_types_counts_time_and_routing_id() -> None:
    row = row_with(Looking(SocketsPane(), (120, 24)).shown(asked()), STRANGER)
    assert row.split()[1:4] == [STRANGER, "1", "1"]
    assert "DEALER/REQ/ROUTER · since " in row
    assert "· at server-1 · id Ann " in row


def test_a_foreign_peer_that_has_left_keeps_its_row_which_says_when() -> None:
    telling = asked()
    depart(telling, "server-1")
    telling.report()
    assert row_with(Looking(SocketsPane(), (120, 24)).shown(telling), STRANGER).split()[2:5] == ["1", "1", "left"]


def test_of_a_selected_node_only_its_own_foreign_peers_have_rows() -> None:
    telling = visited(PUSH_PULL, "producer-1")
    for node, is_there in (("producer-1", True), ("worker-1", False)):
        app = Looking(SocketsPane(), (100, 40))
        app.view.node = node
        assert any(f"│ {STRANGER} " in row for row in app.shown(telling)) is is_there


def test_in_a_narrow_pane_what_is_said_of_a_foreign_peer_ends_with_a_whole_word() -> None:
    telling = asked()
    parts = ("DEALER/REQ/ROUTER", "since", "at server-1", "id Ann")
    for width in range(60, 121):
        said = row_with(Looking(SocketsPane(), (width, 24)).shown(telling), STRANGER).split("     1  ")[-1].rstrip(" │")
        assert said.split(" · ")[-1].startswith(parts), said
        assert "…" not in said


def test_where_a_socket_has_little_room_its_address_is_its_port_and_its_subscriptions_are_whole() -> None:
    rows = Looking(SocketsPane(), (60, 14)).shown(Telling(PUBLISH_SUBSCRIBE))
    assert "● tcp://127.0.0.1:5556" in row_with(rows, "publisher-1")
    several = row_with(rows, "subscriber-3")
    assert "to topic, topic1  ○ :5556" in several
    assert "…" not in several
