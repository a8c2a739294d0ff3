"""The other ends of sockets: connections, routing ids, and foreign peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from zmqplay.model.addresses import plain
from zmqplay.model.bound import Bound
from zmqplay.model.connections import Connection, Stage
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.foreign import ForeignPeer, ForeignPeers
from zmqplay.model.naming import Naming
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.older import is_decided
from zmqplay.model.owners import Owners
from zmqplay.model.pairs import Pairs
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.unannounced import left_with_a_node
from zmqplay.wire import SocketEvent

__all__ = ["GRACE_NS", "ForeignPeer", "Peers"]

GRACE_NS = 150_000_000
"""How long one of our sockets may take to report its end of a connection before the peer counts as foreign."""


class Peers:
    """What socket events and routing ids tell about connections."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._foreign = ForeignPeers()
        self.owners = Owners(roster)
        """Which node has which routing id, and how certain that is."""
        self._naming = Naming(roster, self._foreign, self.owners)
        self._pairs = Pairs(roster, self._foreign)
        self._has_pairs = False
        self._now_ns = 0
        self._ours: dict[str, int] = {}
        """The local name of each connection that our sockets have made, and when it ended; 0 while it is open."""
        self.probes: set[str] = set()
        """The local names of the connections by which zmqplay looks whether subscriptions have come."""
        self._bound = Bound(roster)
        self._new: list[tuple[SocketTraffic, Connection]] = []
        """Connections of which it is not known yet whether the other side is ours, foreign, or no peer at all."""

    @property
    def foreign(self) -> dict[str, ForeignPeer]:
        """The foreign peers by name: those that are connected, and the last that have left."""
        return self._foreign.by_name

    @property
    def forgotten(self) -> int:
        """Foreign peers that have left and are no longer kept."""
        return self._foreign.forgotten

    # --- foreign peers

    @property
    def are_known(self) -> bool:
        """Whether it is known of each connection whether the other side is ours or foreign."""
        return not self._new

    def on_wire(self, wire: str) -> list[ForeignPeer]:
        """The foreign peers that are, or were, on a wire."""
        return [peer for peer in self.foreign.values() if peer.wire == wire]

    def of(self, socket: SocketTraffic) -> Sequence[ForeignPeer]:
        """The foreign peers that are, or were, connected to exactly this socket, in the order in which they came."""
        return self._foreign.of(socket)

    def here(self, socket: SocketTraffic) -> Sequence[ForeignPeer]:
        """The foreign peers that are connected to this socket now."""
        return self._foreign.here(socket)

    def may_reach(self, socket: SocketTraffic, since_ns: int = 0) -> bool:
        """Whether a foreign program may have taken messages of this socket at any time since then.

        That includes connections that are not yet known to be ours, and programs that were never seen to shake hands: a
        PUSH deals to any program that sends it as much as the head of an HTTP request.
        """
        if self._foreign.was_any_there(socket, since_ns):
            return True
        return any(one is socket and connection.stage is not Stage.REFUSED for one, connection in self._new)

    def is_ours(self, connection: Connection) -> bool:
        """Whether the other side of a connection is one of our nodes, or zmqplay itself, as far as it is known."""
        return self._is_ours(connection, self._pids()) if connection.is_ours is None else connection.is_ours

    def _pids(self) -> set[str]:
        nodes = self._roster.nodes.values()
        return {f"pid {pid}" for node in nodes for pid in (node.life.pid, *node.former_pids)}

    def may_own(self, router: SocketTraffic, routing_id: bytes) -> bool:
        """Whether a foreign peer that is connected to this ROUTER or REP now has, or may have, this routing id.

        A peer announces its id in the handshake, which no event tells; only a message from the peer does.
        """
        if self.owner(routing_id):
            return False
        known = self._foreign_owners(router).get(routing_id)
        if known is not None:
            return not known.gone
        if any(peer.routing_id is None for peer in self.here(router)):
            return True
        return self.is_undecided(router)

    def is_undecided(self, socket: SocketTraffic) -> bool:
        """Whether it is not known yet of some connection to this socket if it is ours."""
        return any(one is socket and not connection.left_ns for one, connection in self._new)

    def may_have_owned(self, router: SocketTraffic, routing_id: bytes) -> bool:
        """Whether a foreign peer that is, or was, connected to this ROUTER or REP has, or may have, this routing id."""
        others = sum(self.owner(heard) is None for heard in router.received_by_key if heard != routing_id)
        is_theirs = routing_id in self._foreign_owners(router) or self.may_own(router, routing_id)
        return self.owner(routing_id) is None and (is_theirs or self._foreign.came(router) > others)

    def is_any_silent(self, router: SocketTraffic) -> bool:
        """Whether a foreign peer that is, or was, connected to this ROUTER or REP has not spoken."""
        return self._foreign.came(router) > sum(self.owner(heard) is None for heard in router.received_by_key)

    def foreign_owner(self, router: SocketTraffic, routing_id: bytes) -> ForeignPeer | None:
        """The foreign peer that has, or had, this routing id at this ROUTER or REP; None if that is not certain."""
        return self._foreign_owners(router).get(routing_id)

    def _foreign_owners(self, router: SocketTraffic) -> dict[bytes, ForeignPeer]:
        return {peer.routing_id: peer for peer in self._foreign.of(router) if peer.routing_id is not None}

    # --- routing ids

    def owner(self, routing_id: bytes) -> str | None:
        """The node that has this routing id, as announced by the node or learned from its messages."""
        return self.owners.owner(routing_id)

    def holders(self, router: SocketTraffic) -> dict[bytes, list[str]]:
        """The nodes connected to a ROUTER or REP, by announced routing id; the node that is listened to comes first."""
        return self.owners.holders(router)

    # --- changes

    def placed(self, socket: SocketTraffic) -> None:
        """A socket is new, was closed, moved to another wire, or announces another routing id."""
        self._has_pairs |= socket.kind.has_one_peer
        self.owners.forget_announced()
        if socket.facts.closed:
            self._close(socket, self._roster.nodes[socket.node].doing.reported_ns)

    def starts(self, node: NodeTraffic, time_ns: int) -> None:
        """A life of a node begins, and what it had before is over, even if it was reported after its end."""
        self.left(node)
        self._bound.starts(node.name, time_ns)

    def left(self, node: NodeTraffic) -> None:
        """A node has ended, and its connections with it."""
        for socket in node.sockets.values():
            self._close(socket, node.life.ended_ns)

    def _close(self, socket: SocketTraffic, time_ns: int) -> None:
        self._naming.look_again()
        self._bound.closed(socket, time_ns)
        socket.last_moment.begin(time_ns)
        for connection in socket.connections.open.values():
            self._foreign.left(connection.foreign, self._now_ns)
        socket.connections.close(self._now_ns)
        socket.handshakes = 0

    def rename_wires(self, names: Collection[str], wire: str) -> None:
        """Found wires of these names proved to be part of `wire`."""
        for peer in [peer for peer in self.foreign.values() if peer.wire in names]:
            peer.wire = wire

    def know(self, addresses: Iterable[str]) -> None:
        """These connections, `host:port` or `pid 123`, belong to zmqplay itself."""
        self.probes |= set(map(plain, addresses))
        self._ours.update(dict.fromkeys(self.probes, 0))

    def take(self, socket: SocketTraffic, event: SocketEvent) -> bool:
        """Take one socket event; return whether the socket's peers have changed."""
        self.owners.forget_announced()
        connection = socket.connections.take(event)
        before, socket.handshakes = socket.handshakes, socket.connections.shaken
        if event.event == EventNumber.HANDSHAKE_SUCCEEDED:
            socket.first_handshake_ns = socket.first_handshake_ns or event.time_ns
            socket.last_handshake_ns = event.time_ns
        elif connection is not None and event.event == EventNumber.DISCONNECTED:
            self._ends(connection)
        elif connection is not None:
            self._begins(socket, connection)
        if socket.handshakes < before:
            socket.last_disconnect_ns = event.time_ns
            socket.events.peers_lost_ns.append(event.time_ns)
        return socket.handshakes != before or event.event == EventNumber.HANDSHAKE_SUCCEEDED

    def _begins(self, socket: SocketTraffic, connection: Connection) -> None:
        connection.sent_before = socket.numbered
        if not connection.accepted and connection.local:
            self._ours[connection.local] = 0
            self._foreign.remove(connection.local)
        if connection.peer:
            self._new.append((socket, connection))

    def _ends(self, connection: Connection) -> None:
        self._naming.look_again()
        self._foreign.left(connection.foreign, connection.left_ns)
        if connection.local in self._ours and not connection.accepted:
            self._ours[connection.local] = connection.left_ns

    def tick(self, now_ns: int) -> None:
        """Find foreign peers among the connections, their routing ids and counts, and ignored PAIR sockets."""
        self.owners.forget_announced()
        self._now_ns = now_ns
        if self._new:
            self._find_foreign(now_ns)
        if self.foreign:
            self._naming.tick(now_ns)
        if self._has_pairs:
            self._pairs.tick()

    def _find_foreign(self, now_ns: int) -> None:
        pids = self._pids()
        rivals = Counter(socket.key for socket, _ in self._new)
        undecided = []
        for socket, connection in self._new:
            if self._is_ours(connection, pids):
                connection.is_ours = True
                continue
            is_only = rivals[socket.key] == 1 and not self._foreign.came(socket)
            is_new = now_ns - connection.came_ns <= GRACE_NS
            if is_new or not is_decided(self._roster, socket, connection, now_ns, is_only=is_only):
                undecided.append((socket, connection))
                continue
            connection.is_ours = False
            if connection.stage is Stage.SHAKEN or connection.is_old:
                self._foreign.add(socket, connection)
        self._new = undecided

    def _is_ours(self, connection: Connection, pids: set[str]) -> bool:
        """Whether the other side of a connection is one of our nodes, or zmqplay itself."""
        if connection.peer in pids:
            return True
        if not connection.accepted:
            return self._bound.was_ours(connection.endpoint, connection.came_ns)
        if connection.peer in self._ours:
            ended_ns = self._ours[connection.peer]
            return not ended_ns or connection.came_ns < ended_ns + GRACE_NS  # else the port was used again
        return left_with_a_node(self._roster, connection.left_ns, GRACE_NS)
