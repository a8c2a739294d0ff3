"""Dealer–router: routing ids are as announced, replies reach the right client, and one client can be addressed."""

from tests.playing import node, playing, received, settle, speak, until
from zmqplay.session.setup import Setup


def test_each_reply_reaches_its_asker_with_many_outstanding() -> None:
    with playing("dealer-router", Setup(work_ms={"server": 2})) as session:  # so slow that every message is shown
        speak(session, 50)
        until(session, lambda: session.traffic.ledger.totals.delivered == 300)
        settle(session)
        for client in ("client-1", "client-2", "client-3"):
            replies = received(session, client)
            assert replies == [f"Reply to Hello {n} from {client}".encode() for n in range(1, 51)]


def test_routing_ids_are_those_announced_or_generated() -> None:
    with playing("dealer-router") as session:
        speak(session, 1)
        until(session, lambda: session.traffic.ledger.totals.delivered == 6)
        routing_ids = set(node(session, "server-1").sockets[0].received_by_key)
        assert {b"Client1", b"Client2"} < routing_ids
        (generated,) = routing_ids - {b"Client1", b"Client2"}
        assert len(generated) == 5
        assert generated[0] == 0
        assert session.traffic.peers.owner(b"Client2") == "client-2"
        assert session.traffic.peers.owner(generated) == "client-3"


def test_the_user_can_address_one_client_from_the_server() -> None:
    with playing("dealer-router") as session:
        session.controls.speech.send("server-1", "Client1 | for you alone")
        until(session, lambda: node(session, "client-1").received == 1)
        settle(session)
        assert received(session, "client-1") == [b"for you alone"]
        assert [node(session, f"client-{n}").received for n in (2, 3)] == [0, 0]


def test_a_message_to_an_unknown_routing_id_is_unroutable() -> None:
    with playing("dealer-router") as session:
        session.controls.speech.send("server-1", "Nobody | hello")
        until(session, lambda: node(session, "server-1").sent == 1)
        settle(session)
        assert session.traffic.ledger.totals.lost_by_reason == {"unroutable": 1}
