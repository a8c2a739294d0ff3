"""The Lazy Pirate: a client that closes its REQ after a timeout and makes another has two sockets on one wire."""

from __future__ import annotations

import zmq

from tests.playing import node, until
from zmqplay.control.source import Phase
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

PATIENCE_MS = 100
SERVER_MS = 400


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


ROLES = Role("server", server, work_ms=SERVER_MS), Role("client", client, speaks=True)
WIRE = Wire("service", "tcp://127.0.0.1:5555", End("server", "REP"), End("client", "REQ"))
LAZY_PIRATE = Pattern("lazy-pirate", "Lazy Pirate", "", "", "# Lazy Pirate", ROLES, (WIRE,))


def test_messages_of_both_sockets_are_counted_once_and_numbered_in_one_series() -> None:
    setup = Setup(endpoints={"service": "tcp://127.0.0.1:*"})
    with Session(LAZY_PIRATE, setup) as session:
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
