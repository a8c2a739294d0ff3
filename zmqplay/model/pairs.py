"""PAIR sockets that are connected and never listened to, since the PAIR at the other end has another peer."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.foreign import ForeignPeer, ForeignPeers
from zmqplay.model.nodes import NodeState
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic

IGNORED = "it came while the PAIR had another peer, and is ignored since"
"""True for as long as the connection lasts, whether or not that other peer has left meanwhile."""


class Pairs:
    """Finds which guest of a PAIR is its peer; no event tells it.

    A PAIR listens to the first peer that connects, and never to the others. After the first has left, only a new
    connection is listened to (libzmq: pair.cpp).
    """

    def __init__(self, roster: Roster, foreign: ForeignPeers) -> None:
        self._roster = roster
        self._foreign = foreign
        self._judged: dict[SocketKey, int] = {}
        """The time of the handshake by which each guest was judged."""

    def tick(self) -> None:
        """Mark the nodes and the foreign peers that are ignored."""
        guests: dict[str, list[SocketTraffic]] = {}
        hosts: dict[str, SocketTraffic] = {}
        for socket in self._roster.sockets():
            if socket.kind.has_one_peer:
                if socket.facts.connected:
                    guests.setdefault(socket.wire, []).append(socket)
                if socket.binds and self._roster.is_open(socket):
                    hosts[socket.wire] = socket
        for wire in guests.keys() | hosts.keys():
            ours = [socket for socket in guests.get(wire, ()) if self._is_connected(socket)]
            host = hosts.get(wire)
            self._choose(ours, self._foreign.here(host) if host else ())
        for guest in (guest for on_wire in guests.values() for guest in on_wire):
            if self._roster.nodes[guest.node].ignored:
                guest.ignored = guest.sent.messages  # they stay lost when it is listened to, or starts again

    def _is_connected(self, guest: SocketTraffic) -> bool:
        """Whether a guest has a connection. A guest that has lost an ignored one stays ignored until the next."""
        node = self._roster.nodes[guest.node]
        if guest.handshakes and self._judged.setdefault(guest.key, guest.last_handshake_ns) != guest.last_handshake_ns:
            self._judged[guest.key] = guest.last_handshake_ns
            node.ignored = ""
        return bool(guest.handshakes) and node.state.alive and node.state is not NodeState.STARTING

    def _choose(self, ours: list[SocketTraffic], strangers: Sequence[ForeignPeer]) -> None:
        """Mark all guests of one PAIR as ignored, except the first."""
        nodes, heard = self._roster.nodes, self._roster.heard
        likely = [guest for guest in ours if not nodes[guest.node].ignored or guest.node in heard]
        first = min(likely, key=lambda guest: (guest.node not in heard, guest.last_handshake_ns), default=None)
        waiting = [peer for peer in strangers if not peer.is_ignored]
        if first is not None and waiting and first.node not in heard and waiting[0].since_ns < first.last_handshake_ns:
            first = None
        for guest in ours:
            nodes[guest.node].ignored = "" if guest is first else IGNORED
        for peer in waiting[0 if first else 1 :]:
            peer.is_ignored = True
