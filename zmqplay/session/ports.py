"""The tcp ports of this machine: whether one is free, and one that nobody else will take."""

from __future__ import annotations

import errno
import random
import socket
import sys
from collections import deque
from contextlib import suppress
from typing import Any

from zmqplay.control.refused import BadEndpoint

NEVER_GIVEN = range(20_000, 32_768)
"""Ports that no system assigns by itself (Linux assigns from 32,768 on, others from 49,152).

A higher port could be assigned to a program that names none, before the node has bound it.
"""
MOST_HELD = 32
_held: deque[tuple[int, socket.socket]] = deque()
"""The ports chosen last, on which nothing may listen yet, each with a socket that holds it and does not listen.

One list for the whole process, as ports belong to the whole machine: two sessions must not choose the same port.
"""


def _bound(host: str, port: int) -> int:
    """Bind for a moment, as libzmq does, and return the port; OSError if the system refuses."""
    probe, address = _socket_for(host, port)
    with probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)
        number: int = probe.getsockname()[1]
        return number


def _socket_for(host: str, port: int) -> tuple[socket.socket, Any]:
    wanted = socket.AF_INET6 if host.startswith("[") else socket.AF_INET  # as libzmq resolves a name
    family, kind, protocol, _, address = socket.getaddrinfo(
        host.strip("[]") or "0.0.0.0", port, wanted, socket.SOCK_STREAM
    )[0]
    return socket.socket(family, kind, protocol), address


def is_free(host: str, port: int) -> bool:
    """Whether this port can be bound. Raises BadEndpoint if no free port of this host could."""
    try:
        _bound(host, port)
    except PermissionError:
        raise BadEndpoint(f"tcp port {port} is reserved for the system; ports from 1024 on are free to use.") from None
    except socket.gaierror:
        raise BadEndpoint(f"there is no host or interface {host!r} here to bind to; 127.0.0.1 always is.") from None
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise BadEndpoint(f"{host} is no address of this machine, so it cannot be bound; use 127.0.0.1.") from None
        return False
    return True


def free_port(host: str) -> int:
    """A port on which nothing listens, a different one each time; OSError if `host` is not of this machine."""
    any_port = _bound(host, 0)
    for port in random.sample(NEVER_GIVEN, 16):
        with suppress(OSError):
            if port not in dict(_held):
                _hold(host, port)
                return port
    return any_port


def _hold(host: str, port: int) -> None:
    """Let nobody else choose this port before a node has bound it: OSError if another zmqplay holds it.

    Linux lets libzmq, which sets SO_REUSEADDR, bind and listen beside a socket that has it too and does not listen;
    other systems do not, so that two sessions of theirs may still choose the same port.
    """
    holder, address = _socket_for(host, port)
    try:
        holder.bind(address)
    except OSError:
        holder.close()
        raise
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform != "linux":
        holder.close()
    _held.append((port, holder))
    if len(_held) > MOST_HELD:
        _held.popleft()[1].close()
