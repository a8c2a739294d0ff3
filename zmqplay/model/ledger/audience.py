"""Which publications are due to which subscriber: matching topics, from the time the subscriber joined until it left.

Subscribers change only while the publishers wait, so each publication is due to those that were subscribed then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic, Way
from zmqplay.wire import OTHER


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that subscribes."""

    node: str
    way: Way
    """The direction in which the socket receives."""
    prefixes: tuple[bytes, ...]
    inverted: bool
    """INVERT_MATCHING is set: the socket gets topics that do not match, if its publisher has the option set too."""

    def wants(self, topic: bytes, inverted: bool) -> bool:
        """Whether a publisher, with INVERT_MATCHING or without, sends this topic, and the socket takes it."""
        if inverted != self.inverted:
            return False
        if topic == OTHER:
            return b"" in self.prefixes
        return topic.startswith(self.prefixes) != inverted


class Audience:
    """Keeps count of the publications that are due to each subscriber."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self.due: Counter[tuple[str, Way]] = Counter()
        """Publications that are due, by subscriber and direction."""
        self.missed: Counter[str] = Counter()
        """Publications that a subscriber missed because it joined later, by subscriber."""
        self.unheard: Counter[str] = Counter()
        """Publications without any subscriber of ours, by publisher."""
        self._listeners: dict[SocketKey, Listener] = {}
        self._counted: dict[SocketKey, dict[bytes, int]] = {}
        """Publications already assigned to subscribers, by publisher and topic."""
        self._wanting: dict[tuple[SocketKey, bytes], list[str]] = {}

    def join(self, node: str) -> None:
        """A node's subscriptions have arrived, or have changed: earlier publications are not due to it."""
        self.count()
        self._wanting.clear()
        for socket in self._roster.nodes[node].sockets.values():
            if socket.subscribes and not socket.facts.closed:
                prefixes, inverted = socket.facts.subscriptions, _is_inverted(socket)
                listener = Listener(node, socket.from_way, prefixes, inverted)
                if socket.key not in self._listeners:
                    self.missed[node] = self._published_for(listener) - self.due[node, listener.way]
                self._listeners[socket.key] = listener

    def _published_for(self, listener: Listener) -> int:
        """The number of publications so far that a listener wants."""
        published = 0
        for publisher in self._roster.all_sockets():
            if publisher.publishes and publisher.way == listener.way:
                inverted = _is_inverted(publisher)
                topics = publisher.sent_by_key.items()
                published += sum(tally.messages for topic, tally in topics if listener.wants(topic, inverted))
        return published

    def leave(self, node: str) -> None:
        """A node has ended: later publications are not due to it."""
        self._drop([key for key in self._listeners if key[0] == node])

    def close(self, socket: SocketTraffic) -> None:
        """A socket was closed: later publications are not due to it."""
        self._drop([key for key in self._listeners if key == socket.key])

    def _drop(self, keys: list[SocketKey]) -> None:
        self.count()
        self._wanting.clear()
        for key in keys:
            del self._listeners[key]

    def of(self, publisher: SocketTraffic, topic: bytes) -> list[str]:
        """The nodes that subscribe to a topic of a publisher now; one name for each of their sockets."""
        key = publisher.key, topic
        if key not in self._wanting:
            inverted = _is_inverted(publisher)
            listeners = [listener for listener in self._listeners.values() if listener.way == publisher.way]
            self._wanting[key] = [listener.node for listener in listeners if listener.wants(topic, inverted)]
        return self._wanting[key]

    def count(self) -> None:
        """Assign the publications since the last call to their subscribers."""
        for publisher in self._roster.all_sockets():
            if not publisher.publishes:
                continue
            counted = self._counted.setdefault(publisher.key, {})
            for topic, tally in publisher.sent_by_key.items():
                new = tally.messages - counted.get(topic, 0)
                if new:
                    counted[topic] = tally.messages
                    wanting = self.of(publisher, topic)
                    for node in wanting:
                        self.due[node, publisher.way] += new
                    if not wanting:
                        self.unheard[publisher.node] += new


def _is_inverted(socket: SocketTraffic) -> bool:
    return bool(socket.facts.options.get("INVERT_MATCHING"))
