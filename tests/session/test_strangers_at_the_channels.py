"""Who does not know a session's secret gets nothing into it and nothing out of it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import zmq

from tests.playing import node, playing, settle, until
from tests.test_wire import report
from zmqplay.control.commands import give
from zmqplay.model.facts import Fact, Reported, Unreadable
from zmqplay.session.channels.collector import STRANGER, Collector
from zmqplay.session.channels.control import Control
from zmqplay.session.channels.doorkeeper import Doorkeeper
from zmqplay.session.session import Session
from zmqplay.wire import LARGEST_REPORT, encode

MOST_MORE_BYTES = 40_000_000


@contextmanager
def stranger(kind: int, address: str, *, password: bytes = b"", routing_id: bytes = b"") -> Iterator[zmq.Socket[bytes]]:
    """A socket of another program, connected to one of a session's channels."""
    with zmq.Context() as context, context.socket(kind) as socket:
        socket.linger, socket.sndhwm, socket.sndtimeo = 0, 0, 2_000
        if password:
            socket.plain_username, socket.plain_password = b"worker-1", password
        if routing_id:
            socket.routing_id = routing_id
        socket.connect(address)
        yield socket


def say(socket: zmq.Socket[bytes], *frames: bytes) -> None:
    """Send a message; whoever has been turned away by then has no pipe any more, and waits in vain."""
    with suppress(zmq.Again):
        socket.send_multipart(frames, copy=False)


def control_of(session: Session) -> str:
    return session.monitor.removesuffix("monitor") + "control"


def turned_away(session: Session) -> int:
    return session.traffic.bad_reports[STRANGER]


def test_a_forged_report_is_turned_away_with_its_sender_and_said() -> None:
    with playing("push-pull") as session:
        forged = report()
        forged.node, forged.pid, forged.final = "worker-1", node(session, "worker-1").life.pid, True
        forged.sockets[0].received.messages = 10**9
        for password in b"", b"a guess":
            before = turned_away(session)
            with stranger(zmq.PUSH, session.monitor, password=password) as socket:
                say(socket, encode(forged))
                until(session, lambda before=before: turned_away(session) > before)  # type: ignore[misc]
        give(session, "burst 30")
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        assert not node(session, "worker-1").life.final
        settle(session)
        assert session.traffic.ledger.totals.delivered == 30


def test_many_large_frames_of_a_stranger_take_no_memory() -> None:
    with playing("push-pull") as session:
        before = psutil.Process().memory_info().rss
        frame = bytes(LARGEST_REPORT - 1)
        for kind, address in (zmq.PUSH, session.monitor), (zmq.DEALER, control_of(session)):
            told = turned_away(session)
            with stranger(kind, address) as socket:
                say(socket, *[frame] * 60)
                until(session, lambda told=told: turned_away(session) > told)  # type: ignore[misc]
                assert psutil.Process().memory_info().rss - before < MOST_MORE_BYTES


def test_a_stranger_with_the_routing_id_of_a_node_gets_none_of_its_instructions() -> None:
    with (
        playing("push-pull") as session,
        stranger(zmq.DEALER, control_of(session), routing_id=b"worker-4 1") as thief,
    ):
        until(session, lambda: turned_away(session))
        give(session, "add worker")
        until(session, lambda: len(node(session, "producer-1").sockets[0].connections.open) == 4)
        give(session, "burst 40")
        until(session, lambda: session.traffic.ledger.totals.delivered == 40)
        assert not thief.poll(0)


def test_the_files_of_a_session_are_private_by_their_own_modes() -> None:
    with playing("push-pull") as session:
        directory = Path(session.monitor.removeprefix("ipc://")).parent
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}
        assert modes.keys() >= {"monitor", "control", "worker-1.counts"}
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def collected(collector: Collector, wanted: int) -> list[Fact]:
    """The facts that a collector gives, once there are this many."""
    facts: list[Fact] = []
    while len(facts) < wanted:
        assert collector.wait(10)
        collector.drain(facts.append, 0.1)
    return facts


def test_garbage_of_a_program_that_knows_the_secret_is_counted_by_its_reason(tmp_path: Path) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    doorkeeper, address = Doorkeeper(context), f"ipc://{tmp_path}/monitor"
    collector = Collector(context, address, doorkeeper)
    control = Control(context, f"ipc://{tmp_path}/control", doorkeeper)
    doorkeeper.start()
    with stranger(zmq.PUSH, address, password=doorkeeper.secret) as ours:
        for frame in (b"", b"\xff\x00garbage", b"\x95\x01\x02", b"\x92\x63\xa1x", b"\x01"):
            ours.send(frame)
        ours.send_multipart([b"two", b"frames"])
        ours.send(encode(report()))
        *bad, good = collected(collector, 7)
    assert isinstance(good, Reported)
    assert [fact.reason for fact in bad if isinstance(fact, Unreadable)] == [
        "garbage or truncated", "not a report", "garbage or truncated",
        "of a newer zmqplay (version 99, this one reads 1)", "not a report", "2 frames where a report has one",
    ]  # fmt: skip
    collector.close()
    control.close()
    context.destroy(linger=0)
