"""Strangers: the foreign peers at each of our sockets, now and before."""

from __future__ import annotations

from zmqplay.model.peers import ForeignPeer, Peers
from zmqplay.model.sockets import SocketKey, SocketTraffic


class Strangers:
    """Finds the foreign peers of a socket; asked for each message, so the answers are kept."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._found: dict[tuple[SocketKey, str], list[ForeignPeer]] = {}
        self._known = 0
        """How many foreign peers were known when `_found` was begun."""

    def at(self, socket: SocketTraffic) -> list[ForeignPeer]:
        """The foreign peers that are, or were, connected to a socket."""
        foreign = self._peers.foreign
        if not foreign:
            return []
        if len(foreign) != self._known:
            self._known = len(foreign)
            self._found.clear()
        key = socket.key, socket.wire
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = [
                peer
                for peer in self._peers.on_wire(socket.wire)
                if (peer.node, peer.socket) == (socket.node, socket.type)
            ]
        return found

    def now_at(self, socket: SocketTraffic) -> list[str]:
        """The addresses of the foreign peers that are connected to a socket."""
        return [peer.address for peer in self.at(socket) if not peer.gone]

    def were_at(self, socket: SocketTraffic, time_ns: int) -> list[str]:
        """The addresses of the foreign peers that were connected to a socket at that time."""
        return [peer.address for peer in self.at(socket) if peer.was_there(time_ns)]
