"""The addresses of a pattern's wires: the defaults, or those that the user named; none at which libzmq does harm."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from zmqplay.control.refused import BadEndpoint, EndpointTaken
from zmqplay.patterns.pattern import Pattern, Wire
from zmqplay.session.ports import free_port, is_free

IPC_BYTES = 107
"""Longest path; libzmq: zmq_ipc(7); sun_path holds 108 with its zero."""
REACHED = {"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "[::1]"}
"""The host to connect to, by the host of a wildcard bind."""
TRANSPORTS = "tcp://127.0.0.1:5557 or ipc:///tmp/name"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One wire's addresses."""

    bind: str
    connect: str
    notice: str = ""
    """A sentence for the user, if this is not the address that the pattern declares."""

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines can reach it once it is bound."""
        host = self.bind.removeprefix("tcp://").rpartition(":")[0]
        return self.bind.startswith("tcp://") and not (host.startswith("127.") or host in ("localhost", "[::1]"))


def resolve(
    pattern: Pattern, named: dict[str, str], with_ipv6: Collection[str] = (), unbound: Collection[str] = ()
) -> dict[str, Endpoint]:
    """An endpoint for each wire; `named` are the addresses that the user named, by wire.

    `with_ipv6` are the roles whose sockets have the option IPV6, which all roles at an IPv6 address need. `unbound` are
    the wires that no node of ours binds: there our nodes connect to a program that runs already, or will.

    Raises BadEndpoint if an address can never work; EndpointTaken if another program holds one that is to be bound.
    """
    endpoints: dict[str, Endpoint] = {}
    for wire in pattern.wires:
        address = named.get(wire.name, wire.address)
        _refuse_unprintable(wire, address)
        if wire.name in named or wire.name in unbound:
            endpoints[wire.name] = _named(wire, address, with_ipv6, binds=wire.name not in unbound)
        else:
            endpoints[wire.name] = _default(wire)
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
    return Endpoint(wire.address, wire.address) if is_free(host, port) else elsewhere(wire)


def elsewhere(wire: Wire) -> Endpoint:
    """An endpoint at a free port, where the wire's own port is taken."""
    host, port = _tcp(wire, wire.address)
    free = f"tcp://{host}:{free_port(host)}"
    return Endpoint(free, free, f"port {port} is taken, so {wire.name} runs at {free}")


def _named(wire: Wire, address: str, with_ipv6: Collection[str], *, binds: bool) -> Endpoint:
    """The endpoint at an address that a node of ours binds, or that our nodes only connect to."""
    if address.startswith("tcp://"):
        return (_bound_tcp if binds else _connected_tcp)(wire, *_tcp(wire, address), with_ipv6)
    if address.startswith("ipc://"):
        path = address.removeprefix("ipc://")
        _check_path(wire, path)
        if binds:
            _check_ipc(wire, path)
        return Endpoint(address, address)
    transport = address.split("://")[0] if "://" in address else ""
    if transport == "inproc":
        raise BadEndpoint(f"{wire.name}: inproc joins threads of one process, and nodes are processes; use ipc://.")
    raise BadEndpoint(f"{wire.name}: {address!r} is no address that zmqplay knows; write {TRANSPORTS}.")


def _connected_tcp(wire: Wire, host: str, port: int, with_ipv6: Collection[str]) -> Endpoint:
    """Any port (0) can be no program's: it is chosen for a node that may bind it later."""
    if port == 0:
        return _bound_tcp(wire, host, port, with_ipv6)
    _require_ipv6(wire, host, {end.role for end in wire.connecting} - set(with_ipv6))
    return Endpoint(f"tcp://{host}:{port}", f"tcp://{REACHED.get(host, host)}:{port}")


def _require_ipv6(wire: Wire, host: str, lacking: Collection[str]) -> None:
    without = sorted(lacking) if host.startswith("[") else []
    if without:
        raise BadEndpoint(
            f"{wire.name}: libzmq has IPv6 switched off unless the IPV6 option is on, and {' and '.join(without)} "
            f"{'has' if len(without) == 1 else 'have'} it off; set IPV6=1 there too, or use 127.0.0.1."
        )


def _bound_tcp(wire: Wire, host: str, port: int, with_ipv6: Collection[str]) -> Endpoint:
    _require_ipv6(wire, host, {end.role for end in wire.ends} - set(with_ipv6))
    if port == 0:
        port = free_port("" if host == "*" else host)
    if not is_free("" if host == "*" else host, port):
        raise EndpointTaken(f"{wire.name}: tcp port {port} is in use; name another or stop the program that holds it.")
    reached = REACHED.get(host, host)
    return Endpoint(f"tcp://{host}:{port}", f"tcp://{reached}:{port}")


def _tcp(wire: Wire, address: str) -> tuple[str, int]:
    """Host and port; port 0 for any, which the user may write as `*`."""
    match = re.fullmatch(r"tcp://(\[[0-9a-fA-F:.%]+\]|[^:/\s]+):(\*|\d+)", address)
    if match is None:
        example = "tcp://127.0.0.1:5557" if address == wire.address else wire.address
        raise BadEndpoint(f"{wire.name}: {address!r} is not of the form tcp://HOST:PORT, such as {example}.")
    port = 0 if match[2] == "*" else int(match[2])
    if port > 65_535:
        raise BadEndpoint(f"{wire.name}: tcp ports end at 65535; {port} would silently become {port % 65_536}.")
    return match[1], port


def _check_path(wire: Wire, path: str) -> None:
    """Refuse a path at which libzmq can neither bind nor connect."""
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


def _check_ipc(wire: Wire, path: str) -> None:
    """Refuse a path at which libzmq cannot bind, or would delete a file: it unlinks any file there (libzmq 4.3.5)."""
    if path.startswith("@"):
        return
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
