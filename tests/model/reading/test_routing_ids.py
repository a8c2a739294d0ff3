"""The routing ids that a ROUTER knows."""

from __future__ import annotations

from tests.model.two_roles import routed
from zmqplay.model.reading.routing_ids import FOREIGN, NOBODY, others_of, routing_ids
from zmqplay.wire import OTHER


def test_each_id_has_an_owner_counts_and_whether_libzmq_generated_it() -> None:
    telling = routed(b"Client1", b"")
    made_up = b"\0abcd"
    telling.send("client-2", ["server-1"], b"hello", got=(made_up, b"hello"))
    telling.sends("server-1", b"Client1", b"hi")
    telling.sends("server-1", b"Nobody", b"hi")
    router = telling.nodes["server-1"].sockets[0]
    router.sent_by_key = {OTHER: router.sent, **router.sent_by_key}
    telling.report()
    told = {
        known.routing_id: (known.owner(telling.traffic.peers), known.received, known.is_generated)
        for known in routing_ids(telling.traffic.sockets())
    }
    assert told == {
        made_up: ("client-2", 1, True),
        b"Client1": ("client-1", 0, False),
        b"Nobody": (NOBODY, 0, False),
    }
    assert [(known.sent, known.received) for known in others_of(telling.traffic.sockets())] == [(2, 0)]


def test_an_id_that_is_not_ours_is_that_of_the_foreign_peer_which_was_there_alone() -> None:
    telling = routed()
    for port in (50_001, 50_002):
        telling.visit("server-1", f"127.0.0.1:{port}")
        telling.receives("server-1", b"Them", b"hello")
        for _ in range(3):
            telling.report()
        (known,) = routing_ids(telling.traffic.sockets())
        assert known.owner(telling.traffic.peers) == "127.0.0.1:50001"


def test_an_id_of_one_of_several_foreign_peers_is_foreign_and_one_never_heard_is_unknown() -> None:
    telling = routed()
    for port in (50_001, 50_002):
        telling.visit("server-1", f"127.0.0.1:{port}")
        telling.receives("server-1", b"%d" % port, b"hello")
    telling.report()
    telling.visit("server-1", "127.0.0.1:50003")
    telling.sends("server-1", b"Silent", b"hello")
    for _ in range(3):
        telling.report()
    owners = {known.routing_id: known.owner(telling.traffic.peers) for known in routing_ids(telling.traffic.sockets())}
    assert owners == {b"50001": FOREIGN, b"50002": FOREIGN, b"Silent": ""}


def test_what_a_router_has_sent_and_received_in_former_lives_counts_too() -> None:
    telling = routed(b"Client1")
    for _ in range(2):
        telling.send("client-1", ["server-1"], b"hello", got=(b"Client1", b"hello"))
        telling.sends("server-1", b"Client1", b"hi")
        telling.report()
        telling.kill("server-1")
        telling.start("server")
        telling.meet("server-1")
        telling.join("server-1")
    [known] = routing_ids(telling.traffic.all_sockets())
    assert (known.received, known.sent, known.owner(telling.traffic.peers)) == (2, 2, "client-1")
