"""The places to which our sockets are bound, or were: who connected there then was connected to us."""

from __future__ import annotations

from zmqplay.model.addresses import places
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic


class Bound:
    """Tells of a place and a time whether one of our sockets was there."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._until_ns: dict[str, int] = {}
        """When the last socket of ours that is there no more was closed, or ended with its node, by place."""
        self._begun_ns: dict[str, int] = {}
        """When the present life of each node began."""

    def starts(self, node: str, time_ns: int) -> None:
        """A life of a node begins."""
        self._begun_ns[node] = time_ns

    def closed(self, socket: SocketTraffic, time_ns: int) -> None:
        """A socket was closed at this time, or its node has ended."""
        self._until_ns.update({place: time_ns for text in socket.facts.bound for place in places(text)})

    def was_ours(self, endpoint: str, time_ns: int) -> bool:
        """Whether a socket of ours is bound where `endpoint` means, or was at that time.

        What was connected there is told later, when the socket's node may have ended.
        """
        there = set(places(endpoint))
        if any(time_ns <= self._until_ns.get(place, 0) for place in there):
            return True
        present = [one for one in self._roster.sockets() if time_ns >= self._begun_ns[one.node]]
        bound = [one for one in present if any(not there.isdisjoint(places(text)) for text in one.facts.bound)]
        return any(self._roster.is_open(one) or time_ns <= self._ended_ns(one) for one in bound)

    def _ended_ns(self, socket: SocketTraffic) -> int:
        """When the node of a socket ended, which had not been closed before; else 0."""
        return 0 if socket.facts.closed else self._roster.nodes[socket.node].life.ended_ns
