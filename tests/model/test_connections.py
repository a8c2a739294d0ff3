"""The connections of one socket, as the events of libzmq's monitor tell them: probes, refused types, old protocols."""

from __future__ import annotations

from errno import EAGAIN, ECONNRESET, EPIPE

import pytest

from zmqplay.model.connections import Connection, Connections, Stage
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import SocketEvent

MS = 1_000_000
FAILED = EventNumber.HANDSHAKE_FAILED_NO_DETAIL


class Told:
    """The connections of a socket that binds; each line of a test is one event, a millisecond after the last."""

    def __init__(self) -> None:
        self.connections = Connections()
        self.now_ns = 1_000 * MS

    def event(self, number: EventNumber, fd: int = 0, after_ms: int = 1) -> Connection | None:
        self.now_ns += after_ms * MS
        peer = f"127.0.0.1:{40_000 + fd}" if number == EventNumber.ACCEPTED else ""
        return self.connections.take(SocketEvent(0, self.now_ns, number, fd, "tcp://127.0.0.1:5555", "", peer))

    def accept(self, fd: int) -> Connection:
        connection = self.event(EventNumber.ACCEPTED, fd)
        assert connection is not None
        return connection

    def shake(self, after_ms: int = 1) -> None:
        self.event(EventNumber.HANDSHAKE_SUCCEEDED, after_ms=after_ms)

    def end(self, fd: int, *, failed: bool = False, why: int = EPIPE, carried: tuple[int, int] = (-1, -1)) -> None:
        if failed:
            self.connections.take(SocketEvent(0, self.now_ns, FAILED, why, ""))
        self.now_ns += MS
        ended = SocketEvent(0, self.now_ns, EventNumber.DISCONNECTED, fd, "", carried=carried)
        self.connections.take(ended)


def test_a_probe_takes_no_handshake_off() -> None:
    told = Told()
    told.accept(10)
    told.shake()
    for _ in range(3):
        probe = told.accept(11)
        told.end(11, failed=True)
        assert probe.stage is Stage.FAILED
    assert told.connections.shaken == 1
    told.end(10)
    assert told.connections.shaken == 0


def test_a_connection_that_ends_without_any_event_of_a_handshake_was_refused_for_its_type() -> None:
    told = Told()
    told.accept(10)
    told.shake()
    refused = told.accept(11)
    told.end(11)
    assert (refused.stage, list(told.connections.refused), told.connections.shaken) == (Stage.REFUSED, [refused], 1)


@pytest.mark.parametrize(
    ("why", "carried", "stage"),
    [
        (0, (93, 91), Stage.REFUSED),  # this side has read the other's type
        (0, (92, 64), Stage.REFUSED),  # the same, before it sent its own
        (0, (-1, -1), Stage.REFUSED),  # nothing tells otherwise
        (0, (100, 10), Stage.FAILED),  # no greeting of ZMTP 3: this side has sent ten bytes of its own
        (EPIPE, (65, 91), Stage.REFUSED),  # the other side has read this side's type, and ended
        (EPIPE, (65, 11), Stage.FAILED),  # a program that was closed at once
        (ECONNRESET, (64, 92), Stage.FAILED),  # the same, later
        (EPIPE, (1, 10), Stage.FAILED),  # a port scan
        (EPIPE, (-1, -1), Stage.FAILED),
        (EAGAIN, (64, 91), Stage.FAILED),  # frozen within its handshake
    ],
)
def test_the_bytes_that_were_carried_tell_a_refused_type_from_a_program_that_breaks_off(
    why: int, carried: tuple[int, int], stage: Stage
) -> None:
    told = Told()
    connection = told.accept(10)
    told.end(10, failed=bool(why), why=why, carried=carried)
    assert connection.stage is stage


def test_a_handshake_belongs_to_the_newcomer_and_not_to_one_that_has_been_silent_for_long() -> None:
    told = Told()
    silent = told.accept(10)
    told.now_ns += 5_000 * MS
    client = told.accept(11)
    told.shake()
    assert (silent.stage, client.stage) == (Stage.OPEN, Stage.SHAKEN)
    told.end(10, failed=True)
    assert told.connections.shaken == 1
    told.end(11)
    assert (told.connections.shaken, list(told.connections.refused)) == (0, [])


@pytest.mark.parametrize("probe_first", [False, True])
@pytest.mark.parametrize("probe_leaves_first", [False, True])
def test_a_probe_and_a_client_that_come_together_are_told_apart_when_one_leaves(
    probe_first: bool, probe_leaves_first: bool
) -> None:
    told = Told()
    for fd in (10, 11) if probe_first else (11, 10):
        told.accept(fd)
    told.shake()
    assert told.connections.shaken == 1
    ends = [(10, True), (11, False)]
    for fd, failed in ends if probe_leaves_first else reversed(ends):
        told.end(fd, failed=failed)
        assert told.connections.shaken == (fd == 10 and probe_leaves_first)
    assert not told.connections.refused


def test_many_that_come_together_and_shake_hands_together_are_all_counted() -> None:
    told = Told()
    for fd in range(10, 110):
        told.accept(fd)
    told.connections.take(SocketEvent(0, told.now_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, "", count=100))
    assert told.connections.shaken == 100
    for fd in range(10, 110):
        told.end(fd)
    assert (told.connections.shaken, told.connections.open) == (0, {})


def test_a_handshake_of_a_connection_that_was_never_reported_is_taken_off_too() -> None:
    told = Told()
    told.shake()
    assert told.connections.shaken == 1
    told.end(99)
    assert told.connections.shaken == 0
    told.end(98)
    assert told.connections.shaken == 0


def test_a_descriptor_that_is_used_again_is_another_connection() -> None:
    told = Told()
    told.accept(10)
    told.shake()
    told.accept(10)
    assert told.connections.shaken == 0
    told.shake()
    assert told.connections.shaken == 1


def test_a_peer_of_an_older_zmtp_counts_once_its_messages_have_proved_it_and_until_it_leaves() -> None:
    told = Told()
    old = told.accept(10)
    told.connections.is_of_old(old)
    assert told.connections.shaken == 1
    told.end(10, failed=True)
    assert (told.connections.shaken, old.stage) == (0, Stage.SHAKEN)


def test_a_socket_that_is_closed_has_no_connection() -> None:
    told = Told()
    one = told.accept(10)
    told.shake()
    told.connections.close(told.now_ns)
    assert (told.connections.shaken, told.connections.open, one.left_ns) == (0, {}, told.now_ns)


def test_any_number_of_probes_leaves_nothing_behind() -> None:
    told = Told()
    for fd in range(1, 5_000):
        told.accept(fd)
        told.end(fd, failed=True)
    for fd in range(1, 5_000):
        told.accept(fd)
        told.end(fd)
    assert (told.connections.shaken, told.connections.open, len(told.connections.refused)) == (0, {}, 16)


def test_over_ipc_the_process_at_the_other_side_tells_who_has_parted() -> None:
    told = Told()
    for fd, peer in (10, "127.0.0.1:40001"), (11, "pid 201"), (12, "pid 202"):
        told.connections.take(SocketEvent(0, told.now_ns, EventNumber.ACCEPTED, fd, "", "", peer))
    told.end(10)
    told.end(11)
    assert told.connections.parted_ns == {"pid 201": told.now_ns}
