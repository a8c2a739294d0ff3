"""The Lazy Pirate: a client that closes its REQ after a timeout and makes another has two sockets on one wire."""

from __future__ import annotations

import zmq

from tests.playing import anywhere, node, until
from tests.session.doctor.diagnosing import looked, met, tell
from zmqplay.control.source import Phase
from zmqplay.model.causes import LossReason
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire
from zmqplay.session.session import Session

PATIENCE_MS = 300
"""In which a request reaches its server on a busy machine too."""
SERVER_MS = 1_200


def server(node: Node) -> None:
    """Bind a REP, and take longer than the client waits."""
    socket = node.context.socket(zmq.REP)
    socket.bind(node.endpoint("service"))
    while True:
        request = socket.recv()
        node.work()
        socket.send(request)


def client(node: Node) -> None:
    """Ask with a new REQ when the first has had no reply for a while, and wait for the reply to the second."""
    for request in node.messages():
        socket = node.context.socket(zmq.REQ)
        socket.connect(node.endpoint("service"))
        socket.send_multipart(request)
        if not socket.poll(PATIENCE_MS):
            socket.close(linger=0)
            socket = node.context.socket(zmq.REQ)
            socket.connect(node.endpoint("service"))
            socket.send_multipart(request)
        socket.recv()


def stubborn_client(node: Node) -> None:
    """Ask again with a new REQ, as often as it takes."""
    for request in node.messages():
        is_answered = False
        while not is_answered:
            socket = node.context.socket(zmq.REQ)
            socket.connect(node.endpoint("service"))
            socket.send_multipart(request)
            if is_answered := bool(socket.poll(PATIENCE_MS)):
                socket.recv()
            socket.close(linger=0)


ROLES = Role("server", server, work_ms=SERVER_MS), Role("client", client, speaks=True)
WIRE = Wire("service", "tcp://127.0.0.1:5555", End("server", "REP"), End("client", "REQ"))
LAZY_PIRATE = Pattern("lazy-pirate", "Lazy Pirate", "", "", "# Lazy Pirate", ROLES, (WIRE,))
STUBBORN_ROLES = Role("server", server), Role("client", stubborn_client, speaks=True)
STUBBORN = Pattern("stubborn", "Stubborn", "", "", "# Stubborn", STUBBORN_ROLES, (WIRE,))


def test_messages_of_both_sockets_are_counted_once_and_numbered_in_one_series() -> None:
    with Session(LAZY_PIRATE, anywhere(LAZY_PIRATE)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        session.controls.speech.send("client-1", "Hello")
        until(session, lambda: node(session, "client-1").received == 1)
        until(session, lambda: session.traffic.ledger.totals.delivered == 3)
        requests = [message for message in session.traffic.messages.rows if message.sender == "client-1"]
        assert [message.number for message in requests] == [1, 2]
        assert [len(message.deliveries) for message in requests] == [1, 1]
        seen = {ends[:2]: seen.delivered for ends, seen in session.traffic.matching.seen.items()}
        assert seen["client-1", "server-1"] == node(session, "server-1").received == 2


def test_requests_that_a_client_threw_away_with_its_socket_are_given_up_and_the_last_one_has_arrived() -> None:
    with met(STUBBORN) as session:
        client, killed = node(session, "client-1"), node(session, "server-1")
        tell(session, "kill server-1")
        until(session, lambda: not killed.state.alive)
        tell(session, "send client-1 Hello")
        until(session, lambda: client.sent >= 3)
        tell(session, "restart server-1")
        until(session, lambda: client.received == 1)
        server = node(session, "server-1")
        ledger = session.traffic.ledger
        until(session, lambda: ledger.totals.lost_by_reason.get(LossReason.GIVEN_UP) == client.sent - server.received)
        assert ledger.totals.in_flight == 0
        *former, last = [message for message in session.traffic.messages.rows if message.sender == "client-1"]
        assert [delivery.node for delivery in last.deliveries] == ["server-1"]
        assert former[0].lost["server-1"] is LossReason.GIVEN_UP
        assert "asker-gone" not in {finding.rule for finding in looked(session)} or server.received > 1
