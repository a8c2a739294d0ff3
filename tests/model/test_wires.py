"""Which wire and which side a socket is on: as declared, or found from its binds and connects."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay.model.topology import BINDING, CONNECTING, End, Wire
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.push_pull import PUSH_PULL

LOCAL = "tcp://127.0.0.1:6000"


Opened = tuple[str, str, str, tuple[str, ...]]
"""Role, socket type, "bound" or "connected", and the addresses."""


def found(*opened: Opened) -> Telling:
    """Undeclared nodes; the first node of each role opens the sockets that are given for it."""
    telling = Telling()
    for role, type_, how, addresses in opened:
        if f"{role}-1" not in telling.nodes:
            telling.start(role)
        node = telling.nodes[f"{role}-1"]
        node.open(type_, bound=addresses if how == "bound" else (), connected=addresses if how == "connected" else ())
        telling.report()
    return telling


def wires(telling: Telling) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The roles that bind and those that connect, by wire."""
    return {
        wire.name: (tuple(end.role for end in wire.binding), tuple(end.role for end in wire.connecting))
        for wire in telling.traffic.topology.wires
    }


SERVER: Opened = ("server", "REP", "bound", ("tcp://0.0.0.0:6000",))
CLIENT: Opened = ("client", "REQ", "connected", ("tcp://localhost:6000",))


@pytest.mark.parametrize("opened", [(SERVER, CLIENT), (CLIENT, SERVER)], ids=["bind first", "connect first"])
def test_a_wildcard_bind_and_a_connect_to_this_machine_are_one_wire(opened: tuple[Opened, ...]) -> None:
    telling = found(*opened)
    assert wires(telling) == {LOCAL: (("server",), ("client",))}
    assert telling.traffic.addresses == {LOCAL: LOCAL}
    assert set(telling.traffic.topology.roles) == {"server", "client"}


def test_ipv6_and_ipv4_loopback_are_two_places_and_a_wildcard_is_met_at_both() -> None:
    telling = found(
        ("six", "REP", "bound", ("tcp://[::1]:6000",)),
        ("four", "REP", "bound", (LOCAL,)),
        ("client", "REQ", "connected", ("tcp://[::1]:6000",)),
    )
    assert wires(telling) == {
        "tcp://[::1]:6000": (("six",), ("client",)),
        LOCAL: (("four",), ()),
    }
    wildcard = found(("any", "REP", "bound", ("tcp://[::]:6000",)), ("six", "REQ", "connected", ("tcp://[::1]:6000",)))
    assert list(wires(wildcard).values()) == [(("any",), ("six",))]


def test_messages_on_a_found_wire_are_matched_and_add_up() -> None:
    telling = found(SERVER, CLIENT)
    telling.join()
    telling.send("client-1", ["server-1"], b"Hello")
    telling.send("server-1", ["client-1"], b"World")
    telling.report()
    assert [(m.sender, [d.node for d in m.deliveries]) for m in telling.traffic.messages.rows] == [
        ("client-1", ["server-1"]),
        ("server-1", ["client-1"]),
    ]
    assert telling.traffic.ledger.totals.delivered == telling.traffic.ledger.totals.sent == 2


def test_a_broker_s_wires_have_the_ends_that_were_found_there() -> None:
    telling = found(
        ("broker", "ROUTER", "bound", ("tcp://*:6000",)),
        ("worker", "REQ", "connected", (LOCAL,)),
        ("client", "DEALER", "connected", (LOCAL,)),
        ("broker", "PUB", "bound", ("ipc://@news",)),
        ("client", "SUB", "connected", ("ipc://@news",)),
    )
    assert wires(telling) == {
        LOCAL: (("broker",), ("worker", "client")),
        "ipc://@news": (("broker",), ("client",)),
    }


def test_a_socket_that_connects_to_several_addresses_makes_them_one_wire() -> None:
    telling = found(
        ("one", "REP", "bound", ("tcp://*:6001",)),
        ("two", "REP", "bound", ("tcp://*:6002",)),
        ("client", "DEALER", "connected", ("tcp://localhost:6001", "tcp://localhost:6002")),
        ("three", "REP", "bound", ("tcp://*:6003",)),
    )
    assert wires(telling) == {
        "tcp://127.0.0.1:6001": (("one", "two"), ("client",)),
        "tcp://127.0.0.1:6003": (("three",), ()),
    }
    assert {socket.wire for socket in telling.traffic.sockets()} == set(wires(telling))
    telling.join()
    telling.send("client-1", ["two-1"], b"", b"Hello", got=[b"Hello"])
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert message.deliveries[0].node == "two-1"


def test_sockets_of_one_inproc_name_meet_within_their_node_only() -> None:
    pipe = ("inproc://pipe",)
    telling = found(
        ("one", "PAIR", "bound", pipe),
        ("one", "PAIR", "connected", pipe),
        ("two", "PAIR", "bound", pipe),
    )
    assert list(wires(telling)) == ["inproc://pipe in one-1", "inproc://pipe in two-1"]


def test_a_declared_role_s_socket_of_another_kind_is_on_a_wire_of_its_own() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.nodes["producer-1"].open("PUB", bound=("tcp://*:7000",))
    telling.report()
    assert [wire.name for wire in telling.traffic.topology.wires] == ["tasks", "tcp://127.0.0.1:7000"]
    telling.declare(PUSH_PULL.turn("tasks"))
    assert [wire.name for wire in telling.traffic.topology.wires] == ["tasks", "tcp://127.0.0.1:7000"]


def test_a_socket_that_was_unbound_stays_on_its_wire() -> None:
    telling = found(SERVER, CLIENT)
    telling.change("server-1", bound=())
    telling.report()
    assert [socket.wire for socket in telling.traffic.sockets()] == [LOCAL, LOCAL]


BROKER = Wire("w", LOCAL, End("broker", "ROUTER"), (End("client", "REQ"), End("worker", "DEALER")))
PEERS = Wire("w", LOCAL, End("peer", "PAIR", first_only=True), End("peer", "PAIR"))


@pytest.mark.parametrize(
    ("wire", "role", "socket", "binds", "side"),
    [
        (BROKER, "broker", "ROUTER", True, BINDING),
        (BROKER, "client", "REQ", False, CONNECTING),
        (BROKER, "worker", "DEALER", False, CONNECTING),
        (BROKER, "worker", "REP", True, CONNECTING),  # another type than declared
        (BROKER, "stranger", "REQ", False, CONNECTING),
        (PEERS, "peer", "PAIR", True, BINDING),
        (PEERS, "peer", "PAIR", False, CONNECTING),
    ],
)
def test_sides_are_as_declared(wire: Wire, role: str, socket: str, binds: bool, side: str) -> None:
    assert wire.side_of(role, socket, binds) == side


@pytest.mark.parametrize(("pattern", "role"), [(PUSH_PULL, "producer"), (PAIR, "peer")])
def test_a_sender_keeps_its_side_when_the_wire_is_turned(pattern: Pattern, role: str) -> None:
    (wire,) = pattern.wires
    (turned,) = pattern.turn(wire.name).wires
    type_ = wire.binding[0].socket
    assert wire.side_of(role, type_, True) == turned.side_of(role, type_, False) == BINDING


@pytest.mark.parametrize(("giver", "how"), [("server-1", "bound"), ("client-1", "connected")])
def test_a_socket_that_has_given_up_its_last_address_keeps_its_side_and_what_has_passed_there(
    giver: str, how: str
) -> None:
    telling = found(SERVER, ("client", "REQ", "connected", (LOCAL,)))
    telling.meet()
    telling.join()
    telling.send("client-1", ["server-1"], b"Hello")
    telling.send("server-1", ["client-1"], b"World")
    telling.report()
    sides = [socket.side for socket in telling.traffic.sockets()]
    telling.change(giver, bound=()) if how == "bound" else telling.change(giver, connected=())
    telling.report()
    assert [socket.side for socket in telling.traffic.sockets()] == sides
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.delivered, totals.in_flight, totals.from_elsewhere) == (2, 2, 0, 0)
