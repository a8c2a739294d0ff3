"""Roles as people write them: proxies, event loops, threads, contexts and children of their own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import zmq
import zmq.asyncio
from zmq.devices import ThreadProxy

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def pusher(node: Node) -> None:
    """Bind, and deal each message."""
    socket = node.context.socket(zmq.PUSH)
    socket.bind(node.endpoint("tasks"))
    for message in node.messages():
        socket.send_multipart(message)


def in_an_event_loop(node: Node) -> None:
    """Take in an event loop, by a context made from the node's."""

    async def take() -> None:
        socket = zmq.asyncio.Context(node.context).socket(zmq.PULL)
        socket.connect(node.endpoint("tasks"))
        while True:
            await socket.recv_multipart()

    asyncio.run(take())


def by_an_own_poller(node: Node) -> None:
    """Take in an event loop, by a context of its own and a poller."""

    async def take() -> None:
        socket = zmq.asyncio.Context().socket(zmq.PULL)
        socket.connect(node.endpoint("tasks"))
        poller = zmq.asyncio.Poller()
        poller.register(socket, zmq.POLLIN)
        while True:
            for ready, _ in await poller.poll():
                await ready.recv_multipart()

    asyncio.run(take())


def in_an_own_context(node: Node) -> None:
    """Take by a context that the node has not given."""
    _take_in(zmq.Context(), node.endpoint("tasks"))


def _take(node: Node, wire: str = "tasks") -> None:
    _take_in(node.context, node.endpoint(wire))


def _take_in(context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
    socket = context.socket(zmq.PULL)
    socket.connect(address)
    while True:
        socket.recv_multipart()


def in_a_thread(node: Node) -> None:
    """Let a thread take, and wait for it."""
    thread = threading.Thread(target=_take, args=(node,))
    thread.start()
    thread.join()


def in_a_thread_of_a_sleeper(node: Node) -> None:
    """Let a thread take, and sleep beside it."""
    threading.Thread(target=_take, args=(node,), daemon=True).start()
    while True:
        time.sleep(60)


def by_a_signal_over_inproc(node: Node) -> None:
    """Hand each task to a thread, over a PAIR that has no socket events."""
    near, far = node.context.socket(zmq.PAIR), node.context.socket(zmq.PAIR)
    near.bind("inproc://signal")

    def listen() -> None:
        far.connect("inproc://signal")
        while True:
            far.recv_multipart()

    threading.Thread(target=listen, daemon=True).start()
    socket = node.context.socket(zmq.PULL)
    socket.connect(node.endpoint("tasks"))
    while True:
        near.send_multipart(socket.recv_multipart())


def with_a_forked_child(node: Node) -> None:
    """Take, and let a child that was forked take too."""
    if not os.fork():
        try:
            _take_in(zmq.Context(), node.endpoint("tasks"))
        finally:
            os._exit(1)
    _take(node)


SUBPROCESS = "import sys, zmq\ns = zmq.Context().socket(zmq.PULL)\ns.connect(sys.argv[1])\nwhile True: s.recv()"


def with_a_program(node: Node) -> None:
    """Let another program take, and wait for its end."""
    subprocess.run([sys.executable, "-c", SUBPROCESS, node.endpoint("tasks")], check=False)


def by_two_connections(node: Node) -> None:
    """Connect one socket twice, and take from both connections."""
    socket = node.context.socket(zmq.PULL)
    for _ in range(2):
        socket.connect(node.endpoint("tasks"))
    while True:
        socket.recv_multipart()


WATCHED = (
    in_an_event_loop, by_an_own_poller, in_an_own_context, in_a_thread, in_a_thread_of_a_sleeper,
    by_a_signal_over_inproc, by_two_connections,
)  # fmt: skip
WITH_CHILDREN = with_a_forked_child, with_a_program


def pattern(name: str, roles: tuple[Role, ...], *wires: tuple[str, End, End]) -> Pattern:
    """A pattern without words."""
    made = (Wire(wire, "tcp://127.0.0.1:5555", bind, connect) for wire, bind, connect in wires)
    return Pattern(name, name, "", "", f"# {name}", roles, tuple(made))


def taken(play: Callable[[Node], None]) -> Pattern:
    """A producer, and a worker that takes in this way."""
    roles = Role("producer", pusher, speaks=True, messages=("Task {n}",)), Role("worker", play)
    return pattern("taken", roles, ("tasks", End("producer", "PUSH"), End("worker", "PULL")))


def publisher(node: Node) -> None:
    """Connect, and publish."""
    socket = node.context.socket(zmq.PUB)
    socket.connect(node.endpoint("in"))
    for message in node.messages():
        socket.send_multipart(message)


def broker(node: Node) -> None:
    """Bind both sides, and pass on."""
    front, back = node.context.socket(zmq.XSUB), node.context.socket(zmq.XPUB)
    front.bind(node.endpoint("in"))
    back.bind(node.endpoint("out"))
    zmq.proxy(front, back)


def subscriber(node: Node) -> None:
    """Subscribe, and take."""
    socket = node.context.socket(zmq.SUB)
    for topic in node.topics:
        socket.subscribe(topic)
    socket.connect(node.endpoint("out"))
    while True:
        socket.recv_multipart()


PROXIED = pattern(
    "proxied",
    (
        Role("publisher", publisher, count=2, speaks=True, messages=("a | {n}", "b | {n}")),
        Role("broker", broker),
        Role("subscriber", subscriber, count=2, topics=(("a",), ("b",))),
    ),
    ("in", End("broker", "XSUB"), End("publisher", "PUB")),
    ("out", End("broker", "XPUB"), End("subscriber", "SUB")),
)


def feeder(node: Node) -> None:
    """Connect to the device, and deal."""
    socket = node.context.socket(zmq.PUSH)
    socket.connect(node.endpoint("in"))
    for message in node.messages():
        socket.send_multipart(message)


def device(node: Node) -> None:
    """Let a thread of pyzmq's pass on, and wait for it."""
    proxy = ThreadProxy(zmq.PULL, zmq.PUSH, zmq.PUB)  # type: ignore[no-untyped-call]  # of pyzmq
    proxy.bind_in(node.endpoint("in"))
    proxy.bind_out(node.endpoint("out"))
    proxy.bind_mon("inproc://monitor")  # type: ignore[no-untyped-call]
    proxy.start()
    proxy.join()


def eater(node: Node) -> None:
    """Connect to the device, and take."""
    _take(node, "out")


DEVICE = pattern(
    "device",
    (Role("feeder", feeder, count=2, speaks=True), Role("device", device), Role("eater", eater)),
    ("in", End("device", "PULL"), End("feeder", "PUSH")),
    ("out", End("device", "PUSH"), End("eater", "PULL")),
)


def asker(node: Node) -> None:
    """Ask both services in turn, by one socket."""
    socket = node.context.socket(zmq.DEALER)
    socket.connect(node.endpoint("left"))
    socket.connect(node.endpoint("right"))
    for message in node.messages():
        socket.send_multipart(message)


def left(node: Node) -> None:
    """Take at the left."""
    _collect(node, "left")


def right(node: Node) -> None:
    """Take at the right."""
    _collect(node, "right")


def _collect(node: Node, wire: str) -> None:
    socket = node.context.socket(zmq.DEALER)
    socket.bind(node.endpoint(wire))
    while True:
        socket.recv_multipart()


TWO_WIRES = pattern(
    "two-wires",
    (Role("asker", asker, speaks=True), Role("left", left), Role("right", right)),
    ("left", End("left", "DEALER"), End("asker", "DEALER")),
    ("right", End("right", "DEALER"), End("asker", "DEALER")),
)
