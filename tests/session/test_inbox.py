"""A role may take its messages from its inbox by zmq.asyncio, past the node's own methods."""

from __future__ import annotations

import asyncio

import zmq
import zmq.asyncio

from tests.playing import anywhere, settle, speak, until
from tests.session.programs import in_an_event_loop, pattern
from zmqplay.control.source import Phase
from zmqplay.patterns.pattern import End, Node, Role
from zmqplay.session.session import Session

COUNT = 12


def producer(node: Node) -> None:
    """Send in an event loop what the inbox has."""

    async def send() -> None:
        socket = zmq.asyncio.Context(node.context).socket(zmq.PUSH)
        socket.bind(node.endpoint("tasks"))
        inbox = zmq.asyncio.Socket.from_socket(node.inbox)
        while True:
            await socket.send_multipart(await inbox.recv_multipart())

    asyncio.run(send())


ASYNC = pattern(
    "async",
    (Role("producer", producer, speaks=True), Role("worker", in_an_event_loop)),
    ("tasks", End("producer", "PUSH"), End("worker", "PULL")),
)


def test_what_a_role_takes_from_its_inbox_by_asyncio_arrives_and_does_not_wait_to_be_sent() -> None:
    with Session(ASYNC, anywhere(ASYNC)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        speak(session, COUNT)
        until(session, lambda: session.traffic.ledger.totals.delivered == COUNT)
        settle(session)
        assert session.traffic.ledger.totals.waiting_to_be_sent == 0
