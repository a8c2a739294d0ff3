"""The Doctor on connections, in real sessions."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import zmq

from tests.playing import DEADLINE_S, node, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, launched, met, tell, well
from zmqplay.control.source import Phase
from zmqplay.model.event_numbers import EventNumber
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


@contextmanager
def stranger(kind: zmq.SocketType, session: Session, wire: str, **options: bytes) -> Iterator[zmq.Socket[bytes]]:
    """A program outside the session, connected to a wire."""
    with zmq.Context() as context, context.socket(kind) as one:
        one.linger = 0
        for name, value in options.items():
            setattr(one, name, value)
        one.connect(session.controls.wiring.address_of(wire))
        yield one


def test_incompatible_sockets_are_named() -> None:
    with launched(faulty.WRONG_PAIR) as session:
        diagnosed(
            session, "wrong-pair", "asker-1", "asker-1's REQ and taker-1's PULL", "a REQ meets REP and ROUTER only"
        )


GREETING = b"\xff" + b"\0" * 7 + b"\x01\x7f\x03\0NULL" + b"\0" * 48
READY = b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH"
"""What a PUSH of ZMTP 3 sends first (RFC 23)."""


def test_a_stranger_that_tells_a_wrong_type_and_goes_is_named() -> None:
    with met("request-reply") as session, connected(session, "service") as one:
        server = node(session, "server-1").sockets[0]
        until(session, lambda: server.connections.pending)  # one that has gone before cannot be told from a port scan
        one.sendall(GREETING)
        said = b""
        while len(said) < len(GREETING):
            said += one.recv(200)
        one.sendall(READY)
        one.close()
        diagnosed(session, "wrong-pair", "server-1", "a REP meets DEALER and REQ only")


def test_a_stranger_that_goes_when_it_has_read_a_wrong_type_is_named() -> None:
    with met("request-reply") as session, connected(session, "service") as one:
        server = node(session, "server-1").sockets[0]
        one.sendall(GREETING)
        until(session, lambda: server.connections.pending)
        said = b""
        while b"READY" not in said:
            said += one.recv(200)
        one.close()
        diagnosed(session, "wrong-pair", "server-1", "a REP meets DEALER and REQ only")


def test_port_scans_are_of_no_type() -> None:
    with met("request-reply") as session:
        server = node(session, "server-1").sockets[0]
        for _ in range(20):
            connected(session, "service").close()
        until(session, lambda: server.events.counts[EventNumber.DISCONNECTED] == 20)
        well(session)


def test_a_stranger_that_bound_the_wrong_socket_is_named() -> None:
    with (
        launched("request-reply", Setup(counts={"server": 0})) as session,
        zmq.Context() as context,
        context.socket(zmq.PULL) as taker,
    ):
        taker.bind(session.controls.wiring.address_of("service"))
        diagnosed(session, "wrong-pair", "client-1", "the program at tcp://127.0.0.1:")


def connected(session: Session, wire: str) -> socket.socket:
    """A plain TCP connection to a wire."""
    port = int(session.controls.wiring.address_of(wire).rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)


def say(session: Session, wire: str, said: bytes) -> None:
    """Say these bytes to a wire over plain TCP, hear what the other side has to say, and leave."""
    with connected(session, wire) as one:
        one.sendall(said)
        with suppress(ConnectionResetError):
            assert one.recv(10)


TLS = bytes.fromhex("1603010200010001fc0303") + b"\x11" * 506
HTTP = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "said", [b"", HTTP, TLS, b"SSH-2.0-x\r\n", b"\0" * 100], ids=["nothing", "HTTP", "TLS", "SSH", "zeros"]
)
def test_a_program_that_speaks_no_zmtp_is_neither_a_peer_nor_of_a_wrong_type(said: bytes) -> None:
    with met("dealer-router", Setup(counts={"client": 1})) as session:
        server = node(session, "server-1").sockets[0]
        for _ in range(2):
            say(session, "service", said)
        until(session, lambda: server.events.counts[EventNumber.DISCONNECTED] == 2)
        session.controls.speech.send("client-1", "hello")
        until(session, lambda: node(session, "client-1").received)
        well(session)
        assert (server.handshakes, session.traffic.peers.foreign) == (1, {})


REQ_2_0 = b"\xff" + b"\0" * 7 + b"\x01\x7f" + b"\x01\x03\0\0", b"\x01\0\0\x05Hello"
REQ_1_0 = b"\x01\0", b"\x01\x01\x06\0Hello"


@pytest.mark.parametrize("greeting_and_request", [REQ_2_0, REQ_1_0], ids=["ZMTP 2.0", "ZMTP 1.0"])
def test_a_peer_of_an_older_zmtp_is_a_peer_while_it_is_there(greeting_and_request: tuple[bytes, bytes]) -> None:
    greeting, request = greeting_and_request
    with met("request-reply", Setup(counts={"client": 1})) as session:
        server = node(session, "server-1").sockets[0]
        with connected(session, "service") as old:
            old.sendall(greeting + request)
            until(session, lambda: server.handshakes == 2)
            (peer,) = session.traffic.peers.here(server)
            assert peer.is_old
        until(session, lambda: server.handshakes == 1)
        well(session)


def curve_options() -> tuple[dict[str, dict[str, int | bytes]], bytes]:
    public, secret = zmq.curve_keypair()
    return {"producer": {"CURVE_SERVER": 1, "CURVE_SECRETKEY": secret}}, public


def test_security_on_one_side_only_is_said() -> None:
    options, _ = curve_options()
    with launched("push-pull", Setup(counts={"worker": 1}, options=options)) as session:
        # the side that sees it first disconnects
        diagnosed(session, "handshake-failed", "", "one side uses other security than the other")


def test_a_wrong_server_key_is_said() -> None:
    options, _ = curve_options()
    public, secret = zmq.curve_keypair()
    keys = {"curve_serverkey": public, "curve_publickey": public, "curve_secretkey": secret}
    setup = Setup(counts={"worker": 0}, options=options)
    with met("push-pull", setup) as session, stranger(zmq.PULL, session, "tasks", **keys):
        diagnosed(session, "handshake-failed", "producer-1", "a wrong server key")


def test_a_client_with_a_wrong_server_key_is_disconnected() -> None:
    options, _ = curve_options()
    public, secret = zmq.curve_keypair()
    options["worker"] = {"CURVE_SERVERKEY": public, "CURVE_PUBLICKEY": public, "CURVE_SECRETKEY": secret}
    with launched("push-pull", Setup(counts={"worker": 1}, options=options)) as session:
        diagnosed(session, "handshake-failed", "worker-1", "the other side hung up", "wrong server key")


def test_a_client_without_a_key_pair_is_told_so_and_heals_with_one() -> None:
    options, public = curve_options()
    mine, secret = zmq.curve_keypair()
    options["worker"] = {"CURVE_SERVERKEY": public}
    with launched("push-pull", Setup(counts={"worker": 1}, options=options)) as session:
        for name in ("worker-1", "producer-1"):
            diagnosed(session, "handshake-failed", name, "worker-1 has no key pair of its own")
    options["worker"] |= {"CURVE_PUBLICKEY": mine, "CURVE_SECRETKEY": secret}
    with met("push-pull", Setup(counts={"worker": 1}, options=options)) as session:
        well(session)


def test_a_right_server_key_yields_no_finding() -> None:
    options, public = curve_options()
    mine, secret = zmq.curve_keypair()
    keys = {"curve_serverkey": public, "curve_publickey": mine, "curve_secretkey": secret}
    setup = Setup(counts={"worker": 0}, options=options)
    with met("push-pull", setup) as session, stranger(zmq.PULL, session, "tasks", **keys) as worker:
        session.controls.speech.send("producer-1", "hello")
        until(session, lambda: worker.poll(0))
        well(session)


def test_a_client_that_zap_refuses_is_a_finding() -> None:
    with launched(faulty.REFUSING) as session:
        for name in ("replier-1", "asker-1"):
            diagnosed(session, "handshake-failed", name, "ZAP refused the key or password (400)")


def test_a_peer_that_does_not_speak_is_noticed() -> None:
    with met("push-pull", Setup(counts={"worker": 0}, options={"producer": {"HANDSHAKE_IVL": 200}})) as session:
        port = int(session.controls.wiring.address_of("tasks").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)):
            diagnosed(session, "handshake-failed", "producer-1", "did not answer in time")


def test_an_option_set_too_late_is_named_and_one_that_works_at_any_time_is_not() -> None:
    with met(faulty.LATE_SETTER) as session:
        found = diagnosed(session, "option-too-late", "setter-1", "sets CONFLATE after its PUSH was bound or connected")
        assert "LINGER" not in found.says


def test_a_frame_over_the_limit_ends_the_connection() -> None:
    options: dict[str, dict[str, int | bytes]] = {"worker": {"MAXMSGSIZE": 1000}}
    with met("push-pull", Setup(counts={"worker": 1}, options=options)) as session:
        session.controls.speech.send("producer-1", "x" * 1000)
        session.controls.speech.send("producer-1", "x" * 1001)
        diagnosed(session, "too-large", "worker-1", "no frame over 1,000 bytes (MAXMSGSIZE), and one of 1,001 was sent")


def test_a_second_bind_takes_an_ipc_path_away(tmp_path: Path) -> None:
    with launched(faulty.PERSISTENT_TWINS, Setup(endpoints={"wire": f"ipc://{tmp_path}/wire"})) as session:
        diagnosed(session, "ipc-taken-over", "taker-2", "taker-1 and taker-2 have bound")


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_peers_of_ours_that_come_and_go_are_no_strangers(transport: str) -> None:
    with met("push-pull") as session:
        tell(session, f"wire tasks {transport}")
        for _ in range(3):
            name = session.controls.nodes.add("worker")
            until(session, lambda name=name: node(session, name).life.pid)  # type: ignore[misc]  # bound now, not late
            tell(session, f"kill {name}")
        tell(session, "restart worker-1")
        until(session, lambda: session.state.phase is Phase.LIVE and node(session, "worker-1").sockets)
        well(session)
