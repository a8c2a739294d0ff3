"""The connections of processes on this machine, as the kernel lists them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import psutil

from zmqplay.model.addresses import SOURCE, THIS_MACHINE, plain
from zmqplay.trace.unix_sockets import UnixSocket, connected, inodes_of

TCP, IPC = "tcp://", "ipc://"
_TCP = re.compile(rf"tcp://{SOURCE}.*:(\d+)")


class Pipe(NamedTuple):
    """One connection of a process: both its ends, as `host:port`; over ipc the peer is `pid 123`."""

    local: str
    peer: str
    inode: int = 0
    """Of the socket, over ipc."""

    @property
    def local_port(self) -> int:
        return int(self.local.rpartition(":")[2])

    @property
    def peer_port(self) -> int:
        return int(self.peer.rpartition(":")[2])


class Listing(NamedTuple):
    """The connections of some processes, by process number."""

    tcp: Mapping[int, list[Pipe] | None] = {}
    """None for a process of which the kernel does not tell."""
    ends: list[UnixSocket] | None = None
    """Those of all ipc connections of the machine; None where the kernel does not tell."""
    inodes: Mapping[int, set[int]] = {}
    """The sockets that each process has open."""

    def made(self, connecting: int, binding: int, address: str) -> int | None:
        """How many connections one process has with another at this address; None where the kernel does not tell."""
        if address.startswith(IPC):
            return self._made_over_ipc(connecting, binding, address)
        port, its, others = port_of(address), self.tcp.get(connecting), self.tcp.get(binding)
        if port < 0 or its is None or others is None:
            return None
        accepted = {(pipe.peer, pipe.local) for pipe in others}
        return sum(pipe.peer_port == port and (pipe.local, pipe.peer) in accepted for pipe in its)

    def _made_over_ipc(self, connecting: int, binding: int, address: str) -> int | None:
        its, others = self.inodes.get(connecting), self.inodes.get(binding)
        if self.ends is None or its is None or others is None:
            return None
        return sum(one.inode in others and one.peer in its and is_at(address, one.name) for one in self.ends)


def listed(find_pids: Callable[[], Iterable[int]], *, tcp: bool, ipc: bool) -> Listing:
    """What the kernel lists of these processes; `tcp` and `ipc`: whether these connections are asked for."""
    ends = connected() if ipc else None
    pids = list(find_pids())  # after `ends`, so that each process that has one of them is found
    inodes = {} if ends is None else {pid: inodes_of(pid) for pid in pids}
    return Listing({pid: _pipes(pid) for pid in pids} if tcp else {}, ends, inodes)


def _pipes(pid: int) -> list[Pipe] | None:
    try:
        connections = psutil.Process(pid).net_connections("tcp")
    except psutil.NoSuchProcess:
        return []
    except psutil.Error:
        return None
    return [
        Pipe(plain(f"{one.laddr.ip}:{one.laddr.port}"), plain(f"{one.raddr.ip}:{one.raddr.port}"))
        for one in connections
        if one.status == psutil.CONN_ESTABLISHED and one.raddr
    ]


def port_of(text: str) -> int:
    """The port of a tcp address; -1 for another one."""
    match = _TCP.fullmatch(text.removesuffix(THIS_MACHINE))
    return int(match[1]) if match else -1


def is_at(text: str, name: bytes) -> bool:
    """Whether a bound socket's name, which may be a relative path, is that of an ipc address."""
    path, said = text.removeprefix(IPC), os.fsdecode(name)
    if not name or not text.startswith(IPC):
        return False
    if said.startswith("\0") or path.startswith("@"):
        return path[1:] == said[1:] and said.startswith("\0") and path.startswith("@")
    return os.path.realpath(said) == path if said.startswith("/") else path.endswith(f"/{os.path.normpath(said)}")
