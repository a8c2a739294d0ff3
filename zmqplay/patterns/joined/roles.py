"""One socket of any stable type, each as plain pyzmq: what `zmqplay join` plays beside programs that run already.

A role does what its socket does by nature: it sends what it is given, takes what comes, or both. What the user types or
generates is in `node.messages()`, and in `node.inbox` for a role that listens as well.
"""

from __future__ import annotations

from collections.abc import Callable

import zmq

from zmqplay.patterns.pattern import Node


def push(node: Node) -> None:
    """Deal each message to the next peer, and wait while there is none that takes it."""
    socket = node.context.socket(zmq.PUSH)
    for address in node.endpoints("address"):
        socket.connect(address)
    for message in node.messages():
        socket.send_multipart(message)


def pull(node: Node) -> None:
    """Take what comes, from all peers in turn."""
    socket = node.context.socket(zmq.PULL)
    for address in node.endpoints("address"):
        socket.connect(address)
    while True:
        socket.recv_multipart()
        node.work()


def pub(node: Node) -> None:
    """Send each message to all who subscribe to a prefix of its first frame, and never wait."""
    socket = node.context.socket(zmq.PUB)
    for address in node.endpoints("address"):
        socket.connect(address)
    for message in node.messages():
        socket.send_multipart(message)


def sub(node: Node) -> None:
    """Subscribe, and take what matches."""
    socket = node.context.socket(zmq.SUB)
    for topic in node.topics:
        socket.subscribe(topic)
    for address in node.endpoints("address"):
        socket.connect(address)
    while True:
        socket.recv_multipart()
        node.work()


def xpub(node: Node) -> None:
    """Send as a PUB does, and take each subscription (1 and the topic) and each end of one (0 and the topic)."""
    socket = node.context.socket(zmq.XPUB)
    for address in node.endpoints("address"):
        socket.connect(address)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for ready, _ in poller.poll():
            if ready is socket:
                socket.recv_multipart()
            else:
                socket.send_multipart(node.inbox.recv_multipart())


def xsub(node: Node) -> None:
    """Subscribe by sending 1 and the topic, and take what matches."""
    socket = node.context.socket(zmq.XSUB)
    for topic in node.topics:
        socket.send(b"\x01" + topic)
    for address in node.endpoints("address"):
        socket.connect(address)
    while True:
        socket.recv_multipart()
        node.work()


def req(node: Node) -> None:
    """Ask, and wait for the reply before asking again."""
    socket = node.context.socket(zmq.REQ)
    for address in node.endpoints("address"):
        socket.connect(address)
    for request in node.messages():
        socket.send_multipart(request)
        socket.recv_multipart()


def rep(node: Node) -> None:
    """Answer each request with the next message: one that was typed, else one that is made."""
    socket = node.context.socket(zmq.REP)
    for address in node.endpoints("address"):
        socket.connect(address)
    replies = node.messages()
    while True:
        socket.recv_multipart()
        node.work()
        socket.send_multipart(next(replies))


def dealer(node: Node) -> None:
    """Send to the peers in turn without waiting for replies, and take what comes from all of them."""
    socket = node.context.socket(zmq.DEALER)
    for address in node.endpoints("address"):
        socket.connect(address)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for ready, _ in poller.poll():
            if ready is socket:
                socket.recv_multipart()
                node.work()
            else:
                socket.send_multipart(node.inbox.recv_multipart())


def router(node: Node) -> None:
    """Take what comes, with the sender's routing id in front; send to the peer that the first frame names."""
    socket = node.context.socket(zmq.ROUTER)
    for address in node.endpoints("address"):
        socket.connect(address)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for ready, _ in poller.poll():
            if ready is socket:
                socket.recv_multipart()
                node.work()
            else:
                socket.send_multipart(node.inbox.recv_multipart())


def pair(node: Node) -> None:
    """Speak with one peer, either whenever it likes."""
    socket = node.context.socket(zmq.PAIR)
    for address in node.endpoints("address"):
        socket.connect(address)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(node.inbox, zmq.POLLIN)
    while True:
        for ready, _ in poller.poll():
            if ready is socket:
                socket.recv_multipart()
                node.work()
            else:
                socket.send_multipart(node.inbox.recv_multipart())


PLAYS: dict[str, Callable[[Node], None]] = {
    "PAIR": pair,
    "PUB": pub,
    "SUB": sub,
    "REQ": req,
    "REP": rep,
    "DEALER": dealer,
    "ROUTER": router,
    "PULL": pull,
    "PUSH": push,
    "XPUB": xpub,
    "XSUB": xsub,
}
"""By type, in the order of zmq_socket(3)."""
