"""`zmqplay join` with each type of socket, beside a program that binds and beside one that connects; exact counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import zmq

from tests.playing import node, nodes, settle, until
from zmqplay.control.source import Phase
from zmqplay.patterns.joined.pattern import one_socket
from zmqplay.patterns.joined.roles import PLAYS
from zmqplay.run.joining import Joined, read_join
from zmqplay.session.ports import free_port
from zmqplay.session.session import Session

COUNT = 3
DEADLINE_MS = 60_000
DEADLINE_S = DEADLINE_MS / 1_000
OTHER = {
    "PAIR": "PAIR", "PUB": "SUB", "SUB": "PUB", "REQ": "REP", "REP": "REQ", "DEALER": "ROUTER", "ROUTER": "DEALER",
    "PULL": "PUSH", "PUSH": "PULL", "XPUB": "XSUB", "XSUB": "XPUB",
}  # fmt: skip
"""The type of the program's socket, by the type of ours."""
BOTH_WAYS = pytest.mark.parametrize("binds", [False, True], ids=["the program binds", "the program connects"])


def given(type_: str, *addresses: str, binds: bool = False, messages: tuple[str, ...] = ()) -> Joined:
    return Joined(type_, addresses, binds or None, None, (), messages, None, 0)


@contextmanager
def program(type_: str) -> Iterator[zmq.Socket[bytes]]:
    """The socket of a program that zmqplay knows nothing of."""
    with zmq.Context() as context, context.socket(getattr(zmq, type_)) as socket:
        socket.linger, socket.rcvtimeo, socket.sndtimeo = 0, DEADLINE_MS, DEADLINE_MS
        if type_ == "DEALER":
            socket.routing_id = b"Alice"
        elif type_ == "SUB":
            socket.subscribe(b"")
        elif type_ == "XSUB":
            socket.send(b"\x01")
        yield socket


@BOTH_WAYS
def test_the_lesson_bids_the_end_bind_that_does_not_bind_now(binds: bool) -> None:
    session = Session(*read_join(given("router", "tcp://127.0.0.1:5558", binds=binds)))
    try:
        first = session.guide.lesson.partition("- `/bind address ")[2]
        assert first.startswith("program`: " if binds else "router`: ")
        assert f"`/bind address {'router' if binds else 'program'}` takes it\n  back" in first
    finally:
        session.close()


def test_the_lesson_of_a_router_says_to_whom_its_traffic_goes() -> None:
    for type_ in PLAYS:
        lesson = one_socket(type_, "tcp://127.0.0.1:5558", binds=True).lesson
        assert ("to the first id that has spoken, or to that of `/message id | Hello {n}`" in lesson) is (
            type_ == "ROUTER"
        )


@contextmanager
def joined(type_: str, socket: zmq.Socket[bytes], *, binds: bool) -> Iterator[Session]:
    """A session whose one node has met the program."""
    address = "tcp://127.0.0.1:*" if binds else f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"
    with Session(*read_join(given(type_.lower(), address))) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
        if binds:
            socket.connect(session.traffic.addresses["address"])
        until(session, lambda: session.traffic.peers.foreign, DEADLINE_S)
        yield session


def ours(session: Session) -> tuple[int, int]:
    """What our socket has sent and received."""
    (only,) = nodes(session)
    (socket,) = only.sockets.values()
    return socket.sent.messages, socket.received.messages


def say(session: Session, text: str) -> None:
    for _ in range(COUNT):
        session.controls.speech.send(nodes(session)[0].name, text)
    session.drain(0.02)


def asked(socket: zmq.Socket[bytes]) -> bytes:
    """The reply to a request of the program's."""
    socket.send(b"Hello")
    return socket.recv()


def heard(session: Session, socket: zmq.Socket[bytes]) -> bool:
    """Publish, and tell whether that has reached the program: it subscribes only once it looks for messages."""
    session.controls.speech.send(nodes(session)[0].name, "probe")
    return bool(socket.poll(20))


def probe(session: Session, socket: zmq.Socket[bytes], probes: list[bool]) -> bool:
    """The same, and remember how often."""
    probes.append(heard(session, socket))
    return probes[-1]


# long: a case for each type
def converse(type_: str, session: Session, socket: zmq.Socket[bytes]) -> tuple[int, int]:
    """Let messages pass, `COUNT` in each way that there is; return how many our socket is to have sent and received."""
    match type_:
        case "PUSH" | "PUB" | "XPUB":
            say(session, "weather | sunny")
            assert [socket.recv_multipart() for _ in range(COUNT)] == [[b"weather", b"sunny"]] * COUNT
            return COUNT, 0
        case "PULL" | "SUB" | "XSUB":
            for _ in range(COUNT):
                socket.send_multipart([b"weather", b"sunny"])
            return 0, COUNT
        case "REQ":
            for _ in range(COUNT):
                session.controls.speech.send("req-1", "Hello")
                session.drain(0.02)
                assert socket.recv() == b"Hello"
                socket.send(b"World")
            return COUNT, COUNT
        case "REP":
            replies = [asked(socket)]
            say(session, "typed")
            while replies.count(b"typed") < COUNT:
                replies.append(asked(socket))
            made = [reply for reply in replies if reply != b"typed"]
            assert made == [b"Reply %d" % n for n in range(1, len(made) + 1)], "what is made, where nothing is typed"
            return len(replies), len(replies)
        case "ROUTER":
            for _ in range(COUNT):
                socket.send(b"Hello")
            until(session, lambda: ours(session)[1] == COUNT, DEADLINE_S)
            say(session, "Alice | World")
            assert [socket.recv() for _ in range(COUNT)] == [b"World"] * COUNT
            return COUNT, COUNT
    say(session, "Hello")
    for _ in range(COUNT):
        *envelope, body = socket.recv_multipart()
        assert body == b"Hello"
        socket.send_multipart([*envelope, b"World"])
    return COUNT, COUNT


@BOTH_WAYS
@pytest.mark.parametrize("type_", PLAYS)
def test_one_socket_speaks_with_a_program_and_is_counted_exactly(type_: str, binds: bool) -> None:
    with program(OTHER[type_]) as socket, joined(type_, socket, binds=binds) as session:
        if OTHER[type_] == "XPUB":
            assert socket.recv() == b"\x01"
        elif OTHER[type_] == "PUB":  # it can neither tell nor be asked, so it speaks until it was heard
            until(session, lambda: socket.send(b"") or ours(session)[1], DEADLINE_S)
            settle(session)
        elif type_ in ("PUB", "XPUB"):
            probes: list[bool] = []
            until(session, lambda: probe(session, socket, probes), DEADLINE_S)
            until(session, lambda: ours(session)[0] == len(probes), DEADLINE_S)  # each of them is counted
            settle(session)
            while socket.poll(100):
                socket.recv_multipart()
        before = ours(session)
        passed = converse(type_, session, socket)
        counts = before[0] + passed[0], before[1] + passed[1]
        until(session, lambda: ours(session) == counts, DEADLINE_S)
        settle(session)
        session.finish()
        totals = session.traffic.ledger.totals
        assert (totals.expected, totals.in_flight, totals.lost) == (0, 0, 0)
        assert ours(session) == counts
        assert not session.doctor.wrong


def test_the_traffic_of_a_router_goes_to_the_id_that_has_spoken_unless_the_user_names_one() -> None:
    with program("DEALER") as alice, joined("ROUTER", alice, binds=True) as session:
        alice.send(b"Hello")
        until(session, lambda: ours(session)[1] == 1, DEADLINE_S)
        session.controls.speech.burst(COUNT)
        session.drain(0.02)
        assert [alice.recv() for _ in range(COUNT)] == [b"Hello %d" % n for n in range(1, COUNT + 1)]
        session.controls.speech.set_rate(50.0)
        until(session, lambda: alice.poll(10), DEADLINE_S)
        session.controls.speech.set_message("Bob | Hello {n}")
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason.get("unroutable"), DEADLINE_S)


def test_two_addresses_are_two_programs_of_one_socket() -> None:
    with program("PUSH") as one, program("PUSH") as other:
        addresses = [f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}" for socket in (one, other)]
        with Session(*read_join(given("PULL", *addresses))) as session:
            session.open()
            for socket in (one, other):
                socket.send(b"task")
            until(session, lambda: node(session, "pull-1").received == 2, DEADLINE_S)
            (socket_,) = node(session, "pull-1").sockets.values()
            assert list(socket_.facts.connected) == addresses
            until(session, lambda: len(session.traffic.peers.foreign) == 2, DEADLINE_S)


@pytest.mark.parametrize("type_", ["SUB", "XSUB"])
def test_a_subscription_can_be_added_and_taken_back(type_: str) -> None:
    with program("XPUB") as news, joined(type_, news, binds=False) as session:
        name = f"{type_.lower()}-1"
        assert news.recv() == b"\x01"
        session.controls.wiring.subscribe(name, b"weather")
        until(session, lambda: news.poll(0), DEADLINE_S)
        assert news.recv() == b"\x01weather"
        until(session, lambda: b"weather" in node(session, name).sockets[0].facts.subscriptions, DEADLINE_S)
        session.controls.wiring.unsubscribe(name, b"weather")
        until(session, lambda: news.poll(0), DEADLINE_S)
        assert news.recv() == b"\x00weather"


def test_a_node_that_restarts_meets_the_program_again_and_its_wire_can_be_turned() -> None:
    with program("PUSH") as pusher, joined("PULL", pusher, binds=False) as session:
        session.controls.nodes.restart("pull-1")
        until(session, lambda: node(session, "pull-1").life.number == 2 and node(session, "pull-1").sockets, DEADLINE_S)
        pusher.send(b"task")
        until(session, lambda: node(session, "pull-1").received == 1, DEADLINE_S)
    pattern, setup = read_join(given("PULL", "tcp://127.0.0.1:9"))
    with program("PUSH") as pusher, Session(pattern, setup) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
        wiring, address = session.controls.wiring, f"tcp://127.0.0.1:{free_port('127.0.0.1')}"
        wiring.set_endpoint("address", address)
        said = wiring.turn("address", "pull")
        assert said == "pull binds address and program connects now; it restarts"
        pusher.connect(address)
        pusher.send(b"task")
        until(session, lambda: node(session, "pull-1").received == 1, DEADLINE_S)
        assert wiring.turn("address", "program") == "program binds address and pull connects now; it restarts"
