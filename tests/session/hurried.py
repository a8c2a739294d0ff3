"""A client that gives up sooner than its server can answer."""

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire


def asker(node: Node) -> None:
    """Ask, give up after a tenth of a second, and ask again with a new socket: a Lazy Pirate in too great a hurry."""
    for request in node.messages():
        for _ in range(5):
            with node.context.socket(zmq.REQ) as socket:
                socket.linger = 0
                socket.connect(node.endpoint("wire"))
                socket.send_multipart(request)
                if socket.poll(100):
                    socket.recv()
                    break


def replier(node: Node) -> None:
    """Bind a REP, and answer when the work is done."""
    socket = node.context.socket(zmq.REP)
    socket.bind(node.endpoint("wire"))
    while True:
        request = socket.recv()
        node.work()
        socket.send(request)


HURRIED = Pattern(
    "hurried",
    "Hurried",
    "",
    "",
    "# Hurried",
    (Role("replier", replier, work_ms=250), Role("asker", asker, speaks=True, messages=("Hello {n}",))),
    (Wire("wire", "tcp://127.0.0.1:5590", End("replier", "REP"), End("asker", "REQ")),),
)
