"""The addresses of a pattern's wires: the defaults, or those that the user named; none at which libzmq does harm."""

from __future__ import annotations

import errno
import os
import random
import re
import socket
import stat
import sys
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zmqplay.control.refused import BadEndpoint, EndpointTaken
from zmqplay.patterns.pattern import Pattern, Wire

IPC_BYTES = 107
"""Longest path; libzmq: zmq_ipc(7); sun_path holds 108 with its zero."""
REACHED = {"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "[::1]"}
"""The host to connect to, by the host of a wildcard bind."""
TRANSPORTS = "tcp://127.0.0.1:5557 or ipc:///tmp/name"
NEVER_GIVEN = range(20_000, 32_768)
"""Ports that no system assigns by itself (Linux assigns from 32,768 on, others from 49,152).

A higher port could be assigned to a program that names none, before the node has bound it.
"""
MOST_HELD = 32
_held: deque[tuple[int, socket.socket]] = deque()
"""The ports chosen last, on which nothing may listen yet, each with a socket that holds it and does not listen.

One list for the whole process, as ports belong to the whole machine: two sessions must not choose the same port.
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One wire's addresses."""

    bind: str
    connect: str
    notice: str = ""
    """A sentence for the user, if this is not the address that the pattern declares."""


def resolve(pattern: Pattern, named: dict[str, str], with_ipv6: Collection[str] = ()) -> dict[str, Endpoint]:
    """An endpoint for each wire; `named` are the addresses that the user named, by wire.

    `with_ipv6` are the roles whose sockets have the option IPV6, which all roles at an IPv6 address need.

    Raises BadEndpoint if an address can never work; EndpointTaken if another program holds one that the user named.
    """
    endpoints: dict[str, Endpoint] = {}
    for wire in pattern.wires:
        _refuse_unprintable(wire, named.get(wire.name, wire.address))
        endpoints[wire.name] = _named(wire, named[wire.name], with_ipv6) if wire.name in named else _default(wire)
    _refuse_twins(endpoints)
    return endpoints


def _refuse_unprintable(wire: Wire, address: str) -> None:
    """Refuse an address that cannot be shown as it is."""
    if not address.isprintable():
        raise BadEndpoint(
            f"{wire.name}: {address!a} has a control character or another that cannot be shown; name an address "
            "without it."
        )


def _refuse_twins(endpoints: dict[str, Endpoint]) -> None:
    owners: dict[str, str] = {}
    for wire, endpoint in endpoints.items():
        if endpoint.connect in owners:
            raise BadEndpoint(f"{wire} and {owners[endpoint.connect]} cannot both run at {endpoint.connect}.")
        owners[endpoint.connect] = wire


def _default(wire: Wire) -> Endpoint:
    host, port = _tcp(wire, wire.address)
    return Endpoint(wire.address, wire.address) if _is_free(host, port) else elsewhere(wire)


def elsewhere(wire: Wire) -> Endpoint:
    """An endpoint at a free port, where the wire's own port is taken."""
    host, port = _tcp(wire, wire.address)
    free = f"tcp://{host}:{free_port(host)}"
    return Endpoint(free, free, f"port {port} is taken, so {wire.name} runs at {free}")


def _named(wire: Wire, address: str, with_ipv6: Collection[str]) -> Endpoint:
    if address.startswith("tcp://"):
        return _named_tcp(wire, address, with_ipv6)
    if address.startswith("ipc://"):
        _check_ipc(wire, address.removeprefix("ipc://"))
        return Endpoint(address, address)
    transport = address.split("://")[0] if "://" in address else ""
    if transport == "inproc":
        raise BadEndpoint(f"{wire.name}: inproc joins threads of one process, and nodes are processes; use ipc://.")
    raise BadEndpoint(f"{wire.name}: {address!r} is no address that zmqplay knows; write {TRANSPORTS}.")


def _named_tcp(wire: Wire, address: str, with_ipv6: Collection[str]) -> Endpoint:
    host, port = _tcp(wire, address)
    without = sorted({end.role for end in wire.ends} - set(with_ipv6)) if host.startswith("[") else []
    if without:
        raise BadEndpoint(
            f"{wire.name}: libzmq has IPv6 switched off unless the IPV6 option is on, and {' and '.join(without)} "
            f"{'has' if len(without) == 1 else 'have'} it off; set IPV6=1 there too, or use 127.0.0.1."
        )
    if port == 0:
        port = free_port("" if host == "*" else host)
    if not _is_free("" if host == "*" else host, port):
        raise EndpointTaken(f"{wire.name}: tcp port {port} is in use; name another or stop the program that holds it.")
    reached = REACHED.get(host, host)
    return Endpoint(f"tcp://{host}:{port}", f"tcp://{reached}:{port}")


def _tcp(wire: Wire, address: str) -> tuple[str, int]:
    """Host and port; port 0 for any, which the user may write as `*`."""
    match = re.fullmatch(r"tcp://(\[[0-9a-fA-F:.%]+\]|[^:/\s]+):(\*|\d+)", address)
    if match is None:
        raise BadEndpoint(f"{wire.name}: {address!r} is not of the form tcp://HOST:PORT, such as {wire.address}.")
    port = 0 if match[2] == "*" else int(match[2])
    if port > 65_535:
        raise BadEndpoint(f"{wire.name}: tcp ports end at 65535; {port} would silently become {port % 65_536}.")
    return match[1], port


def _check_ipc(wire: Wire, path: str) -> None:
    """Refuse a path at which libzmq would fail or delete a file: binding unlinks any file there (libzmq 4.3.5)."""
    if path.startswith("@"):
        return
    if not path or path == "*":
        raise BadEndpoint(f"{wire.name}: ipc:// needs a path, such as ipc:///tmp/{wire.name}.")
    if len(os.fsencode(path)) > IPC_BYTES:
        raise BadEndpoint(f"{wire.name}: an ipc path has at most {IPC_BYTES} bytes, this one {len(os.fsencode(path))}.")
    if not os.path.isabs(path):
        raise BadEndpoint(f"{wire.name}: the ipc path {path!r} must be absolute, such as ipc:///tmp/{wire.name}.")
    if not Path(path).parent.is_dir():
        raise BadEndpoint(
            f"{wire.name}: there is no directory {str(Path(path).parent)!r} for the ipc socket; create it."
        )
    if not os.access(Path(path).parent, os.W_OK | os.X_OK):
        raise BadEndpoint(f"{wire.name}: the directory {str(Path(path).parent)!r} may not be written to.")
    if os.path.lexists(path):
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            raise BadEndpoint(f"{wire.name}: {path!r} is a file, and binding would destroy it; name another path.")
        if _is_listened_to(path):
            raise EndpointTaken(f"{wire.name}: another program listens at ipc://{path}; name another path.")


def _is_listened_to(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        return probe.connect_ex(path) not in (
            errno.ECONNREFUSED,
            errno.ENOENT,
        )  # datagram sockets too


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


def _is_free(host: str, port: int) -> bool:
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
