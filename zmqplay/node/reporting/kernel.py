"""How many bytes the kernel can hold on a connection: sent by one side, and not yet read by the other."""

from __future__ import annotations

import socket as sockets
import sys
from functools import cache
from pathlib import Path


def most_held(connection: sockets.socket) -> int:
    """Most bytes that are under way in one direction of a connection; 0 where that is not known.

    Over ipc they are charged to the sender's buffer, which the last write may exceed by half (Linux, af_unix.c), or
    wait in the receiver's, of the same size (BSD). Over tcp both buffers grow up to the kernel's limits (tcp(7)).
    """
    try:
        sending = connection.getsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF)
        receiving = connection.getsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF)
    except OSError:
        return 0
    if connection.family == getattr(sockets, "AF_UNIX", None):
        return sending * 3 // 2 if sys.platform == "linux" else 2 * sending
    limits = _limit("tcp_wmem"), _limit("tcp_rmem")
    return max(sending, limits[0]) + max(receiving, limits[1]) if all(limits) else 0


@cache
def _limit(name: str) -> int:
    """The size up to which the kernel lets a tcp buffer grow; 0 where the kernel does not tell."""
    if sys.platform != "linux":
        return 0
    try:
        return int(Path("/proc/sys/net/ipv4", name).read_text().split()[2])
    except (OSError, ValueError, IndexError):
        return 0
