"""What is lost with a connection of two nodes that live on, over real sockets."""

from __future__ import annotations

from tests.playing import node, playing, until
from zmqplay.control.commands import give
from zmqplay.control.source import Phase
from zmqplay.session.setup import Setup


def test_a_reply_to_a_client_whose_connection_ended_while_the_server_was_frozen_is_lost_with_the_connection() -> None:
    setup = Setup(counts={"client": 1}, options={"client": {"HEARTBEAT_IVL": 200}})
    with playing("request-reply", setup) as session:
        session.controls.nodes.freeze("server-1")
        session.controls.speech.send("client-1", "ask")
        asker = node(session, "client-1").sockets[0]
        until(session, lambda: asker.sent.messages == 1)
        until(session, lambda: asker.last_disconnect_ns)
        session.controls.nodes.thaw("server-1")
        until(session, lambda: node(session, "server-1").sent == 1)
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"disconnected": 1})


def test_a_message_that_ended_a_connection_is_lost_to_the_disconnection_after_its_wire_has_moved_too() -> None:
    with playing("push-pull", Setup(counts={"worker": 1}, options={"worker": {"MAXMSGSIZE": 100}})) as session:
        give(session, "wire tasks ipc")
        until(session, lambda: session.traffic.addresses["tasks"].startswith("ipc:"))
        until(session, lambda: session.state.phase is Phase.LIVE)
        until(session, lambda: node(session, "producer-1").life.number == node(session, "worker-1").life.number == 2)
        until(
            session, lambda: node(session, "producer-1").sockets and node(session, "producer-1").sockets[0].handshakes
        )
        session.controls.speech.send("producer-1", "x" * 101)
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"disconnected": 1})
