"""libzmq's socket monitors, whose events the reporter's thread reads."""

from __future__ import annotations

import socket as sockets
import struct
import sys
from time import monotonic_ns
from typing import Any

import zmq

from zmqplay.node.reporting.kernel import most_held
from zmqplay.node.reporting.pending import Pending, duplicate
from zmqplay.node.reporting.written import written_on
from zmqplay.node.tap.pyzmq_private import CSocket
from zmqplay.wire import SocketEvent

EVENT = struct.Struct("=Hi")
NOBLOCK = int(zmq.NOBLOCK)
NEW_CONNECTION = (int(zmq.EVENT_CONNECTED), int(zmq.EVENT_ACCEPTED))
ENDS_CONNECTION = (int(zmq.EVENT_DISCONNECTED), int(zmq.EVENT_CLOSED))
EVENTS = int(zmq.EVENT_ALL) & ~int(zmq.EVENT_BIND_FAILED)
"""All events but a refused bind: the bind raises anyway, and its event can overwrite the errno (libzmq 4.3.5)."""
EVENTS_KEPT = 1_000
MAPPED = "::ffff:"
"""The prefix of an IPv4 address that is mapped to IPv6 (RFC 4291, 2.5.5.2)."""


class Monitor:
    """One socket's monitor: a PAIR in the same context, of pyzmq's C class so that the context does not close it."""

    def __init__(self, number: int, socket: zmq.Socket[Any]) -> None:
        """Monitor `socket`, whose number is `number`, in the thread that made it; ZMQError if libzmq refuses."""
        self.number = number
        address = f"inproc://zmqplay-monitor-{number}"
        self.pair = CSocket(socket.context, zmq.PAIR)
        try:
            socket.monitor(address, EVENTS)
            self.pair.connect(address)
        except zmq.ZMQError:
            self.pair.close()
            raise
        self._peers: dict[int, tuple[str, str]] = {}
        self._pending = Pending()
        self._tcp: dict[int, tuple[str, str]] = {}
        """The open tcp connections by descriptor: `host:port` of the side that has connected, and of the peer."""

    def read(self) -> tuple[list[SocketEvent], bool]:
        """All events that have arrived, and whether the monitored socket is still open."""
        events: list[SocketEvent] = []
        try:
            while True:
                kind, value = EVENT.unpack(self.pair.recv(NOBLOCK))
                endpoint = self.pair.recv(NOBLOCK).decode("utf-8", "replace")
                if kind == zmq.EVENT_MONITOR_STOPPED:
                    break
                time_ns = monotonic_ns()
                local, peer, held = self._names(kind, value)
                event = SocketEvent(self.number, time_ns, kind, value, endpoint, local, peer, held=held)
                if kind == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                    self._pending.shaken()
                elif kind in ENDS_CONNECTION:
                    event.carried = self._pending.end(value)
                events.append(event)
        except zmq.Again:
            return events, True
        except zmq.ZMQError:  # the context is ending, and waits for this pair to close
            pass
        self._pending.close()
        return events, False

    def _names(self, kind: int, fd: int) -> tuple[str, str, int]:
        """Both sides of the connection that an event concerns, and, of a new one, what the kernel can hold."""
        if kind in NEW_CONNECTION:
            local, peer, held = self._begin(fd)
            self._peers[fd] = local, peer
            if local:
                name = peer if kind == zmq.EVENT_ACCEPTED else local
                self._tcp[fd] = name.replace("::ffff:", ""), peer
            return local, peer, held
        if kind in ENDS_CONNECTION:
            self._tcp.pop(fd, None)
            return *self._peers.pop(fd, ("", "")), 0
        return "", "", 0

    def written(self) -> dict[str, int]:
        """Bytes that the socket has handed to the kernel on each tcp connection; see `written_on`."""
        return written_on(self._tcp)

    def _begin(self, fd: int) -> tuple[str, str, int]:
        """Both sides of a new connection, as `host:port`; the other side's pid where an address has no name.

        Then what the kernel can hold; see `most_held`.
        """
        try:
            connection = duplicate(fd)
        except OSError:  # already gone
            return "", "", 0
        try:
            return *_ends_of(connection), most_held(connection)
        except OSError:
            return "", "", 0
        finally:
            self._pending.begin(fd, connection)


def _ends_of(connection: sockets.socket) -> tuple[str, str]:
    if connection.family == sockets.AF_UNIX:
        return "", _pid_of(connection)
    return _name(connection.getsockname()), _name(connection.getpeername())


def _name(address: tuple[Any, ...]) -> str:
    """`host:port`: IPv6 in brackets, and IPv4 that the option IPV6 maps to IPv6 as IPv4."""
    host, port = address[:2]
    host = host[len(MAPPED) :] if host.startswith(MAPPED) and "." in host else host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _pid_of(connection: sockets.socket) -> str:
    if sys.platform == "linux":
        credentials = connection.getsockopt(sockets.SOL_SOCKET, sockets.SO_PEERCRED, 12)
        return f"pid {struct.unpack('=iII', credentials)[0]}"
    return ""


def coalesce(known: list[SocketEvent], new: list[SocketEvent]) -> None:
    """Append `new` to `known`, which keeps the last EVENTS_KEPT; a repeated event only raises the count of the last."""
    for event in new:
        before = next((e for e in reversed(known) if e.socket == event.socket), None)
        if before is not None and _is_same(before, event):
            before.count += 1
            before.time_ns, before.value = event.time_ns, event.value
        else:
            known.append(event)
    del known[:-EVENTS_KEPT]


def _is_same(before: SocketEvent, event: SocketEvent) -> bool:
    """Whether two events differ in their time only, or in a number that does not matter; a descriptor does."""
    if event.event in (*NEW_CONNECTION, *ENDS_CONNECTION) and before.value != event.value:
        return False
    return (before.event, before.endpoint, before.peer) == (event.event, event.endpoint, event.peer)
