"""Patterns whose roles keep count by themselves, and print it when they end: `counted 12 sent 30 received`.

They also do what a message tells them that no program should do (`misbehaving`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import zmq

from tests.soak.misbehaving import obey
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

ADDRESS = "tcp://127.0.0.1:5557"


@dataclass
class Count:
    """The calls of one node that have returned."""

    sent: int = 0
    received: int = 0


@contextmanager
def counting() -> Iterator[Count]:
    """Print the count when the role ends, however it ends."""
    count = Count()
    try:
        yield count
    finally:
        print(f"counted {count.sent} sent {count.received} received", flush=True)


def _send(node: Node, kind: int, place: Callable[[zmq.Socket[bytes]], object]) -> None:
    """Place a socket, and send each message."""
    with counting() as count:
        socket = node.context.socket(kind)
        place(socket)
        for message in node.messages():
            socket.send_multipart(message)
            count.sent += 1
            obey(node, socket, message)


def _receive(node: Node, kind: int, place: Callable[[zmq.Socket[bytes]], object]) -> None:
    """Place a socket, and receive."""
    with counting() as count:
        socket = node.context.socket(kind)
        place(socket)
        while True:
            message = socket.recv_multipart()
            count.received += 1
            obey(node, socket, message)
            node.work()


def producer(node: Node) -> None:
    """PUSH."""
    _send(node, zmq.PUSH, lambda socket: socket.bind(node.endpoint("wire")))


def worker(node: Node) -> None:
    """PULL."""
    _receive(node, zmq.PULL, lambda socket: socket.connect(node.endpoint("wire")))


def publisher(node: Node) -> None:
    """PUB."""
    _send(node, zmq.PUB, lambda socket: socket.bind(node.endpoint("wire")))


def subscriber(node: Node) -> None:
    """SUB."""

    def place(socket: zmq.Socket[bytes]) -> None:
        socket.connect(node.endpoint("wire"))
        for topic in node.topics:
            socket.subscribe(topic)

    _receive(node, zmq.SUB, place)


def asker(node: Node) -> None:
    """REQ."""
    with counting() as count:
        socket = node.context.socket(zmq.REQ)
        socket.connect(node.endpoint("wire"))
        for message in node.messages():
            socket.send_multipart(message)
            count.sent += 1
            obey(node, socket, message)
            socket.recv_multipart()
            count.received += 1


def answerer(node: Node) -> None:
    """REP."""
    _answer(node, zmq.REP)


def router(node: Node) -> None:
    """ROUTER."""
    _answer(node, zmq.ROUTER)


def _answer(node: Node, kind: int) -> None:
    with counting() as count:
        socket = node.context.socket(kind)
        socket.bind(node.endpoint("wire"))
        while True:
            request = socket.recv_multipart()
            count.received += 1
            obey(node, socket, request)
            node.work()
            socket.send_multipart(request)
            count.sent += 1


def dealer(node: Node) -> None:
    """DEALER."""
    with counting() as count:
        socket = node.context.socket(zmq.DEALER)
        socket.routing_id = node.name.encode()
        socket.connect(node.endpoint("wire"))
        poller = zmq.Poller()
        poller.register(socket, zmq.POLLIN)
        poller.register(node.inbox, zmq.POLLIN)
        while True:
            for ready, _ in poller.poll():
                if ready is socket:
                    socket.recv_multipart()
                    count.received += 1
                else:
                    message = node.inbox.recv_multipart()
                    socket.send_multipart(message)
                    count.sent += 1
                    obey(node, socket, message)


def _pattern(name: str, speaking: Role, other: Role, bind: End, connect: End) -> Pattern:
    return Pattern(
        name=name,
        title=name,
        summary=name,
        use_case=name,
        lesson=name,
        roles=(speaking, other),
        wires=(Wire("wire", ADDRESS, bind=bind, connect=connect),),
    )


PUSH_PULL = _pattern(
    "counting-push-pull",
    Role("producer", producer, speaks=True, messages=("Task {n}",)),
    Role("worker", worker, count=3),
    End("producer", "PUSH"),
    End("worker", "PULL"),
)
PUBLISH_SUBSCRIBE = _pattern(
    "counting-publish-subscribe",
    Role("publisher", publisher, speaks=True, messages=("a | {n}", "b | {n}", "c | {n}")),
    Role("subscriber", subscriber, count=3, topics=(("a",), ("b",), ("",))),
    End("publisher", "PUB"),
    End("subscriber", "SUB"),
)
REQUEST_REPLY = _pattern(
    "counting-request-reply",
    Role("asker", asker, count=2, speaks=True, messages=("Request {n}",)),
    Role("answerer", answerer),
    End("answerer", "REP"),
    End("asker", "REQ"),
)
DEALER_ROUTER = _pattern(
    "counting-dealer-router",
    Role("dealer", dealer, count=2, speaks=True, messages=("Request {n}",)),
    Role("router", router),
    End("router", "ROUTER"),
    End("dealer", "DEALER"),
)
PATTERNS = (PUSH_PULL, PUBLISH_SUBSCRIBE, REQUEST_REPLY, DEALER_ROUTER)
