"""Who is at the other end: wires by address, connections, routing ids, and peers that are not ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeState
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.topology import Topology
from zmqplay.wire import SocketEvent

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

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
        self._has_pairs = False
        self.foreign: dict[str, ForeignPeer] = {}
        self.ours: set[str] = set()
        """Local addresses of our own connections."""
        self._accepted: dict[str, ForeignPeer] = {}
        self._owners: dict[bytes, str] = {}
        """Of routing ids that nobody announced, as messages showed them."""
        self._announced: dict[bytes, str] | None = None
        """Who has which of those that were; worked out when it is asked for, and forgotten at each tick."""
        self._wires: dict[str, str] = {}
        """Names of wires by address, former addresses too."""

    def declare(self, topology: Topology, addresses: dict[str, str]) -> None:
        """These wires run at these addresses."""
        self._has_pairs = any(kind_of(end.socket).has_one_peer for wire in topology.wires for end in wire.ends)
        self._wires.update({address: wire for wire, address in addresses.items()})

    def move(self, wire: str, address: str) -> None:
        """A wire runs elsewhere from now on."""
        self._wires[address] = wire

    def wire_of(self, socket: SocketTraffic) -> str:
        """The wire that a socket is on, by its addresses; the first one of the pattern that fits its type otherwise."""
        for address in (*socket.facts.bound, *socket.facts.connected):
            if address in self._wires:
                return self._wires[address]
        role = self._traffic.nodes[socket.node].role
        for wire in self._traffic.topology.wires:
            if any(end.role == role and end.socket == socket.type for end in wire.ends):
                return wire.name
        return ""

    def sides_of(self, socket: SocketTraffic) -> tuple[str, str]:
        """Which end of its wire a socket holds, and the other one: roles, or who binds where both ends are one role."""
        role = self._traffic.nodes[socket.node].role
        for wire in self._traffic.topology.wires:
            roles = [end.role for end in wire.ends]
            if wire.name == socket.wire and role in roles and roles[0] != roles[1]:
                return role, roles[1 - roles.index(role)]
        return ("binds", "connects") if socket.binds else ("connects", "binds")

    def owner(self, routing_id: bytes) -> str | None:
        """The node that has this routing id, as it announced it or as its messages showed."""
        if self._announced is None:
            self._announced = self._find_announced()
        return self._announced.get(routing_id) or self._owners.get(routing_id)

    def forget_announced(self) -> None:
        """What the sockets announce may be something else from now on."""
        self._announced = None

    def _find_announced(self) -> dict[bytes, str]:
        found: dict[bytes, str] = {}
        for socket in self._traffic.sockets():
            if socket.facts.routing_id and socket.facts.connected:
                found.setdefault(socket.facts.routing_id, socket.node)
        for router in self._traffic.sockets():
            if router.routes:
                found.update({routing_id: names[0] for routing_id, names in self.holders(router).items()})
        return found

    def holders(self, router: SocketTraffic) -> dict[bytes, list[str]]:
        """The nodes connected to a ROUTER or REP by the routing id that they announced, first whom it listens to.

        That is who came first; with ROUTER_HANDOVER who came last (zmq_setsockopt(3), ZMQ_ROUTER_HANDOVER).
        """
        by_id: dict[bytes, list[SocketTraffic]] = {}
        for socket in self._traffic.sockets():
            is_across = (
                socket.wire == router.wire != "" and socket.binds is not router.binds and not socket.facts.closed
            )
            if (
                is_across
                and socket.facts.routing_id
                and socket.handshakes
                and self._traffic.nodes[socket.node].state.alive
            ):
                by_id.setdefault(socket.facts.routing_id, []).append(socket)
        hands_over = bool(router.facts.options.get("ROUTER_HANDOVER"))
        heard = self._traffic.following.heard
        return {
            routing_id: [
                socket.node
                for socket in sorted(sockets, key=lambda s: -s.met_ns if hands_over else (not heard(s.node), s.met_ns))
            ]
            for routing_id, sockets in by_id.items()
        }

    def learn(self, routing_id: bytes, node: str) -> None:
        """A message of this node arrived with this routing id in front."""
        self._owners[routing_id] = node

    def feed(self, socket: SocketTraffic, event: SocketEvent) -> None:
        """Take one socket event."""
        self.forget_announced()
        if event.event == EventNumber.HANDSHAKE_SUCCEEDED:
            socket.handshakes += event.count
            socket.handshake_ns = socket.handshake_ns or event.time_ns
            socket.met_ns = event.time_ns
            self._traffic.following.queues.peers_changed(socket, event.time_ns)
        elif event.event == EventNumber.CONNECTED and event.local:
            self.ours.add(event.local)
            self.foreign.pop(event.local, None)
        elif event.event == EventNumber.ACCEPTED and event.peer:
            self._accepted[event.peer] = ForeignPeer(event.peer, socket.node, socket.wire, socket.type, event.time_ns)
        elif event.event == EventNumber.DISCONNECTED:
            socket.handshakes = max(0, socket.handshakes - event.count)
            socket.dropped_ns = event.time_ns
            self._traffic.following.queues.peers_changed(socket, event.time_ns)
            peer = self._accepted.get(event.peer) or self.foreign.get(event.peer)
            if peer is not None:
                peer.gone_ns = event.time_ns

    def tick(self, now_ns: int) -> None:
        """Declare foreign who has not turned out to be ours, and find the PAIRs that nobody listens to."""
        self.forget_announced()
        if self._accepted:
            self._tell_strangers(now_ns)
        if self._has_pairs:
            self._find_ignored()

    def _tell_strangers(self, now_ns: int) -> None:
        nodes = self._traffic.nodes.values()
        pids = {f"pid {pid}" for node in nodes for pid in (node.life.pid, *node.former_pids)}
        for address, peer in list(self._accepted.items()):
            if address in self.ours or address in pids or self._died_with_one_of_ours(peer):
                del self._accepted[address]
            elif now_ns - peer.since_ns > GRACE_NS:
                self.foreign[address] = self._accepted.pop(address)

    def _died_with_one_of_ours(self, peer: ForeignPeer) -> bool:
        """It went when a node of ours was killed, which could not report its connection any more."""
        ended = [node.life.ended_ns for node in self._traffic.nodes.values() if not node.life.final]
        return bool(peer.gone_ns) and any(abs(ended_ns - peer.gone_ns) < GRACE_NS for ended_ns in ended)

    def on_wire(self, wire: str) -> list[ForeignPeer]:
        """The foreign peers that were or are on a wire."""
        return [peer for peer in self.foreign.values() if peer.wire == wire]

    def _find_ignored(self) -> None:
        """A PAIR that binds listens to the first that connects, and never to the others, though no event tells them.

        Only a new connection is heard when the first has gone (libzmq: pair.cpp).
        """
        guests = [s for s in self._traffic.sockets() if s.kind.has_one_peer and s.facts.connected]
        for socket in guests:
            if not socket.handshakes:
                self._traffic.nodes[socket.node].ignored = ""
        guests = [socket for socket in guests if socket.handshakes]
        alive = [s for s in guests if self._traffic.nodes[s.node].state is not NodeState.STARTING]
        alive = [s for s in alive if self._traffic.nodes[s.node].state.alive]
        heard = self._traffic.following.heard
        likely = [s for s in alive if not self._traffic.nodes[s.node].ignored or heard(s.node)]
        first = min(likely, key=lambda s: (not heard(s.node), s.handshake_ns), default=None)
        for socket in alive:
            ignored = "" if socket is first else "a PAIR has one peer at a time, and it has one"
            self._traffic.nodes[socket.node].ignored = ignored
