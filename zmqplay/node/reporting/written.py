"""How many bytes a socket has handed to the kernel on each of its tcp connections: what has left its queues."""

from __future__ import annotations

import os
import socket as sockets
import struct
import sys
from collections.abc import Mapping

CONNECTIONS_READ = 64
"""Connections of one socket that are read for one report; one takes 8 µs."""
NOT_SENT = struct.Struct("=I")
SENT = struct.Struct("=QQ")
NOT_SENT_AT, SENT_AT = 144, 200
"""Offsets in `struct tcp_info` (linux/tcp.h, since 4.19): tcpi_notsent_bytes; tcpi_bytes_sent and _bytes_retrans."""
TCP_INFO_BYTES = SENT_AT + SENT.size


def written_on(connections: Mapping[int, tuple[str, str]]) -> dict[str, int]:
    """Bytes written so far on each of these connections, by the `host:port` of the side that has connected.

    `connections` has, by descriptor, the `host:port` of that side and of the peer. A connection that has ended
    meanwhile, one that is not tcp, and every connection where the kernel does not tell is left out.
    """
    if sys.platform != "linux" or len(connections) > CONNECTIONS_READ:
        return {}
    found: dict[str, int] = {}
    for fd, (name, peer) in connections.items():
        try:
            with sockets.socket(fileno=os.dup(fd)) as connection:
                host, port = connection.getpeername()[:2]
                if f"{host}:{port}" != peer:  # the descriptor belongs to another connection by now
                    continue
                told = connection.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_INFO, TCP_INFO_BYTES)
        except (OSError, ValueError):
            continue
        if len(told) == TCP_INFO_BYTES:
            sent, again = SENT.unpack_from(told, SENT_AT)
            written = sent - again + NOT_SENT.unpack_from(told, NOT_SENT_AT)[0]
            found[name] = written
    return found
