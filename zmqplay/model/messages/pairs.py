"""Whether a send and a receive of the same content are one message, where not every message was seen."""

from __future__ import annotations

from zmqplay.model.messages.messages import Message
from zmqplay.model.messages.received import Received
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.spread import Spread
from zmqplay.wire import Sample

Key = tuple[Way, int]
"""The direction, and the digest of the message's content."""

REMEMBERED = 20_000
"""Most contents that are remembered, each once for each end."""


class Seen:
    """The messages that were seen to go from one node to another."""

    def __init__(self) -> None:
        self.delivered = 0
        self.latencies = Spread()


class Pairs:
    """Refuses a pair where an equal message may have passed unseen, since its latency would be that of two messages."""

    def __init__(self, peers: Peers, received: Received) -> None:
        self._peers = peers
        self._received = received
        self._unseen_ns: dict[Way, int] = {}
        """By direction: when it was last reported that messages had passed unseen."""
        self._seen: dict[tuple[Key, str, int], int] = {}
        """When a content was first seen at a node's socket; all its sends count as one place."""
        self._repeated: dict[Key, None] = {}
        """Contents that have passed one end more than once."""

    def some_unseen(self, way: Way, now_ns: int) -> None:
        """An end of `way` has reported at `now_ns` that messages passed unseen."""
        self._unseen_ns[way] = now_ns

    def unseen_ns(self, key: Key) -> int:
        """Until then, messages equal to this one may have passed unseen; 0 if all were seen."""
        return self._unseen_ns.get(key[0], 0)

    def sent(self, key: Key, message: Message) -> None:
        """A send was seen."""
        if key[0] in self._unseen_ns:
            self._remember((key, "", 0), message.time_ns, key)

    def received(self, key: Key, socket: SocketTraffic, sample: Sample) -> None:
        """A receive was seen; the same one may be told again."""
        if key[0] in self._unseen_ns:
            self._remember((key, socket.node, socket.number), sample.time_ns, key)

    def _remember(self, place: tuple[Key, str, int], time_ns: int, key: Key) -> None:
        if self._seen.setdefault(place, time_ns) != time_ns:
            self._repeated[key] = None
            if len(self._repeated) > REMEMBERED:
                del self._repeated[next(iter(self._repeated))]
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def is_sure(self, key: Key, message: Message, socket: SocketTraffic, sample: Sample) -> bool:
        """Whether a receive can be no other message's, although some messages passed unseen.

        The content must never have been seen twice, and nobody else may have sent it: either one socket alone sends on
        this way, or the routing id in front of a ROUTER's message names the sender.
        """
        if key in self._repeated:
            return False
        if socket.routes and sample.heads and (owner := self._peers.owner(sample.heads[0])):
            return owner == message.sender
        return self._received.only_sender(socket, sample) == message.sender
