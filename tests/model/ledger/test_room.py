"""What found no room in a pipe is lost at once, and never more than that."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
import zmq

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.ledger.capacity import CONFLATED_QUEUE, batch_of
from zmqplay.model.ledger.room import Room
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.node.reporting.written import written_on
from zmqplay.wire import SocketEvent, SocketFacts, SocketReport, Tally

WAY, NAME, SIZE = ("news", "bind"), "127.0.0.1:40001", 10_000
SLACK = batch_of(SIZE + 9)


class Pipe:
    """A PUB and a SUB that report."""

    def __init__(self, **options: int) -> None:
        address = ("tcp://127.0.0.1:5556",)
        roster = Roster()
        for name in ("publisher-1", "subscriber-1"):
            roster.nodes[name] = NodeTraffic(name, name[:-2], 1)
        self.room = Room(roster)
        self.pub = SocketTraffic("publisher-1", 0, SocketFacts("PUB", bound=address, options={**options}))
        self.sub = SocketTraffic("subscriber-1", 0, SocketFacts("SUB", connected=address))
        self.sent = 0
        self.connect(NAME)
        self.pub.note_size((SIZE,))
        self.report(0, 0)

    def connect(self, name: str) -> None:
        self.room.take(self.pub, SocketEvent(0, 1, EventNumber.ACCEPTED, 9, "", peer=name))
        self.room.take(self.sub, SocketEvent(0, 1, EventNumber.CONNECTED, 9, "", local=name))
        self.name = name

    def disconnect(self) -> None:
        self.room.take(self.pub, SocketEvent(0, 2, EventNumber.DISCONNECTED, 9, "", peer=self.name))

    def report(self, sent: int, left: int, *, arrived: int = 0) -> int:
        """The publisher has sent this many messages, of which `left` were written; return those without room."""
        written = {self.name: left * (SIZE + 9)}
        self.pub.take(SocketReport(0, Tally(sent, sent * SIZE), Tally(), written=written), 1)
        return self.count(sent, arrived)

    def count(self, sent: int, arrived: int = 0) -> int:
        """Those without room, by what was reported last."""
        self.room.count(
            WAY, "subscriber-1", senders=[self.pub], receivers=[self.sub], sent=sent, arrived=arrived, lost=0, now_ns=1
        )  # fmt: skip
        return self.room.beyond(WAY, "subscriber-1")


def test_what_neither_was_written_nor_fits_into_the_senders_queue_is_lost_at_once() -> None:
    pipe = Pipe(SNDHWM=50)
    assert pipe.report(1_000, 300) == 1_000 - 300 - 50 - SLACK


def test_what_has_left_the_sender_is_not_lost_however_little_has_been_received() -> None:
    assert Pipe(SNDHWM=50).report(1_000, 1_000) == 0


def test_a_loss_stays_when_there_is_room_again_and_later_losses_are_added() -> None:
    pipe = Pipe(SNDHWM=50)
    first = pipe.report(1_000, 300)
    assert pipe.report(1_000, 350) == first
    assert pipe.report(2_000, 1_350) == first
    assert pipe.report(3_000, 1_400) == 3_000 - 1_400 - 50 - SLACK


def test_without_a_high_water_mark_nothing_is_dropped() -> None:
    assert Pipe(SNDHWM=0).report(100_000, 0) == 0


def test_a_publisher_that_may_not_drop_waits_and_loses_nothing() -> None:
    assert Pipe(SNDHWM=50, XPUB_NODROP=1).report(1_000, 100) == 0


def test_a_queue_of_a_conflating_publisher_holds_the_last_message_whatever_its_high_water_mark() -> None:
    assert Pipe(SNDHWM=500, CONFLATE=1).report(1_000, 100) == 900 - CONFLATED_QUEUE - SLACK


def test_counts_that_are_newer_than_the_bytes_prove_nothing() -> None:
    pipe = Pipe(SNDHWM=50)
    pipe.pub.sent = Tally(5_000, 0)  # as a killed node's last counts
    assert pipe.count(5_000) == 0


def test_a_new_connection_counts_from_its_own_beginning() -> None:
    pipe = Pipe(SNDHWM=50)
    first = pipe.report(1_000, 300)
    pipe.disconnect()
    pipe.connect("127.0.0.1:40002")
    assert pipe.report(1_000, 0) == first
    assert pipe.report(1_040, 0) == first
    assert pipe.room.broken_ns([pipe.pub], [pipe.sub]) == 2


@pytest.mark.parametrize(("size", "messages"), [(1, 60_000), (1_000, 12_000), (20_000, 1_500), (1_000_000, 60)])
def test_no_message_that_a_real_socket_delivers_later_was_declared_lost(size: int, messages: int) -> None:
    with zmq.Context() as context:
        pub, sub = context.socket(zmq.PUB), context.socket(zmq.SUB)
        pub.sndhwm = sub.rcvhwm = 10
        pub.linger = 0
        events = pub.get_monitor_socket(zmq.EVENT_ACCEPTED | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        port = pub.bind_to_random_port("tcp://127.0.0.1")
        sub.subscribe(b"")
        sub.connect(f"tcp://127.0.0.1:{port}")
        fd, name = _accepted(events)
        _until_heard(pub, sub)
        pipe = Pipe(SNDHWM=10)
        pipe.pub.smallest = 0
        pipe.pub.note_size((size,))
        begun = written_on({fd: (NAME, name)})[NAME]
        for _ in range(messages):
            pub.send(b"x" * size)
        written = {NAME: written_on({fd: (NAME, name)})[NAME] - begun}
        pipe.pub.take(SocketReport(0, Tally(messages, 0), Tally(), written=written), 1)
        lost = pipe.count(messages)
        received = 0
        while sub.poll(500):
            sub.recv()
            received += 1
        assert 0 <= lost <= messages - received
        pub.disable_monitor()
        for one in (events, pub, sub):
            one.close(0)


def _accepted(events: zmq.Socket[Any]) -> tuple[int, str]:
    """The descriptor and the `host:port` of the peer, once the handshake is over."""
    fd = 0
    while events.poll(5_000):
        head, _ = events.recv_multipart()
        kind, value = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if kind == EventNumber.ACCEPTED:
            fd = value
        elif kind == EventNumber.HANDSHAKE_SUCCEEDED:
            break
    with socket.fromfd(fd, socket.AF_INET, socket.SOCK_STREAM) as connection:
        host, port = connection.getpeername()
    return fd, f"{host}:{port}"


def _until_heard(pub: zmq.Socket[Any], sub: zmq.Socket[Any]) -> None:
    """Publish until the subscription has arrived, and take all of that."""
    until = time.monotonic() + 5
    while not sub.poll(10):
        pub.send(b"")
        assert time.monotonic() < until
    while sub.poll(100):
        sub.recv()
