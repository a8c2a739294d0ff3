"""Strangers: the foreign peers that each of our sockets talks to, now and before.

One that a PAIR ignores is none of them: nothing is received from it, nor handed over to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketTraffic


class Strangers:
    """Finds the foreign peers of a socket, at any time or at one."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    def at(self, socket: SocketTraffic) -> Sequence[ForeignPeer]:
        """The foreign peers that are, or were, connected to a socket."""
        peers = self._peers.of(socket)
        return [peer for peer in peers if not peer.is_ignored] if socket.kind.has_one_peer else peers

    def now_at(self, socket: SocketTraffic) -> list[str]:
        """The names of the foreign peers that are connected to a socket."""
        return [peer.name for peer in self._peers.here(socket) if not peer.is_ignored]

    def were_at(self, socket: SocketTraffic, time_ns: int) -> list[str]:
        """The names of the foreign peers that were connected to a socket at that time."""
        if not self._peers.foreign:
            return []
        return [peer.name for peer in self.at(socket) if peer.was_there(time_ns)]

    def may_have(self, router: SocketTraffic, routing_id: bytes, there: Sequence[ForeignPeer]) -> bool:
        """Whether one of these foreign peers of a ROUTER has an id, or may have, since it has not spoken."""
        if any(peer.routing_id == routing_id for peer in there):
            return True
        return self._peers.is_any_silent(router) and any(peer.routing_id is None for peer in there)

    def take_all_of(self, socket: SocketTraffic) -> bool:
        """Whether all that a socket sends leaves for foreign peers, where no node of ours listens.

        One that connects keeps what it sends until each of its peers is there.
        """
        return socket.binds or len(self.now_at(socket)) >= len(socket.facts.connected) > 0
