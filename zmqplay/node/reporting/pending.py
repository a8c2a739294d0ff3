"""Connections within their handshake: how many bytes each has carried, which tells how far the handshake came.

libzmq names no reason when the types of two sockets do not go together; the bytes do. A side sends 10 bytes to any
program, the other 54 of its greeting to one that greets as ZMTP 3 does, and then its own type in a READY command.
"""

from __future__ import annotations

import os
import socket as sockets
import struct
import sys
from typing import NamedTuple

HELD = 32
"""Most connections of one socket that are observed at a time."""
GREETING_BYTES = 64
COUNTS = struct.Struct("=Q")
RECEIVED_AT, SENT_AT = 128, 200
"""Offsets in `struct tcp_info` (linux/tcp.h, since 4.19): tcpi_bytes_received, which may count the end as one byte,
and tcpi_bytes_sent."""
TCP_INFO_BYTES = SENT_AT + COUNTS.size


class Carried(NamedTuple):
    """Bytes that a connection has carried; -1 if unknown."""

    received: int = -1
    sent: int = -1

    @property
    def is_shaken(self) -> bool:
        """Whether both sides have sent more than a greeting."""
        return min(self) > GREETING_BYTES + 1


class Pending:
    """Holds a duplicate of each descriptor until the handshake is over, since libzmq closes its own before an event.

    A held duplicate delays the end of the connection by the time that the event takes to be read.
    """

    def __init__(self) -> None:
        self._held: dict[int, sockets.socket] = {}

    def begin(self, fd: int, connection: sockets.socket) -> None:
        """Observe a new connection; `connection` is a duplicate of its descriptor, which is closed sooner or later."""
        self.end(fd)
        if sys.platform == "linux" and connection.family != sockets.AF_UNIX and len(self._held) < HELD:
            self._held[fd] = connection
        else:
            connection.close()

    def end(self, fd: int) -> Carried:
        """Stop observing a connection; return what the connection has carried."""
        connection = self._held.pop(fd, None)
        if connection is None:
            return Carried()
        with connection:
            return _carried(connection)

    def shaken(self) -> None:
        """Stop observing the connections that have completed their handshake."""
        for fd, connection in list(self._held.items()):
            if _carried(connection).is_shaken:
                self.end(fd)

    def close(self) -> None:
        """Stop observing all connections."""
        for fd in list(self._held):
            self.end(fd)


def _carried(connection: sockets.socket) -> Carried:
    try:
        told = connection.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_INFO, TCP_INFO_BYTES)
    except OSError:
        return Carried()
    if len(told) < TCP_INFO_BYTES:
        return Carried()
    return Carried(COUNTS.unpack_from(told, RECEIVED_AT)[0], COUNTS.unpack_from(told, SENT_AT)[0])


def duplicate(fd: int) -> sockets.socket:
    """Another descriptor of the same connection; OSError if `fd` is closed."""
    return sockets.socket(fileno=os.dup(fd))
