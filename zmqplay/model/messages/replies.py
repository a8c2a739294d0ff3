"""Replies: whose each reply of a REP is. The k-th reply belongs to the k-th request (RFC 28: one after the other)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zmqplay.model.messages.messages import Message
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic, Way
from zmqplay.model.strangers import Strangers

KEPT = 1_000
"""Most requests whose replies were not seen, and most replies whose requests were not."""
Place = tuple[SocketKey, int]
"""A REP, and the number that its request and its reply have there."""


class Replies:
    """Sends each reply where its request came from, as soon as that is known."""

    def __init__(self, roster: Roster, strangers: Strangers, queues: Queues) -> None:
        self._roster = roster
        self._strangers = strangers
        self._queues = queues
        self._askers: dict[Place, Sequence[str]] = {}
        """The nodes, or the foreign peer, that may have sent each request which has no reply yet; empty if unknown."""
        self._replies: dict[Place, tuple[Way, Message]] = {}
        """The replies to requests that may yet turn out to be ours, or not."""
        self.untold: Counter[Way] = Counter()
        """The number of these replies."""

    def asked(self, socket: SocketTraffic, number: int, askers: Sequence[str]) -> None:
        """It is known now who sent the request with this number: one of several, where they sent equal requests."""
        place = socket.key, number
        way, reply = self._replies.pop(place, (socket.way, None))
        if reply is None:
            self._askers[place] = askers
            if len(self._askers) > KEPT:
                del self._askers[next(iter(self._askers))]
            return
        self.untold[way] -= 1
        if askers and not reply.is_settled:
            self._send(reply, socket, askers)

    def doubt(self, way: Way, node: str) -> None:
        """Requests that arrived on a way may have been this node's: it turns out to have sent equal ones before."""
        for socket in self._roster.sockets():
            if socket.from_way != way or not socket.kind.replies:
                continue
            self._queues.doubt(socket)
            for place, askers in self._askers.items():
                if place[0] == socket.key and askers and node not in askers:
                    self._askers[place] = *askers, node

    def sent(self, message: Message, socket: SocketTraffic, number: int) -> None:
        """A REP has sent the reply with this number."""
        askers = self._askers.pop((socket.key, number), None)
        if askers is None:
            self._keep((socket.key, number), message, socket.way)
        if askers is None and self._strangers.at(socket):
            self._send(message, socket, [])
        else:
            self._send(message, socket, askers or self._roster.receivers(socket.way))

    def _keep(self, place: Place, message: Message, way: Way) -> None:
        self._replies[place] = way, message
        self.untold[way] += 1
        if len(self._replies) > KEPT:
            former, _ = self._replies.pop(next(iter(self._replies)))
            self.untold[former] -= 1

    def _send(self, message: Message, socket: SocketTraffic, askers: Sequence[str]) -> None:
        if askers and askers[0] not in self._roster.nodes:
            self._queues.handed_over.add(message, socket.stream, askers[0])
        else:
            self._queues.sent(message, socket, askers)
