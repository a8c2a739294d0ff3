"""A ROUTER that hands requests to REP threads over inproc: equal requests of several clients, each followed."""

from __future__ import annotations

import threading

import zmq

from tests.playing import anywhere, settle, speak, until
from zmqplay.control.source import Phase
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire
from zmqplay.session.session import Session

EACH = 10


def asker(node: Node) -> None:
    """Ask, and wait for the reply."""
    service = node.context.socket(zmq.REQ)
    service.connect(node.endpoint("service"))
    for message in node.messages():
        service.send_multipart(message)
        service.recv_multipart()


def pool(node: Node) -> None:
    """Hand each request to a thread, and each reply to its client."""
    front = node.context.socket(zmq.ROUTER)
    front.bind(node.endpoint("service"))
    back = node.context.socket(zmq.DEALER)
    back.bind("inproc://workers")
    for _ in range(2):
        threading.Thread(target=_answer, args=(node,), daemon=True).start()
    poller = zmq.Poller()
    poller.register(front, zmq.POLLIN)
    poller.register(back, zmq.POLLIN)
    while True:
        for socket, _ in poller.poll():
            (back if socket is front else front).send_multipart(socket.recv_multipart())


def _answer(node: Node) -> None:
    work = node.context.socket(zmq.REP)
    work.connect("inproc://workers")
    while True:
        work.send_multipart(work.recv_multipart())


POOL = Pattern(
    "pool", "pool", "", "", "",
    (Role("pool", pool), Role("asker", asker, count=3, speaks=True, messages=("ask {n}",))),
    (Wire("service", "tcp://127.0.0.1:5574", bind=End("pool", "ROUTER"), connect=End("asker", "REQ")),),
)  # fmt: skip


def test_equal_requests_through_a_pool_of_threads_arrive_in_the_ledger_and_over_inproc_in_the_log() -> None:
    with Session(POOL, anywhere(POOL)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        speak(session, EACH)
        until(session, lambda: session.traffic.ledger.totals.delivered == 3 * 4 * EACH)
        settle(session)
        between = [link for link in session.traffic.ledger.find_links() if link.sender != link.receiver]
        assert len(between) == 6
        assert {link.delivered for link in between} == {EACH}
        rows = [message for message in session.traffic.messages.rows if message.wire.startswith("inproc")]
        until(session, lambda: {fate_of(session.traffic, message) for message in rows} == {Fate.ARRIVED})
        assert len(rows) == 3 * 2 * EACH
