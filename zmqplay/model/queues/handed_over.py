"""Messages that a socket dealt to foreign peers, as far as each message's receiver is known."""

from __future__ import annotations

from collections import Counter, deque

from zmqplay.model.messages.messages import Message
from zmqplay.model.sockets import Stream, Way

KEPT = 10_000
"""How many messages of a stream can still be taken back."""


class HandedOver:
    """Counts these messages. Whether the foreign peers took them cannot be known."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Stream, str]] = Counter()
        """By stream and foreign peer."""
        self._last: dict[Stream, deque[Message]] = {}

    def add(self, message: Message, stream: Stream, peer: str) -> None:
        """A message went to a foreign peer."""
        message.handed_to = peer
        self._counts[stream, peer] += 1
        self._last.setdefault(stream, deque(maxlen=KEPT)).append(message)

    def take_back(self, message: Message, stream: Stream) -> None:
        """A message that was thought to have gone to a foreign peer has arrived at a node."""
        self._counts[stream, message.handed_to] -= 1
        message.handed_to = ""

    def take_back_after(self, stream: Stream, number: int) -> list[Message]:
        """The messages with a higher number may not have gone to foreign peers after all; return them."""
        doubted = [message for message in self._last.get(stream, ()) if message.handed_to and message.number > number]
        for message in doubted:
            self.take_back(message, stream)
        return doubted

    def count(self, way: Way) -> int:
        """The number of messages that went to foreign peers in a direction."""
        return sum(count for (stream, _), count in self._counts.items() if stream[1] == way)

    def count_to(self, node: str, way: Way, peer: str) -> int:
        """The number of messages that a node is known to have dealt to one foreign peer."""
        return sum(count for (stream, name), count in self._counts.items() if (stream[:2], name) == ((node, way), peer))
