"""One side of a pattern, as a guide prints it; the messages are all alike.

Arguments: the side, and an address. A side that speaks ends when it has nothing more to say, the others never do.
"""

# mypy: ignore-errors

import sys
import threading

import zmq

TIMES = 20
ADDRESS = sys.argv[2]
context = zmq.Context()


def rep() -> None:
    socket = context.socket(zmq.REP)
    socket.bind(ADDRESS)
    while True:
        socket.recv()
        socket.send(b"World")


def req() -> None:
    socket = context.socket(zmq.REQ)
    socket.connect(ADDRESS)
    for _ in range(TIMES):
        socket.send(b"Hello")
        socket.recv()


def push() -> None:
    socket = context.socket(zmq.PUSH)
    socket.connect(ADDRESS)
    for _ in range(TIMES):
        socket.send(b"Hello")


def pull() -> None:
    socket = context.socket(zmq.PULL)
    socket.bind(ADDRESS)
    while True:
        socket.recv()


def ventilator() -> None:
    socket = context.socket(zmq.PUSH)
    socket.bind(ADDRESS)
    for _ in range(TIMES):
        socket.send(b"Hello")


def worker() -> None:
    socket = context.socket(zmq.PULL)
    socket.connect(ADDRESS)
    while True:
        socket.recv()


def publish(socket: zmq.Socket) -> None:
    """Wait for two subscribers, the second of which comes late."""
    for _ in range(2):
        socket.recv()
        for _ in range(TIMES):
            socket.send(b"Hello")
    socket.send(b"That is all")


def stuck() -> None:
    """A worker that takes some tasks, and then no more."""
    socket = context.socket(zmq.PULL)
    socket.connect(ADDRESS)
    for _ in range(TIMES // 4):
        socket.recv()
    threading.Event().wait()


def distracted() -> None:
    """A worker that takes some tasks, and then polls another socket."""
    socket, orders = context.socket(zmq.PULL), context.socket(zmq.PULL)
    orders.bind("inproc://orders")
    socket.connect(ADDRESS)
    for _ in range(TIMES // 4):
        socket.recv()
    poller = zmq.Poller()
    poller.register(orders, zmq.POLLIN)
    poller.poll()


def pub() -> None:
    socket = context.socket(zmq.XPUB)
    socket.setsockopt(zmq.XPUB_VERBOSE, 1)
    socket.bind(ADDRESS)
    publish(socket)


def sub(address: str = ADDRESS) -> None:
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.connect(address)
    while socket.recv() != b"That is all":
        pass


def guest() -> None:
    """A publisher at a proxy."""
    socket = context.socket(zmq.XPUB)
    socket.setsockopt(zmq.XPUB_VERBOSE, 1)
    socket.connect(ADDRESS)
    publish(socket)


def proxy() -> None:
    frontend, backend = context.socket(zmq.XSUB), context.socket(zmq.XPUB)
    backend.setsockopt(zmq.XPUB_VERBOSE, 1)
    frontend.bind(ADDRESS)
    backend.bind(ADDRESS + "-backend")
    zmq.proxy(frontend, backend)


def reader() -> None:
    """A subscriber at a proxy."""
    sub(ADDRESS + "-backend")


def router() -> None:
    socket = context.socket(zmq.ROUTER)
    socket.bind(ADDRESS)
    while True:
        client, _ = socket.recv_multipart()
        socket.send_multipart([client, b"World"])


def dealer() -> None:
    socket = context.socket(zmq.DEALER)
    socket.connect(ADDRESS)
    for _ in range(TIMES):
        socket.send(b"Hello")
    for _ in range(TIMES):
        socket.recv()


def pair() -> None:
    """Two threads of one program."""
    socket = context.socket(zmq.PAIR)
    socket.bind("inproc://greeting")
    other = threading.Thread(target=echo)
    other.start()
    for _ in range(TIMES):
        socket.send(b"Hello")
        socket.recv()
    other.join()


def echo() -> None:
    socket = context.socket(zmq.PAIR)
    socket.connect("inproc://greeting")
    for _ in range(TIMES):
        socket.recv()
        socket.send(b"World")


globals()[sys.argv[1]]()
context.destroy()
