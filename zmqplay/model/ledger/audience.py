"""Which publications are due to whom: those of a matching topic, from when a subscriber joined until it left.

Who listens changes only while the publishers wait, so each publication is shared out among those who listened then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import OTHER

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Listener:
    """A node that subscribes."""

    node: str
    wire: str
    prefixes: tuple[bytes, ...]
    inverted: bool
    """INVERT_MATCHING is set: it gets what does not match, if its publisher has it set too."""

    def wants(self, topic: bytes, inverted: bool) -> bool:
        """A publisher sends it this topic, and it takes it."""
        if inverted != self.inverted:
            return False
        if topic == OTHER:
            return b"" in self.prefixes
        return topic.startswith(self.prefixes) != inverted


class Audience:
    """Shares out what is published as it is counted."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.due: Counter[str] = Counter()
        """Publications, by subscriber."""
        self.missed: Counter[str] = Counter()
        """Publications that a subscriber would have got, had it joined before, by subscriber."""
        self.unheard: Counter[str] = Counter()
        """Publications that nobody of ours listened to, by publisher."""
        self._listeners: dict[str, Listener] = {}
        self._counted: dict[int, dict[bytes, int]] = {}
        """Publications that have been shared out, by publisher and topic."""
        self._wanting: dict[tuple[int, bytes], list[str]] = {}

    def join(self, node: str) -> None:
        """Its subscriptions have arrived, or have changed: what was published before is not due to it."""
        self.count()
        self._wanting.clear()
        for socket in self._traffic.nodes[node].sockets.values():
            if socket.subscribes:
                inverted = bool(socket.facts.options.get("INVERT_MATCHING"))
                listener = Listener(node, socket.wire, socket.facts.subscriptions, inverted)
                if node not in self._listeners:
                    self.missed[node] = self._published_for(listener) - self.due[node]
                self._listeners[node] = listener

    def _published_for(self, listener: Listener) -> int:
        """Publications so far that it wants."""
        published = 0
        for publisher in self._traffic.all_sockets():
            if publisher.publishes and publisher.wire == listener.wire:
                inverted = bool(publisher.facts.options.get("INVERT_MATCHING"))
                topics = publisher.sent_by_key.items()
                published += sum(tally.messages for topic, tally in topics if listener.wants(topic, inverted))
        return published

    def leave(self, node: str) -> None:
        """It has ended: what is published from now on is not due to it."""
        self.count()
        self._wanting.clear()
        self._listeners.pop(node, None)

    def of(self, publisher: SocketTraffic, topic: bytes) -> list[str]:
        """Who listens to a topic of a publisher now."""
        key = id(publisher), topic
        if key not in self._wanting:
            inverted = bool(publisher.facts.options.get("INVERT_MATCHING"))
            listeners = [listener for listener in self._listeners.values() if listener.wire == publisher.wire]
            self._wanting[key] = [listener.node for listener in listeners if listener.wants(topic, inverted)]
        return self._wanting[key]

    def count(self) -> None:
        """Share out what was published since the last time."""
        for publisher in self._traffic.all_sockets():
            if not publisher.publishes:
                continue
            counted = self._counted.setdefault(id(publisher), {})
            for topic, tally in publisher.sent_by_key.items():
                new = tally.messages - counted.get(topic, 0)
                if new:
                    counted[topic] = tally.messages
                    wanting = self.of(publisher, topic)
                    for node in wanting:
                        self.due[node] += new
                    if not wanting:
                        self.unheard[publisher.node] += new
