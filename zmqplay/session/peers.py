"""Who is at the other end: wires by address, connections, routing ids, and peers that are not ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zmqplay.session.nodes import NodeState
from zmqplay.session.sockets import ACCEPTED, CONNECTED, DISCONNECTED, HANDSHAKE_SUCCEEDED, SocketTraffic
from zmqplay.wire import SocketEvent

if TYPE_CHECKING:
    from zmqplay.session.traffic import Traffic

GRACE_NS = 150_000_000
"""How long our own end of a connection may take to report itself before the peer counts as foreign."""
SLACK_NS = 50_000_000
"""How much later than a first message a connection may be reported."""


@dataclass(slots=True)
class ForeignPeer:
    """A peer that zmqplay did not start."""

    address: str
    """`host:port`, or `pid 123` over ipc."""
    node: str
    """Our node that it is connected to."""
    wire: str
    socket: str
    """The type of our socket."""
    since_ns: int
    gone_ns: int = 0
    """When it disconnected; 0 while it is there."""

    @property
    def gone(self) -> bool:
        return bool(self.gone_ns)

    def was_there(self, time_ns: int) -> bool:
        """It was connected at that time."""
        return self.since_ns <= time_ns + SLACK_NS and (not self.gone_ns or time_ns <= self.gone_ns)


class Peers:
    """What the socket events and routing ids tell about connections."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.foreign: dict[str, ForeignPeer] = {}
        self.ours: set[str] = set()
        """Local addresses of our own connections."""
        self._accepted: dict[str, ForeignPeer] = {}
        self._owners: dict[bytes, str] = {}
        self._wires = {address: wire for wire, address in traffic.addresses.items()}

    def move(self, wire: str, address: str) -> None:
        """A wire runs elsewhere from now on."""
        self._wires[address] = wire

    def wire_of(self, socket: SocketTraffic) -> str:
        """The wire that a socket is on, by its addresses; the first one of the pattern that fits its type otherwise."""
        for address in (*socket.facts.bound, *socket.facts.connected):
            if address in self._wires:
                return self._wires[address]
        role = self._traffic.nodes[socket.node].role
        for wire in self._traffic.pattern.wires:
            if any(end.role == role and end.socket == socket.type for end in wire.ends):
                return wire.name
        return ""

    def sides_of(self, socket: SocketTraffic) -> tuple[str, str]:
        """Which end of its wire a socket holds, and the other one: roles, or who binds where both ends are one role."""
        role = self._traffic.nodes[socket.node].role
        for wire in self._traffic.pattern.wires:
            roles = [end.role for end in wire.ends]
            if wire.name == socket.wire and role in roles and roles[0] != roles[1]:
                return role, roles[1 - roles.index(role)]
        return ("binds", "connects") if socket.binds else ("connects", "binds")

    def owner(self, routing_id: bytes) -> str | None:
        """The node that has this routing id, as it announced it or as its messages showed."""
        for socket in self._traffic.sockets():
            if socket.facts.routing_id == routing_id and socket.facts.connected:
                return socket.node
        return self._owners.get(routing_id)

    def learn(self, routing_id: bytes, node: str) -> None:
        """A message of this node arrived with this routing id in front."""
        self._owners[routing_id] = node

    def feed(self, socket: SocketTraffic, event: SocketEvent) -> None:
        """Take one socket event."""
        if event.event == HANDSHAKE_SUCCEEDED:
            socket.handshakes += event.count
            socket.handshake_ns = socket.handshake_ns or event.time_ns
            socket.met_ns = event.time_ns
            self._traffic.following.queues.peers_changed(socket, event.time_ns)
        elif event.event == CONNECTED and event.local:
            self.ours.add(event.local)
            self.foreign.pop(event.local, None)
        elif event.event == ACCEPTED and event.peer:
            self._accepted[event.peer] = ForeignPeer(event.peer, socket.node, socket.wire, socket.type, event.time_ns)
        elif event.event == DISCONNECTED:
            socket.handshakes = max(0, socket.handshakes - event.count)
            socket.dropped_ns = event.time_ns
            self._traffic.following.queues.peers_changed(socket, event.time_ns)
            peer = self._accepted.get(event.peer) or self.foreign.get(event.peer)
            if peer is not None:
                peer.gone_ns = event.time_ns

    def tick(self, now_ns: int) -> None:
        """Declare foreign who has not turned out to be ours, and find the PAIRs that nobody listens to."""
        nodes = self._traffic.nodes.values()
        pids = {f"pid {pid}" for node in nodes for pid in (node.pid, *node.former_pids)}
        for address, peer in list(self._accepted.items()):
            if address in self.ours or address in pids or self._died_with_one_of_ours(peer):
                del self._accepted[address]
            elif now_ns - peer.since_ns > GRACE_NS:
                self.foreign[address] = self._accepted.pop(address)
        self._find_ignored()

    def _died_with_one_of_ours(self, peer: ForeignPeer) -> bool:
        """It went when a node of ours was killed, which could not report its connection any more."""
        ended = [node.ended_ns for node in self._traffic.nodes.values() if not node.final]
        return bool(peer.gone_ns) and any(abs(ended_ns - peer.gone_ns) < GRACE_NS for ended_ns in ended)

    def on_wire(self, wire: str) -> list[ForeignPeer]:
        """The foreign peers that were or are on a wire."""
        return [peer for peer in self.foreign.values() if peer.wire == wire]

    def _find_ignored(self) -> None:
        """A PAIR that binds listens to the first that connects; no event tells the others (libzmq: pair.cpp)."""
        guests = [
            socket
            for socket in self._traffic.sockets()
            if socket.type == "PAIR" and socket.facts.connected and socket.handshakes
        ]
        alive = [s for s in guests if self._traffic.nodes[s.node].state is not NodeState.STARTING]
        alive = [s for s in alive if self._traffic.nodes[s.node].state.alive]
        if not alive:
            return
        first = min(alive, key=lambda s: (not self._traffic.following.heard(s.node), s.handshake_ns))
        for socket in alive:
            ignored = "" if socket is first else "a PAIR has one peer at a time, and it has one"
            self._traffic.nodes[socket.node].ignored = ignored
