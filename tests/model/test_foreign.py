"""Foreign peers: what connections and messages tell of programs that are not watched."""

from __future__ import annotations

import pytest

from tests.model.two_roles import SERVER, routed, two_roles
from tests.model.visited import STRANGER, depart, visited
from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.foreign import KEPT
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.sockets import SocketTraffic
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.push_pull import PUSH_PULL


def leave(telling: Telling, host: str, peer: str, *, failed: bool = False) -> None:
    """A foreign peer disconnects, after its handshake has failed or not."""
    node = telling.nodes[host]
    if failed:
        node.event(0, EventNumber.HANDSHAKE_FAILED_NO_DETAIL, telling.now_ns, value=32)
    node.event(0, EventNumber.DISCONNECTED, telling.now_ns, peer=peer)
    telling.report()


def first_socket(telling: Telling, name: str) -> SocketTraffic:
    return telling.traffic.nodes[name].sockets[0]


def known(telling: Telling, name: str) -> list[ForeignPeer]:
    return list(telling.traffic.peers.of(first_socket(telling, name)))


def test_a_program_that_connects_and_says_nothing_is_no_peer_and_takes_no_handshake_off() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    socket = first_socket(telling, "producer-1")
    for _ in range(3):
        telling.nodes["producer-1"].event(0, EventNumber.ACCEPTED, telling.now_ns, peer=STRANGER)
        telling.report()
        assert (socket.handshakes, telling.traffic.peers.foreign) == (1, {})
        leave(telling, "producer-1", STRANGER, failed=True)
        telling.report()
    assert (socket.handshakes, telling.traffic.peers.foreign, socket.last_disconnect_ns) == (1, {}, 0)


def test_a_client_that_ipv6_shows_as_a_mapped_address_is_our_own() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    worker, producer = telling.nodes["worker-1"], telling.nodes["producer-1"]
    worker.event(0, EventNumber.CONNECTED, telling.now_ns, "tcp://127.0.0.1:5557", local="127.0.0.1:46870", value=9)
    producer.accepts(0, telling.now_ns, "tcp://[::ffff:127.0.0.1]:5557", "::ffff:127.0.0.1:46870")
    for _ in range(2):
        telling.report()
    assert telling.traffic.peers.foreign == {}


def test_a_foreign_peer_belongs_to_the_socket_that_it_is_connected_to() -> None:
    telling = Telling(DEALER_ROUTER, {"client": 1})
    telling.visit("server-1", STRANGER)
    for _ in range(2):
        telling.report()
    peers, server, client = telling.traffic.peers, first_socket(telling, "server-1"), first_socket(telling, "client-1")
    (peer,) = peers.of(server)
    assert (peer.address, peer.socket, peer.types) == (STRANGER, "ROUTER", ("DEALER", "REQ", "ROUTER"))
    assert (list(peers.here(server)), peers.may_reach(server)) == ([peer], True)
    assert (list(peers.of(client)), peers.may_reach(client)) == ([], False)
    leave(telling, "server-1", STRANGER)
    assert (list(peers.of(server)), list(peers.here(server))) == ([peer], [])
    assert peers.may_reach(server, peer.gone_ns)
    assert not peers.may_reach(server, peer.gone_ns + 1)


def test_a_foreign_peer_has_gone_when_our_node_has_ended() -> None:
    telling = visited(PUSH_PULL, "producer-1")
    telling.kill("producer-1")
    assert known(telling, "producer-1")[0].gone


def test_a_foreign_peer_that_binds_where_ours_connect_is_known_by_its_address() -> None:
    telling = Telling(PUSH_PULL, {"producer": 0, "worker": 1})
    worker = telling.nodes["worker-1"]
    worker.event(0, EventNumber.CONNECTED, telling.now_ns, "tcp://10.0.0.7:5557", value=9, local=STRANGER, peer="x:1")
    worker.event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns, "tcp://10.0.0.7:5557")
    for _ in range(2):
        telling.report()
    assert [peer.address for peer in known(telling, "worker-1")] == ["x:1"]


def test_peers_that_come_and_go_leave_a_bounded_memory() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    many = KEPT + 100
    for number in range(many):
        telling.visit("producer-1", f"10.0.0.7:{5_000 + number}")
        telling.nodes["producer-1"].event(
            0, EventNumber.DISCONNECTED, telling.now_ns, peer=f"10.0.0.7:{5_000 + number}"
        )
        if number % 100 == 0:
            telling.report()
    for _ in range(2):
        telling.report()
    peers, socket = telling.traffic.peers, first_socket(telling, "producer-1")
    assert (len(peers.of(socket)), peers.forgotten, socket.handshakes) == (KEPT, 100, 1)
    assert not peers.here(socket)


def test_a_foreign_peer_has_the_routing_id_that_was_first_heard_while_it_was_there_alone() -> None:
    telling = routed(b"Client1")
    router = first_socket(telling, "server-1")
    for number, routing_id in enumerate((b"Ext", b"Late")):
        telling.visit("server-1", f"10.0.0.7:{5_000 + number}")
        telling.report()
        telling.receives("server-1", routing_id, b"hello")
        telling.sends("server-1", routing_id, b"reply")
        telling.sends("server-1", routing_id, b"and more")
        for _ in range(3):
            telling.report()
    named = [
        (peer.address, peer.routing_id, peer.received_from, peer.handed_over) for peer in known(telling, "server-1")
    ]
    assert named == [("10.0.0.7:5000", b"Ext", 1, 2), ("10.0.0.7:5001", b"Late", 1, 2)]
    peers = telling.traffic.peers
    owner = peers.foreign_owner(router, b"Late")
    assert owner is not None
    assert (owner.address, peers.may_own(router, b"Late"), peers.may_own(router, b"Other")) == (
        "10.0.0.7:5001",
        True,
        False,
    )
    leave(telling, "server-1", "10.0.0.7:5001")
    assert (peers.foreign_owner(router, b"Late"), peers.may_own(router, b"Late")) == (owner, False)


def test_of_two_peers_that_speak_in_the_same_moment_neither_is_named() -> None:
    telling = routed(b"Client1")
    for number, routing_id in enumerate((b"One", b"Two")):
        telling.visit("server-1", f"10.0.0.7:{5_000 + number}")
        telling.receives("server-1", routing_id, b"hello")
    for _ in range(4):
        telling.report()
    assert [(peer.routing_id, peer.received_from) for peer in known(telling, "server-1")] == [(None, None)] * 2


def test_a_foreign_peer_that_never_spoke_may_have_any_routing_id_that_none_of_ours_has() -> None:
    telling = routed(b"Client1")
    router = first_socket(telling, "server-1")
    peers = telling.traffic.peers
    assert not peers.may_own(router, b"Ext")
    telling.visit("server-1", STRANGER)
    telling.report()
    assert peers.may_own(router, b"Ext")
    assert not peers.may_own(router, b"Client1")


def test_the_counts_of_a_peer_are_known_where_it_is_the_only_one_and_else_not() -> None:
    telling = Telling(PUSH_PULL, {"worker": 0})
    telling.visit("producer-1", STRANGER)
    telling.sends("producer-1", b"Task")
    for _ in range(2):
        telling.report()
    (peer,) = known(telling, "producer-1")
    assert (peer.handed_over, peer.received_from) == (1, 0)
    shared = visited(PUSH_PULL, "producer-1")
    shared.sends("producer-1", b"to one of two")
    shared.report()
    (other,) = known(shared, "producer-1")
    assert (other.handed_over, other.received_from) == (None, None)


@pytest.mark.parametrize("left", [False, True])
def test_messages_prove_that_a_peer_without_a_handshake_speaks_an_older_zmtp(left: bool) -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 0)))
    telling.nodes["server-1"].event(0, EventNumber.ACCEPTED, telling.now_ns, peer=STRANGER)
    telling.receives("server-1", b"\0\xff\xdc\xc2\x33", b"hello")
    telling.report()
    if left:
        leave(telling, "server-1", STRANGER, failed=True)
    for _ in range(4):
        telling.report()
    (peer,) = known(telling, "server-1")
    assert (peer.is_old, peer.types, peer.gone, peer.received_from) == (True, (), left, 1)
    assert first_socket(telling, "server-1").handshakes == (0 if left else 1)


def test_a_push_that_deals_while_nobody_shook_hands_has_a_peer_of_an_older_zmtp() -> None:
    telling = Telling(PUSH_PULL, {"worker": 0})
    telling.nodes["producer-1"].event(0, EventNumber.ACCEPTED, telling.now_ns, peer=STRANGER)
    telling.report()
    telling.sends("producer-1", b"Task")
    telling.report()
    assert [(peer.is_old, peer.handed_over) for peer in known(telling, "producer-1")] == [(True, 1)]


@pytest.mark.parametrize(
    ("carried", "is_peer"),
    [
        ((78, 154), True),  # a long HTTP request, which libzmq takes for ZMTP 1.0, and 16 tasks
        ((78, 19), True),
        ((78, 82), True),
        ((30, 10), False),
        ((64, 92), False),  # a PUSH within a handshake of ZMTP 3 that was broken off
        ((64, 64), False),
        ((14, 14), False),  # ZMTP 2.0, and no message
        ((-1, -1), False),
    ],
)
def test_the_bytes_that_were_sent_prove_that_a_program_without_a_handshake_took_messages(
    carried: tuple[int, int], is_peer: bool
) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    producer = telling.nodes["producer-1"]
    producer.event(0, EventNumber.ACCEPTED, telling.now_ns, peer=STRANGER)
    producer.event(0, EventNumber.HANDSHAKE_FAILED_NO_DETAIL, telling.now_ns, value=104)
    producer.event(0, EventNumber.DISCONNECTED, telling.now_ns, peer=STRANGER)
    producer.events[-1].carried = carried
    for _ in range(4):
        telling.report()
    assert [peer.address for peer in known(telling, "producer-1")] == [STRANGER] * is_peer


def test_what_passed_right_before_a_peer_left_is_counted_too() -> None:
    telling = Telling(PUSH_PULL, {"worker": 0})
    telling.visit("producer-1", STRANGER)
    for _ in range(2):
        telling.report()
    telling.sends("producer-1", b"Task")
    depart(telling, "producer-1")
    telling.report(after_ms=10)
    (peer,) = known(telling, "producer-1")
    assert (peer.gone, peer.handed_over) == (True, 1)
