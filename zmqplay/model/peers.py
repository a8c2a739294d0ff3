"""The other ends of sockets: connections, routing ids, and foreign peers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeState
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import SocketEvent

GRACE_NS = 150_000_000
"""How long one of our sockets may take to report its end of a connection before the peer counts as foreign."""
SLACK_NS = 50_000_000
"""How long after its first message a connection may be reported."""


@dataclass(slots=True)
class ForeignPeer:
    """A peer that is not watched."""

    address: str
    """`host:port`, or `pid 123` over ipc."""
    node: str
    """Our node that the peer is connected to."""
    wire: str
    socket: str
    """The type of our node's socket."""
    since_ns: int
    gone_ns: int = 0
    """When the peer disconnected; 0 while it is connected."""
    received_from: int | None = None
    """Messages that our socket has received from the peer; None where these cannot be told from others."""
    handed_over: int | None = None
    """Messages that our socket has dealt or routed to the peer; None where that cannot be known."""

    @property
    def gone(self) -> bool:
        return bool(self.gone_ns)

    def was_there(self, time_ns: int) -> bool:
        """Whether the peer was connected at that time."""
        return self.since_ns <= time_ns + SLACK_NS and (not self.gone_ns or time_ns <= self.gone_ns)


class Peers:
    """What socket events and routing ids tell about connections."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._has_pairs = False
        self.foreign: dict[str, ForeignPeer] = {}
        """By address; peers that have disconnected stay."""
        self._ours: set[str] = set()
        """Local addresses of our own connections."""
        self._accepted: dict[str, ForeignPeer] = {}
        """Accepted connections by address, which may still turn out to be ours."""
        self._owners: dict[bytes, str] = {}
        """Nodes by routing ids that no node announced, as learned from messages."""
        self._announced: dict[bytes, str] | None = None
        """Nodes by announced routing id; None until needed, and again after each tick."""

    def placed(self, socket: SocketTraffic) -> None:
        """A socket is new, or moved to another wire, or announces another routing id."""
        self._has_pairs |= socket.kind.has_one_peer
        self._announced = None

    def rename_wires(self, names: Collection[str], wire: str) -> None:
        """Found wires of these names proved to be part of `wire`."""
        for peer in (*self.foreign.values(), *self._accepted.values()):
            if peer.wire in names:
                peer.wire = wire

    def know(self, addresses: Iterable[str]) -> None:
        """These connections, `host:port` or `pid 123`, belong to zmqplay itself."""
        self._ours.update(addresses)

    def owner(self, routing_id: bytes) -> str | None:
        """The node that has this routing id, as announced by the node or learned from its messages."""
        if self._announced is None:
            self._announced = self._find_announced()
        return self._announced.get(routing_id) or self._owners.get(routing_id)

    def _find_announced(self) -> dict[bytes, str]:
        found: dict[bytes, str] = {}
        for socket in self._roster.sockets():
            if socket.facts.routing_id and socket.facts.connected:
                found.setdefault(socket.facts.routing_id, socket.node)
        for router in self._roster.sockets():
            if router.routes:
                found.update({routing_id: names[0] for routing_id, names in self.holders(router).items()})
        return found

    def holders(self, router: SocketTraffic) -> dict[bytes, list[str]]:
        """The nodes connected to a ROUTER or REP, by announced routing id; the node that is listened to comes first.

        That is the first to connect; with ROUTER_HANDOVER the last (zmq_setsockopt(3), ZMQ_ROUTER_HANDOVER).
        """
        by_id: dict[bytes, list[SocketTraffic]] = {}
        for socket in self._roster.sockets():
            is_across = socket.wire == router.wire != "" and socket.binds is not router.binds
            if is_across and socket.facts.routing_id and socket.handshakes and self._roster.is_open(socket):
                by_id.setdefault(socket.facts.routing_id, []).append(socket)
        hands_over = bool(router.facts.options.get("ROUTER_HANDOVER"))
        heard = self._roster.heard

        def turn(socket: SocketTraffic) -> tuple[bool, int]:
            if hands_over:
                return False, -socket.last_handshake_ns
            return socket.node not in heard, socket.last_handshake_ns

        return {
            routing_id: [socket.node for socket in sorted(sockets, key=turn)] for routing_id, sockets in by_id.items()
        }

    def learn(self, routing_id: bytes, node: str) -> None:
        """A message of this node arrived with this routing id as first frame."""
        self._owners[routing_id] = node

    def take(self, socket: SocketTraffic, event: SocketEvent) -> bool:
        """Take one socket event; return whether the socket's peers have changed."""
        self._announced = None
        if event.event == EventNumber.HANDSHAKE_SUCCEEDED:
            socket.handshakes += event.count
            socket.first_handshake_ns = socket.first_handshake_ns or event.time_ns
            socket.last_handshake_ns = event.time_ns
            return True
        if event.event == EventNumber.CONNECTED and event.local:
            self._ours.add(event.local)
            self.foreign.pop(event.local, None)
        elif event.event == EventNumber.ACCEPTED and event.peer:
            self._accepted[event.peer] = ForeignPeer(event.peer, socket.node, socket.wire, socket.type, event.time_ns)
        elif event.event == EventNumber.DISCONNECTED:
            socket.handshakes = max(0, socket.handshakes - event.count)
            socket.last_disconnect_ns = event.time_ns
            peer = self._accepted.get(event.peer) or self.foreign.get(event.peer)
            if peer is not None:
                peer.gone_ns = event.time_ns
            return True
        return False

    def tick(self, now_ns: int) -> None:
        """Mark unclaimed connections as foreign peers, and find ignored PAIR sockets."""
        self._announced = None
        if self._accepted:
            self._find_foreign(now_ns)
        if self._has_pairs:
            self._find_ignored()

    def _find_foreign(self, now_ns: int) -> None:
        nodes = self._roster.nodes.values()
        pids = {f"pid {pid}" for node in nodes for pid in (node.life.pid, *node.former_pids)}
        for address, peer in list(self._accepted.items()):
            if address in self._ours or address in pids or self._died_with_one_of_ours(peer):
                del self._accepted[address]
            elif now_ns - peer.since_ns > GRACE_NS:
                self.foreign[address] = self._accepted.pop(address)

    def _died_with_one_of_ours(self, peer: ForeignPeer) -> bool:
        """Whether a peer left when one of our nodes was killed, which could not report its connection any more."""
        ended = [node.life.ended_ns for node in self._roster.nodes.values() if not node.life.final]
        return bool(peer.gone_ns) and any(abs(ended_ns - peer.gone_ns) < GRACE_NS for ended_ns in ended)

    def on_wire(self, wire: str) -> list[ForeignPeer]:
        """The foreign peers that are, or were, on a wire."""
        return [peer for peer in self.foreign.values() if peer.wire == wire]

    def _find_ignored(self) -> None:
        """A PAIR that binds listens to the first peer that connects, and never to the others; no event tells them.

        After the first has left, only a new connection is listened to (libzmq: pair.cpp).
        """
        by_wire: dict[str, list[SocketTraffic]] = {}
        for socket in self._roster.sockets():
            if socket.kind.has_one_peer and socket.facts.connected:
                by_wire.setdefault(socket.wire, []).append(socket)
        for guests in by_wire.values():
            self._find_ignored_of([socket for socket in guests if self._is_connected(socket)])

    def _is_connected(self, guest: SocketTraffic) -> bool:
        """Whether a guest has a connection; without one it cannot be ignored."""
        node = self._roster.nodes[guest.node]
        if not guest.handshakes:
            node.ignored = ""
        return bool(guest.handshakes) and node.state.alive and node.state is not NodeState.STARTING

    def _find_ignored_of(self, guests: list[SocketTraffic]) -> None:
        """Mark all guests of one PAIR as ignored, except the first."""
        nodes, heard = self._roster.nodes, self._roster.heard
        likely = [guest for guest in guests if not nodes[guest.node].ignored or guest.node in heard]
        first = min(likely, key=lambda guest: (guest.node not in heard, guest.first_handshake_ns), default=None)
        for guest in guests:
            nodes[guest.node].ignored = "" if guest is first else "a PAIR has one peer at a time, and it has one"
