"""The events of a socket's monitor, with the names of both sides and the bytes that a handshake carried."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import zmq

from zmqplay.node.reporting.monitor import Monitor, coalesce
from zmqplay.wire import SocketEvent

DEADLINE_S = 10
GREETING = b"\xff" + b"\0" * 7 + b"\x01\x7f\x03\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32


@pytest.fixture
def monitored() -> Iterator[tuple[Monitor, int]]:
    """A monitor of a REP that is bound to this port, over IPv6 and IPv4."""
    with zmq.Context() as context, context.socket(zmq.REP) as rep:
        rep.linger, rep.ipv6 = 0, True
        monitor = Monitor(0, rep)
        port = rep.bind_to_random_port("tcp://*")
        yield monitor, port
        rep.disable_monitor()
        read_until(monitor, is_open=False)
        monitor.pair.close()


def read_until(monitor: Monitor, kind: int = 0, *, is_open: bool = True) -> list[SocketEvent]:
    """Read until this kind of event has come, or until the monitor has stopped."""
    events: list[SocketEvent] = []
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        new, goes_on = monitor.read()
        events += new
        if any(event.event == kind for event in events) or goes_on is is_open is False:
            return events
        zmq.zmq_poll([(monitor.pair, zmq.POLLIN)], 20)
    raise AssertionError(events)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_both_sides_have_a_plain_name(monitored: tuple[Monitor, int], host: str) -> None:
    monitor, port = monitored
    with socket.create_connection((host, port)) as one:
        event = read_until(monitor, zmq.EVENT_ACCEPTED)[-1]
        shown = f"[{host}]" if ":" in host else host
        assert (event.local, event.peer) == (f"{shown}:{port}", f"{shown}:{one.getsockname()[1]}")


@pytest.mark.parametrize(("said", "sent"), [(b"GET / HTTP/1.1\r\n\r\n", 10), (GREETING, 91)])
def test_the_end_of_a_handshake_tells_the_bytes(monitored: tuple[Monitor, int], said: bytes, sent: int) -> None:
    monitor, port = monitored
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as one:
        read_until(monitor, zmq.EVENT_ACCEPTED)
        one.sendall(said)
        heard = b""
        while len(heard) < sent:
            heard += one.recv(100)
    event = read_until(monitor, zmq.EVENT_DISCONNECTED)[-1]
    received, told = event.carried
    assert (received - len(said) in (0, 1), told) == (True, sent)


def test_the_end_of_a_connection_is_not_held_up_by_the_monitor_once_its_event_is_read() -> None:
    with zmq.Context() as context, context.socket(zmq.REP) as rep:
        rep.linger, rep.handshake_ivl = 0, 50
        monitor = Monitor(0, rep)
        port = rep.bind_to_random_port("tcp://127.0.0.1")
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as one:
            read_until(monitor, zmq.EVENT_DISCONNECTED)
            with suppress(ConnectionResetError):
                while one.recv(100):
                    pass
        rep.disable_monitor()
        read_until(monitor, is_open=False)
        monitor.pair.close()


def event(kind: int, value: int, peer: str = "") -> SocketEvent:
    return SocketEvent(0, 1, kind, value, "tcp://127.0.0.1:5555", "", peer)


def test_equal_events_are_counted_and_two_connections_are_never_one() -> None:
    known: list[SocketEvent] = []
    coalesce(known, [event(zmq.EVENT_HANDSHAKE_SUCCEEDED, 0), event(zmq.EVENT_HANDSHAKE_SUCCEEDED, 0)])
    coalesce(known, [event(zmq.EVENT_DISCONNECTED, 10), event(zmq.EVENT_DISCONNECTED, 11)])
    assert [(one.value, one.count) for one in known] == [(0, 2), (10, 1), (11, 1)]
