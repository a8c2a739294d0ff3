"""The pane of routing ids names the node that holds each, and the nodes that were refused it."""

from __future__ import annotations

from msgspec.structs import replace

from tests.model.two_roles import routed
from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import requests
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.peers import ForeignPeer
from zmqplay.ui.draw.selection import NodeSelected
from zmqplay.ui.panes.identities import IdentitiesPane
from zmqplay.wire import SocketEvent, Tally

SECOND_NS = 1_000_000_000


def with_twin(hands_over: bool) -> Telling:
    """A second client announces the routing id of the first; the ROUTER `hands_over` the id or not."""
    telling = requests()
    router, twin = telling.nodes["server-1"].sockets[0], telling.nodes["client-2"].sockets[0]
    assert router.facts
    assert twin.facts
    router.facts = replace(router.facts, options={"ROUTER_HANDOVER": int(hands_over)})
    twin.facts = replace(twin.facts, routing_id=b"Client1")
    telling.now_ns += SECOND_NS
    event = SocketEvent(0, telling.now_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, telling.pattern.wires[0].address)
    telling.nodes["client-2"].events.append(event)
    telling.report()
    return telling


def row_with(rows: list[str], text: str) -> str:
    """The one row that contains `text`."""
    return next(row for row in rows if text in row)


def test_a_newcomer_takes_over_a_routing_id_if_the_router_hands_it_over() -> None:
    app = Looking(IdentitiesPane(), (100, 10))
    rows = app.shown(with_twin(hands_over=True))
    assert "client-2" in row_with(rows, "Client1")
    assert "taken over from client-1" in rows[rows.index(row_with(rows, "Client1")) + 1]


def test_otherwise_the_newcomer_is_ignored() -> None:
    app = Looking(IdentitiesPane(), (100, 10))
    rows = app.shown(with_twin(hands_over=False))
    assert "client-1" in row_with(rows, "Client1")
    assert "taken already, so ignored: client-2" in rows[rows.index(row_with(rows, "Client1")) + 1]


def test_each_routing_id_has_the_time_since_its_last_message() -> None:
    telling = requests()
    app = Looking(IdentitiesPane(), (100, 10))
    assert "now" in row_with(app.shown(telling), "Client1")
    telling.now_ns += 12 * SECOND_NS
    assert "12 s" in row_with(app.shown(telling), "Client1")
    telling.now_ns += 130 * SECOND_NS
    assert "2 min" in row_with(app.shown(telling), "Client1")


def test_a_routing_id_of_no_node_is_foreign_and_one_without_a_peer_is_nobody() -> None:
    telling = requests()
    router = telling.nodes["server-1"].sockets[0]
    router.sent_by_key[b"Nobody"], router.received_by_key[b"Stranger"] = Tally(1, 1), Tally(1, 1)
    telling.report()
    app = Looking(IdentitiesPane(), (100, 10))
    rows = app.shown(telling)
    assert "nobody" in row_with(rows, "Nobody ")
    assert "never" in row_with(rows, "Nobody ")
    assert "foreign" in row_with(rows, "Stranger ")
    telling.traffic.peers.foreign["127.0.0.1:40001"] = ForeignPeer(
        "127.0.0.1:40001", "127.0.0.1:40001", "server-1", telling.pattern.wires[0].name, "ROUTER", 0
    )
    assert "127.0.0.1:40001" in row_with(app.shown(telling), "Stranger ")


def test_an_id_to_which_a_message_was_lost_is_of_nobody_and_neither_chosen_nor_generated() -> None:
    telling = routed(b"")
    telling.visit("server-1", "127.0.0.1:50001")
    telling.report(after_ms=500)
    telling.receives("server-1", b"Ann", b"ask")
    telling.sends("server-1", b"Ghost", b"hello")
    telling.report()
    rows = Looking(IdentitiesPane(), (100, 10)).shown(telling)
    assert "chosen" in row_with(rows, "Ann ")
    assert row_with(rows, "Ghost ").split()[1:8] == ["Ghost", "47", "68", "6f", "73", "74", "nobody"]


def test_a_title_or_a_key_puts_them_in_order_and_a_name_selects_its_node() -> None:
    telling = requests()
    telling.count_received("server-1", b"\x00\x6b\x8b\x45\x67", 20)
    telling.report()
    app = Looking(IdentitiesPane(), (100, 10))
    rows = app.shown(telling)
    assert "Client1" in rows[2]
    app.click(rows[1].rindex(" in ") + 1, 1)
    rows = app.shown(telling)
    assert "Client1" in rows[3]
    assert "most in first" in rows[-1]
    app.press("<")
    rows = app.shown(telling)
    assert "Client1" in rows[2]
    app.click(rows[2].index("client-1") + 1, 2)
    assert [message.name for message in app.heard if isinstance(message, NodeSelected)] == ["client-1"]
