"""Which programs that are not watched are connected to traced sockets: as the kernel lists the processes' connections.

Only over tcp: of an ipc connection the kernel does not say who is at its other end.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import psutil

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.trace.libzmqs import LibzmqsSockets
from zmqplay.trace.meeting import Change
from zmqplay.wire import SocketEvent

EVERY_NS = 300_000_000
FIRST_NUMBER = 1_000_000
"""Above the numbers of connections among watched sockets."""
_TCP = re.compile(r"tcp://(?:[^;]*;)?(.*):(\d+)")


class Pipe(NamedTuple):
    """One connection of a process: both its ends as `host:port`."""

    local: str
    peer: str

    @property
    def local_port(self) -> int:
        return int(self.local.rpartition(":")[2])

    @property
    def peer_port(self) -> int:
        return int(self.peer.rpartition(":")[2])


class Guest(NamedTuple):
    """A connection of a traced socket with a program that is not watched."""

    socket: SocketKey
    pipe: Pipe
    accepted: bool
    address: str


class Outside:
    """Follows the connections with programs that are not watched."""

    def __init__(self) -> None:
        self._guests: dict[Guest, int] = {}
        self._seen_once: dict[Guest, int] = {}
        """Connections that were first seen by the last look, each with the time of the look before."""
        self._number = FIRST_NUMBER
        self._libzmqs = LibzmqsSockets()
        self._looked_ns = time.monotonic_ns()
        self._by_tcp: set[tuple[str, int]] = set()
        """Nodes, each with its process, that have had a socket at a tcp address: its connections stay if it unbinds."""

    def look(self, nodes: Mapping[str, NodeTraffic], now_ns: int, *, at_once: bool) -> list[Change]:
        """The connections that have begun or ended; looks each `EVERY_NS`, or `at_once` where sockets have changed.

        One counts if it is there in two looks in a row: what a watched program has just made may be seen here before
        it is read of that program, or at one end only.
        """
        if now_ns - self._looked_ns < EVERY_NS and not (at_once or self._seen_once):
            return []
        before_ns, self._looked_ns = self._looked_ns, now_ns
        living = [node for node in nodes.values() if node.state.alive and node.life.pid and self._has_used_tcp(node)]
        pipes = {node.name: _pipes(node.life.pid) for node in living}
        found = set(_guests(living, pipes))
        changes = []
        for guest in [guest for guest in self._guests if guest not in found]:
            number = self._guests.pop(guest)
            if guest.socket[0] in pipes:
                changes.append(_change(guest, number, EventNumber.DISCONNECTED, now_ns))
        changes += self._libzmqs.look(node for node in nodes.values() if node.state.alive)
        return [*changes, *self._begun(found - self._guests.keys(), before_ns)]

    def _has_used_tcp(self, node: NodeTraffic) -> bool:
        process = node.name, node.life.pid
        if process not in self._by_tcp and any(
            text.startswith("tcp://")
            for socket in node.sockets.values()
            for text in (*socket.facts.bound, *socket.facts.connected)
        ):
            self._by_tcp.add(process)
        return process in self._by_tcp

    def _begun(self, new: set[Guest], before_ns: int) -> Iterator[Change]:
        """Those that the last look has seen too. They were not there at the look before that one, and messages may
        have passed since: they are told as of then.
        """
        seen_once = self._seen_once
        self._seen_once = dict.fromkeys(new - seen_once.keys(), before_ns)
        for guest in sorted(new & seen_once.keys()):
            self._number += 1
            self._guests[guest] = self._number
            began = EventNumber.ACCEPTED if guest.accepted else EventNumber.CONNECTED
            yield _change(guest, self._number, began, seen_once[guest])
            yield _change(guest, 0, EventNumber.HANDSHAKE_SUCCEEDED, seen_once[guest])


def _pipes(pid: int) -> list[Pipe]:
    try:
        connections = psutil.Process(pid).net_connections("tcp")
    except psutil.Error:
        return []
    return [
        Pipe(f"{one.laddr.ip}:{one.laddr.port}", f"{one.raddr.ip}:{one.raddr.port}")
        for one in connections
        if one.status == psutil.CONN_ESTABLISHED and one.raddr
    ]


def _guests(living: Iterable[NodeTraffic], pipes: Mapping[str, list[Pipe]]) -> Iterator[Guest]:
    """The connections whose other end no watched process has."""
    ours = {pipe.local for some in pipes.values() for pipe in some}
    for node in living:
        foreign = [pipe for pipe in pipes[node.name] if pipe.peer not in ours]
        for socket in node.sockets.values():
            if not socket.facts.closed and foreign:
                yield from _guests_of(socket, foreign)


def _guests_of(socket: SocketTraffic, foreign: list[Pipe]) -> Iterator[Guest]:
    """Take from `foreign` what fits a socket's addresses."""
    for text in socket.facts.bound:
        for pipe in [pipe for pipe in foreign if pipe.local_port == _port(text)]:
            foreign.remove(pipe)
            yield Guest(socket.key, pipe, True, text)
    for text in socket.facts.connected:
        for pipe in [pipe for pipe in foreign if pipe.peer_port == _port(text)][:1]:
            foreign.remove(pipe)
            yield Guest(socket.key, pipe, False, text)


def _port(text: str) -> int:
    match = _TCP.fullmatch(text)
    return int(match[2]) if match else -1


def _change(guest: Guest, number: int, event: EventNumber, now_ns: int) -> Change:
    node, _, socket = guest.socket
    told = SocketEvent(socket, now_ns, event, number, guest.address, local=guest.pipe.local, peer=guest.pipe.peer)
    return Change(node, told)
