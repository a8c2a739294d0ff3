"""Open messages: those that were seen to be sent, and whose receivers have not all reported them yet."""

from __future__ import annotations

from collections import deque

from zmqplay.model.messages.messages import Message
from zmqplay.model.messages.pairs import Pairs, Sent
from zmqplay.model.messages.received import Key
from zmqplay.model.queues.queues import Queues
from zmqplay.model.sockets import SocketTraffic

KEPT, ALIKE_KEPT = 20_000, 1_000
"""Most messages that may be open at one time, and most with the same content."""


class Open:
    """Keeps these messages by their content."""

    def __init__(self, queues: Queues, pairs: Pairs) -> None:
        self._queues = queues
        self._pairs = pairs
        self._by_key: dict[Key, deque[Sent]] = {}
        self._order: deque[tuple[Key, Message]] = deque()

    def alike(self, key: Key) -> deque[Sent] | None:
        """The open messages with this content, oldest first; None if there are none."""
        return self._by_key.get(key)

    def add(self, key: Key, message: Message, socket: SocketTraffic) -> None:
        """A message was sent; above `KEPT`, the oldest one is dropped."""
        alike = self._by_key.setdefault(key, deque())
        alike.append((message, socket))
        self._order.append((key, message))
        if len(alike) > ALIKE_KEPT:
            self._drop(key, alike[0][0])
        if len(self._order) > KEPT:
            self._drop(*self._order.popleft())

    def _drop(self, key: Key, message: Message) -> None:
        self._close(key, message)
        self._queues.incomplete.add(key[0])

    def arrived(self, key: Key, message: Message) -> None:
        """A message has arrived at a node; forget it if no further receive is expected."""
        if len(message.deliveries) >= message.expected:
            self._close(key, message)

    def _close(self, key: Key, message: Message) -> None:
        if not (alike := self._by_key.get(key)):
            return
        place = next((place for place, sent in enumerate(alike) if sent[0] is message), None)
        if place is not None:
            del alike[place]
        if not alike:
            del self._by_key[key]
            self._pairs.none_is_open(key)

    def tick(self) -> None:
        """Forget the order of messages that have arrived."""
        while self._order and len(self._order[0][1].deliveries) >= self._order[0][1].expected:
            self._order.popleft()
