"""Who hears a topic, and by which of its subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.model.reading.known_topics import Counts
from zmqplay.model.sockets import PUBLISHERS, SUBSCRIBERS
from zmqplay.model.traffic import Traffic
from zmqplay.wire import OTHER


@dataclass(frozen=True, slots=True)
class Hearer:
    """A subscriber, with what it got in all its lives."""

    node: str
    subscriptions: tuple[bytes, ...]
    """Of its present life; none if it has ended."""
    received: tuple[Counts, ...]

    def got(self, topic: bytes) -> int:
        """How many messages of this topic."""
        return messages(self.received, topic)

    def matching(self, topic: bytes) -> list[bytes]:
        """Its subscriptions that are a prefix of the topic (libzmq: zmq_setsockopt(3), ZMQ_SUBSCRIBE)."""
        return [prefix for prefix in dict.fromkeys(self.subscriptions) if topic != OTHER and topic.startswith(prefix)]


def messages(counts: tuple[Counts, ...], topic: bytes) -> int:
    """The messages of a topic in all of these."""
    return sum(each[topic].messages for each in counts if topic in each)


def hearers(traffic: Traffic) -> list[Hearer]:
    """The subscribers, in the order in which they were started."""
    found = []
    for node in traffic.nodes.values():
        sockets = [socket for socket in node.all_sockets if socket.type in SUBSCRIBERS]
        if sockets:
            living = [s for s in node.sockets.values() if s.type in SUBSCRIBERS] if node.state.alive else []
            subscriptions = tuple(prefix for socket in living for prefix in socket.facts.subscriptions)
            found.append(Hearer(node.name, subscriptions, tuple(socket.received_by_key for socket in sockets)))
    return found


def published(traffic: Traffic) -> tuple[Counts, ...]:
    """What each publisher has sent, by topic."""
    return tuple(socket.sent_by_key for socket in traffic.all_sockets() if socket.type in PUBLISHERS)
