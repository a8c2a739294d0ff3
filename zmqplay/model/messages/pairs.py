"""Whether a send and a receive of the same content are one message, where not every message was seen."""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.messages.messages import Message
from zmqplay.model.messages.received import Key, Received
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.spread import Spread
from zmqplay.wire import Sample

Sent = tuple[Message, SocketTraffic]
"""A message, and the socket that sent it."""

CALM_NS = 1_000_000_000
"""When no message has passed unseen for this long, a flood is over."""
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
        self.mixed: set[tuple[Way, str]] = set()
        """Flows, by their keys, in which several nodes sent the same contents, so that whose arrived is not certain."""
        self._taken: dict[Key, tuple[str, int, str]] = {}
        """By content: whose message was last taken to be the one that arrived, when, and where if it was published."""
        self._exchanged: dict[Key, dict[str, None]] = {}
        """By content: the nodes whose messages may have been taken for each other's. Which of them is open is unknown.

        That lasts until none is open: then all have arrived, whichever was taken for which.
        """

    def some_unseen(self, way: Way, now_ns: int) -> bool:
        """An end of `way` has reported at `now_ns` that messages passed unseen; return whether a flood begins so."""
        since_ns, self._unseen_ns[way] = self._unseen_ns.get(way), now_ns
        return since_ns is None or now_ns - since_ns > CALM_NS

    def unseen_ns(self, key: Key) -> int:
        """Until then, messages equal to this one may have passed unseen; 0 if all were seen."""
        return self._unseen_ns.get(key[0], 0)

    def sent(self, key: Key, message: Message) -> bool:
        """A send was seen; return whether the message may be the one that another node's was taken to be."""
        taken = self._taken.get(key)
        is_doubtful = bool(taken and taken[0] != message.sender and message.time_ns < taken[1])
        if taken and is_doubtful:
            self.mixed.add((key[0], taken[2]))  # this message may be the one that arrived then
            self._exchange(key, [taken[0], message.sender])
        if key[0] in self._unseen_ns:
            self._remember((key, "", 0), message.time_ns, key)
        return is_doubtful

    def received(self, key: Key, socket: SocketTraffic, sample: Sample) -> None:
        """A receive was seen; the same one may be told again."""
        if key[0] in self._unseen_ns:
            self._remember((key, socket.node, socket.number), sample.time_ns, key)

    def taken(self, key: Key, message: Message, others: Iterable[Sent], receiver: str, time_ns: int) -> None:
        """A message was taken to be the one that arrived at a node then, where `others` were alike as far as known.

        It is certain if it was the node's turn, and another node's for each of the others.
        """
        subscriber = "" if message.topic is None else receiver
        self._taken[key] = message.sender, time_ns, subscriber
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]
        alike = [one for one, _ in others if one.sender != message.sender]
        if alike and not (receiver in message.waits_at and all(_waits_elsewhere(one, receiver) for one in alike)):
            self.mixed.add((key[0], subscriber))
            self._exchange(key, [message.sender, *(one.sender for one in alike)])

    def _exchange(self, key: Key, senders: Iterable[str]) -> None:
        self._exchanged.setdefault(key, {}).update(dict.fromkeys(senders))

    def senders(self, key: Key, message: Message) -> list[str]:
        """The nodes that may have sent a message which was taken to be the one that arrived."""
        return [*dict.fromkeys((message.sender, *self._exchanged.get(key, ())))]

    def none_is_open(self, key: Key) -> None:
        """All messages of a content that were seen to be sent have arrived."""
        self._exchanged.pop(key, None)

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


def likeliest(alike: list[Sent], receiver: str, sample: Sample) -> Sent:
    """Of messages with the same content, the one that a node has received: the oldest, but rather one that waits there.

    One with another envelope is taken last. One that counts as lost comes late: its client may have asked again with a
    new socket.
    """
    alike = [sent for sent in alike if _is_end_of(sent[0].heads, sample.heads)] or alike
    waits_there = (sent for sent in alike if receiver in sent[0].waits_at)
    not_lost = (sent for sent in alike if not sent[0].losses)
    return next(waits_there, None) or next(not_lost, alike[0])


def _waits_elsewhere(message: Message, receiver: str) -> bool:
    """Whether a message is known to wait, and not at this node."""
    return bool(message.waits_at) and receiver not in message.waits_at


def _is_end_of(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> bool:
    """Whether the longer of two messages ends with the shorter one."""
    shorter, longer = (one, other) if len(one) < len(other) else (other, one)
    return longer[len(longer) - len(shorter) :] == shorter
