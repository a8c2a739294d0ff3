"""Programs that are wrong on purpose: each makes one of the mistakes that the Doctor knows."""

import threading
import time
from contextlib import suppress

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Stopped, Wire


def _pattern(name: str, address: str, bind: tuple[Role, str], connect: tuple[Role, str]) -> Pattern:
    """Two roles on one wire named `wire`."""
    wire = Wire("wire", address, End(bind[0].name, bind[1]), End(connect[0].name, connect[1]))
    return Pattern(name, name, "", "", f"# {name}", (bind[0], connect[0]), (wire,))


# --- good programs, for the other end


def taker(node: Node) -> None:
    """Bind a PULL, and take every message."""
    socket = node.context.socket(zmq.PULL)
    socket.bind(node.endpoint("wire"))
    while True:
        socket.recv_multipart()


def persistent_taker(node: Node) -> None:
    """The same; bind again where another binds at this moment: then even an address of ipc is in use."""
    socket, is_bound = node.context.socket(zmq.PULL), False
    while not is_bound:
        with suppress(zmq.ZMQError):
            socket.bind(node.endpoint("wire"))
            is_bound = True
    while True:
        socket.recv_multipart()


def publisher(node: Node) -> None:
    """Connect a PUB, and send each message."""
    socket = node.context.socket(zmq.PUB)
    socket.connect(node.endpoint("wire"))
    for message in node.messages():
        socket.send_multipart(message)


def replier(node: Node) -> None:
    """Bind a REP, and answer."""
    socket = node.context.socket(zmq.REP)
    socket.bind(node.endpoint("wire"))
    while True:
        socket.send(socket.recv())


def asker(node: Node) -> None:
    """Connect a REQ, ask, and wait for the reply."""
    socket = node.context.socket(zmq.REQ)
    socket.connect(node.endpoint("wire"))
    for request in node.messages():
        socket.send_multipart(request)
        socket.recv_multipart()


def dealer(node: Node) -> None:
    """Connect a DEALER, and send without a delimiter, which only a ROUTER takes."""
    socket = node.context.socket(zmq.DEALER)
    socket.connect(node.endpoint("wire"))
    for message in node.messages():
        socket.send_multipart(message)


def subscriber(node: Node) -> None:
    """Connect a SUB, and take everything."""
    socket = node.context.socket(zmq.SUB)
    socket.subscribe(b"")
    socket.connect(node.endpoint("wire"))
    while True:
        socket.recv_multipart()


def pusher(node: Node) -> None:
    """Connect a PUSH, and send each message."""
    socket = node.context.socket(zmq.PUSH)
    socket.connect(node.endpoint("wire"))
    for message in node.messages():
        socket.send_multipart(message)


# --- wrong programs


def idle_subscriber(node: Node) -> None:
    """Bind a SUB, and never use it."""
    socket = node.context.socket(zmq.SUB)
    socket.subscribe(b"")
    socket.bind(node.endpoint("wire"))
    while True:
        node.work()


def hasty_publisher(node: Node) -> None:
    """Publish at once, before any subscription can have arrived."""
    socket = node.context.socket(zmq.PUB)
    socket.bind(node.endpoint("wire"))
    for number in range(100):
        socket.send(b"%d" % number)
    for message in node.messages():
        socket.send_multipart(message)


def late_setter(node: Node) -> None:
    """Set options after the connect; LINGER may be set at any time."""
    socket = node.context.socket(zmq.PUSH)
    socket.connect(node.endpoint("wire"))
    socket.conflate = True
    socket.linger = 100
    for message in node.messages():
        socket.send_multipart(message)


def bare_router(node: Node) -> None:
    """Answer as to a DEALER, without the empty delimiter."""
    socket = node.context.socket(zmq.ROUTER)
    socket.bind(node.endpoint("wire"))
    while True:
        routing_id, *_, body = socket.recv_multipart()
        socket.send_multipart([routing_id, body])


def decoding_router(node: Node) -> None:
    """Decode routing ids as text."""
    socket = node.context.socket(zmq.ROUTER)
    socket.bind(node.endpoint("wire"))
    while True:
        print("from", socket.recv_multipart()[0].decode())


def counting_router(node: Node) -> None:
    """Unpack each message as two frames."""
    socket = node.context.socket(zmq.ROUTER)
    socket.bind(node.endpoint("wire"))
    while True:
        routing_id, body = socket.recv_multipart()
        print(routing_id, body)


def impatient_asker(node: Node) -> None:
    """Ask again without waiting for the reply."""
    socket = node.context.socket(zmq.REQ)
    socket.connect(node.endpoint("wire"))
    for request in node.messages():
        socket.send_multipart(request)


def broken_taker(node: Node) -> None:
    """Fail for a reason that has nothing to do with ZeroMQ."""
    socket = node.context.socket(zmq.PULL)
    socket.bind(node.endpoint("wire"))
    socket.recv_multipart()
    raise RuntimeError("the disk is full")


def deaf_taker(node: Node) -> None:
    """Be busy with something else for a minute, and go on when interrupted."""
    socket = node.context.socket(zmq.PULL)
    socket.bind(node.endpoint("wire"))
    socket.recv_multipart()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(Stopped):
            time.sleep(60)


def refusing_replier(node: Node) -> None:
    """Speak PLAIN, and let ZAP refuse every client."""
    authenticator = node.context.socket(zmq.REP)
    authenticator.bind("inproc://zeromq.zap.01")
    threading.Thread(target=_refuse, args=(authenticator,), daemon=True).start()
    socket = node.context.socket(zmq.REP)
    socket.plain_server = True
    socket.zap_domain = b"global"
    socket.bind(node.endpoint("wire"))
    while True:
        socket.send(socket.recv())


def _refuse(authenticator: zmq.Socket[bytes]) -> None:
    while True:
        version, request_id, *_ = authenticator.recv_multipart()
        authenticator.send_multipart([version, request_id, b"400", b"no", b"", b""])


def plain_asker(node: Node) -> None:
    """Ask with a user name and a password."""
    socket = node.context.socket(zmq.REQ)
    socket.plain_username, socket.plain_password = b"user", b"password"
    socket.connect(node.endpoint("wire"))
    for request in node.messages():
        socket.send_multipart(request)
        socket.recv_multipart()


ASKER = Role("asker", asker, speaks=True, messages=("Hello {n}",))
PUSHER = Role("pusher", pusher, speaks=True, messages=("Task {n}",))
TAKER = Role("taker", taker, count=1, work_ms=0)


def _asked_by(name: str, play: Role, socket: str, asker: Role = ASKER, asks: str = "REQ") -> Pattern:
    return _pattern(name, "tcp://127.0.0.1:5590", (play, socket), (asker, asks))


WRONG_PAIR = _asked_by("wrong-pair", TAKER, "PULL")
BARE_DEALER = _asked_by(
    "bare-dealer", Role("replier", replier), "REP", Role("dealer", dealer, speaks=True, messages=("Hello",)), "DEALER"
)
UNREADING = _asked_by(
    "unreading", Role("router", bare_router), "ROUTER", Role("dealer", dealer, speaks=True, messages=("{n}",)), "DEALER"
)
BARE_ROUTER = _asked_by("bare-router", Role("router", bare_router), "ROUTER")
DECODING = _asked_by("decoding", Role("router", decoding_router), "ROUTER")
COUNTING = _asked_by("counting", Role("router", counting_router), "ROUTER")
IMPATIENT = _asked_by(
    "impatient", Role("replier", replier), "REP", Role("asker", impatient_asker, speaks=True, messages=("Hello",))
)
REFUSING = _asked_by(
    "refusing", Role("replier", refusing_replier), "REP", Role("asker", plain_asker, speaks=True, messages=("Hello",))
)
BROKEN = _asked_by("broken", Role("taker", broken_taker), "PULL", PUSHER, "PUSH")
DEAF = _asked_by("deaf", Role("taker", deaf_taker), "PULL", PUSHER, "PUSH")
LATE_SETTER = _asked_by(
    "late-setter", TAKER, "PULL", Role("setter", late_setter, speaks=True, messages=("Task {n}",)), "PUSH"
)
TWINS = _asked_by("twins", Role("taker", taker, count=2), "PULL", PUSHER, "PUSH")
PERSISTENT_TWINS = _asked_by("persistent-twins", Role("taker", persistent_taker, count=2), "PULL", PUSHER, "PUSH")
IDLE_SUBSCRIBER = _asked_by(
    "idle-subscriber",
    Role("subscriber", idle_subscriber, work_ms=60_000),
    "SUB",
    Role("publisher", publisher, speaks=True, messages=("news {n}",)),
    "PUB",
)
HASTY = _asked_by(
    "hasty", Role("publisher", hasty_publisher, speaks=True, messages=("news {n}",)), "PUB",
    Role("subscriber", subscriber), "SUB",
)  # fmt: skip
