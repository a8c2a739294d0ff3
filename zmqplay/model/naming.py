"""Which foreign peer has which routing id, and how many messages went to it and came from it."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.foreign import SLACK_NS, ForeignPeer, ForeignPeers
from zmqplay.model.owners import Owners
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import OTHER, Tally

EVERY_NS = 250_000_000
SETTLED_NS = 300_000_000
"""How long after the first message from a routing id every peer is known that can have sent it."""
NOTHING = Tally()


class Naming:
    """Finds what no event tells: an id belongs to a peer if no other peer was there when the id was first heard."""

    def __init__(self, roster: Roster, foreign: ForeignPeers, owners: Owners) -> None:
        self._roster = roster
        self._foreign = foreign
        self._owners = owners
        self._looked_ns = 0

    def look_again(self) -> None:
        """A connection has ended: its last counts are not to wait."""
        self._looked_ns = 0

    def tick(self, now_ns: int) -> None:
        """Look again, if the last look is `EVERY_NS` ago, or a connection has ended since."""
        if now_ns - self._looked_ns < EVERY_NS:
            return
        self._looked_ns = now_ns
        for socket in self._roster.all_sockets():
            peers = self._foreign.of(socket)
            if peers and socket.routes:
                self._find_ids(socket, peers, now_ns)
                _count_by_id(socket, peers)
            elif peers and socket.connections.begun == self._foreign.came(socket) == 1:
                _count_all(socket, peers[0])

    def _find_ids(self, router: SocketTraffic, peers: Sequence[ForeignPeer], now_ns: int) -> None:
        nameless = [peer for peer in peers if peer.routing_id is None]
        if not nameless or has_unknown_guest(self._roster, router):
            return
        known = {peer.routing_id for peer in peers}
        strange = [
            (routing_id, heard_ns)
            for routing_id, heard_ns in router.first_heard_ns.items()
            if routing_id != OTHER and routing_id not in known and self._owners.owner(routing_id) is None
        ]
        found: dict[str, list[bytes]] = {}
        by_name = {peer.name: peer for peer in nameless}
        for routing_id, heard_ns in strange:
            there = [peer for peer in nameless if _may_have_spoken(peer, heard_ns)]
            if len(there) == 1 and now_ns - heard_ns > SETTLED_NS:
                found.setdefault(there[0].name, []).append(routing_id)
        for name, routing_ids in found.items():
            if len(routing_ids) == 1:
                by_name[name].routing_id = routing_ids[0]


def has_unknown_guest(roster: Roster, router: SocketTraffic) -> bool:
    """Whether one of our own nodes is connected to a ROUTER, and its routing id is not known yet."""
    return any(
        socket.wire == router.wire
        and socket.binds is not router.binds
        and not socket.facts.routing_id
        and roster.is_open(socket)
        and socket.node not in roster.heard
        for socket in roster.sockets()
    )


def _may_have_spoken(peer: ForeignPeer, heard_ns: int) -> bool:
    return peer.since_ns <= heard_ns + SLACK_NS and (not peer.gone_ns or heard_ns <= peer.gone_ns + SLACK_NS)


def _count_by_id(router: SocketTraffic, peers: Sequence[ForeignPeer]) -> None:
    for peer in peers:
        if peer.routing_id is not None:
            peer.received_from = router.received_by_key.get(peer.routing_id, NOTHING).messages
            peer.handed_over = router.sent_by_key.get(peer.routing_id, NOTHING).messages


def _count_all(socket: SocketTraffic, peer: ForeignPeer) -> None:
    """Count by the totals of a socket that never had another connection."""
    peer.received_from = socket.received.messages if socket.kind.receives_messages else 0
    if not socket.publishes:
        peer.handed_over = socket.sent.messages if socket.sends_messages else 0
