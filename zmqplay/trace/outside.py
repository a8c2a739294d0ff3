"""Which programs that are not watched are connected to traced sockets: as the kernel lists the processes' connections.

One process is looked at after the other, and meanwhile connections begin and end. So a new one is believed only after
a second look at once: by then both ends of a connection between watched programs are listed. A program is watched from
its first socket on, before that connects, though nothing may have been read of it yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.trace.libzmqs import LibzmqsSockets
from zmqplay.trace.listing import IPC, TCP, Listing, Pipe, is_at, listed, port_of
from zmqplay.trace.meeting import Change
from zmqplay.trace.unix_sockets import UnixSocket, owners_of
from zmqplay.wire import SocketEvent

EVERY_NS, AWAITING_NS = 300_000_000, 50_000_000
"""How often the connections are looked at, and how often while one is awaited."""
FIRST_NUMBER = 1_000_000
"""Above the numbers of connections among watched sockets."""


class Guest(NamedTuple):
    """A connection of a traced socket with a program that is not watched."""

    socket: SocketKey
    pipe: Pipe
    accepted: bool
    address: str


class Outside:
    """Follows the connections with programs that are not watched."""

    def __init__(self, traced: Callable[[], set[int]]) -> None:
        """`traced` finds the processes that are watched, also those of which nothing was read yet."""
        self._traced = traced
        self._guests: dict[Guest, int] = {}
        self._number = FIRST_NUMBER
        self._libzmqs = LibzmqsSockets()
        self._looked_ns = time.monotonic_ns()
        self.listing = Listing()
        """What the last look has found."""
        self._owners: dict[int, int] = {}
        """The programs at the other ends of ipc connections, by inode."""

    def is_due(self, now_ns: int, *, is_awaited: bool) -> bool:
        """Whether it is time for another look; `is_awaited`: a connection will be made soon."""
        return now_ns - self._looked_ns >= (AWAITING_NS if is_awaited else EVERY_NS)

    def look(self, nodes: Mapping[str, NodeTraffic], now_ns: int) -> list[Change]:
        """The connections that have begun or ended since the last look."""
        before_ns, self._looked_ns = self._looked_ns, now_ns
        living = [node for node in nodes.values() if node.state.alive and node.life.pid]
        found = self._find(living)
        if not found <= self._guests.keys():
            found &= self._find(living) | self._guests.keys()
        changes = []
        alive = {node.name for node in living}
        for guest in [guest for guest in self._guests if guest not in found]:
            number = self._guests.pop(guest)
            if guest.socket[0] in alive:
                changes.append(_change(guest, number, EventNumber.DISCONNECTED, now_ns))
        for guest in sorted(found - self._guests.keys()):
            self._number += 1
            self._guests[guest] = self._number
            began = EventNumber.ACCEPTED if guest.accepted else EventNumber.CONNECTED
            # It was not there at the look before, and messages may have passed since: it is told as of then.
            changes.append(_change(guest, self._number, began, before_ns))
            changes.append(_change(guest, 0, EventNumber.HANDSHAKE_SUCCEEDED, before_ns))
        return [*changes, *self._libzmqs.look(living)]

    def _find(self, living: list[NodeTraffic]) -> set[Guest]:
        tcp, ipc = (any(any(_texts(node, transport)) for node in living) for transport in (TCP, IPC))
        self.listing = listed(lambda: {node.life.pid for node in living} | self._traced(), tcp=tcp, ipc=ipc)
        found: set[Guest] = set()
        if tcp:
            found |= set(_tcp_guests(living, self.listing.tcp))
        if self.listing.ends:
            found |= set(self._ipc_guests(living, self.listing.ends, self.listing.inodes))
        return found

    def _ipc_guests(
        self, living: list[NodeTraffic], ends: list[UnixSocket], inodes: Mapping[int, set[int]]
    ) -> Iterator[Guest]:
        """The ipc connections whose other end a program has that is not watched; one with no known owner is none."""
        ours: set[int] = set().union(*inodes.values())
        foreign = {one.inode: one for one in ends if one.inode in ours and one.peer and one.peer not in ours}
        peers = {one.peer for one in foreign.values()}
        self._owners = {inode: pid for inode, pid in self._owners.items() if inode in peers}
        self._owners |= owners_of(peers - self._owners.keys(), inodes.keys())
        names = {one.inode: one.name for one in ends}
        for node in living:
            its = [foreign[inode] for inode in sorted(foreign.keys() & inodes[node.life.pid])]
            its = [one for one in its if one.peer in self._owners]
            for socket in node.sockets.values() if its else ():
                for text, accepted in _places(socket):
                    for one in [one for one in its if is_at(text, one.name if accepted else names.get(one.peer, b""))]:
                        its.remove(one)
                        yield Guest(socket.key, Pipe("", f"pid {self._owners[one.peer]}", one.inode), accepted, text)


def _texts(node: NodeTraffic, transport: str) -> Iterator[str]:
    """The addresses that a node's open sockets use."""
    for socket in node.sockets.values():
        yield from (text for text, _ in _places(socket) if text.startswith(transport))


def _places(socket: SocketTraffic) -> Iterator[tuple[str, bool]]:
    """The addresses of an open socket, and whether it has bound each."""
    if not socket.facts.closed:
        yield from ((text, True) for text in socket.facts.bound)
        yield from ((text, False) for text in socket.facts.connected)


def _tcp_guests(living: list[NodeTraffic], pipes: Mapping[int, list[Pipe] | None]) -> Iterator[Guest]:
    """The connections whose other end no watched process has."""
    ours = {pipe.local for some in pipes.values() for pipe in some or ()}
    bound = {port_of(text) for node in living for text in _bound(node)}  # its owner may not have accepted yet
    for node in living:
        foreign = [pipe for pipe in pipes[node.life.pid] or () if pipe.peer not in ours]
        foreign = [pipe for pipe in foreign if pipe.peer_port not in bound or not _is_within(pipe)]
        for socket in node.sockets.values() if foreign else ():
            for text, accepted in _places(socket):
                port = port_of(text)
                there = [pipe for pipe in foreign if (pipe.local_port if accepted else pipe.peer_port) == port]
                for pipe in there if accepted else there[:1]:
                    foreign.remove(pipe)
                    yield Guest(socket.key, pipe, accepted, text)


def _bound(node: NodeTraffic) -> Iterator[str]:
    for socket in node.sockets.values():
        yield from (text for text, is_bound in _places(socket) if is_bound)


def _is_within(pipe: Pipe) -> bool:
    """Whether both ends of a connection are on this machine."""
    hosts = [end.rpartition(":")[0] for end in pipe[:2]]
    return hosts[0] == hosts[1] or hosts[1].startswith("127.")


def _change(guest: Guest, number: int, event: EventNumber, now_ns: int) -> Change:
    node, _, socket = guest.socket
    told = SocketEvent(socket, now_ns, event, number, guest.address, local=guest.pipe.local, peer=guest.pipe.peer)
    return Change(node, told)
