"""Hearers: which subscribers hear a topic, and by which of their subscriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.reading.known_topics import Counts, SocketKey
from zmqplay.wire import OTHER


@dataclass(frozen=True, slots=True)
class Hearer:
    """A subscriber, with the messages that it received in all its lives."""

    node: str
    subscriptions: tuple[bytes, ...]
    """The subscriptions of its present life; empty if it has ended."""
    received: Mapping[SocketKey, Counts]

    def got(self, topic: bytes) -> int:
        """How many messages of this topic the subscriber received."""
        return messages(self.received.values(), topic)

    def matching(self, topic: bytes) -> list[bytes]:
        """The subscriptions that are a prefix of the topic (libzmq: zmq_setsockopt(3), ZMQ_SUBSCRIBE)."""
        return [prefix for prefix in dict.fromkeys(self.subscriptions) if topic != OTHER and topic.startswith(prefix)]


def messages(counts: Iterable[Counts], topic: bytes) -> int:
    """The number of messages of a topic in all of these counts."""
    return sum(each[topic].messages for each in counts if topic in each)


def hearers(nodes: Iterable[NodeTraffic]) -> list[Hearer]:
    """The subscribers among these nodes, in their order."""
    found = []
    for node in nodes:
        received = {
            (node.name, place): socket.received_by_key
            for place, socket in enumerate(node.all_sockets)
            if socket.subscribes
        }
        if received:
            living = [socket for socket in node.sockets.values() if socket.subscribes] if node.state.alive else []
            subscriptions = tuple(prefix for socket in living for prefix in socket.facts.subscriptions)
            found.append(Hearer(node.name, subscriptions, received))
    return found


def published(nodes: Iterable[NodeTraffic]) -> dict[SocketKey, Counts]:
    """The counts by topic of each publishing socket of these nodes."""
    return {
        (node.name, place): socket.sent_by_key
        for node in nodes
        for place, socket in enumerate(node.all_sockets)
        if socket.publishes
    }
