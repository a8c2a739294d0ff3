"""Open messages: those that were seen to be sent, and whose receivers have not all reported them yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice

from zmqplay.model.messages.messages import Message
from zmqplay.model.messages.pairs import Pairs, Sent
from zmqplay.model.messages.received import Key
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic

KEPT, ALIKE_KEPT = 20_000, 1_000
"""Most messages that may be open at one time, and most with the same content."""
ALIKE_COMPARED = 16
"""How many messages with the same content are compared with a receive."""
HELD_NS = 1_000_000_000
"""How long a publication is kept for a subscriber that is joining or has left: whether it gets it is not known."""


class Open:
    """Keeps these messages by their content."""

    def __init__(self, roster: Roster, queues: Queues, pairs: Pairs) -> None:
        self._roster = roster
        self._queues = queues
        self._pairs = pairs
        self._by_key: dict[Key, deque[Sent]] = {}
        self._order: deque[tuple[Key, Message]] = deque()
        self._held: dict[int, tuple[Key, Message]] = {}
        """Publications that a subscriber may get which is joining or has left: by their identity, oldest first."""

    def alike(self, key: Key) -> deque[Sent] | None:
        """The open messages with this content, oldest first; None if there are none."""
        return self._by_key.get(key)

    def fitting(self, alike: deque[Sent], receiver: str, may_be: Callable[[Sent], bool]) -> list[Sent]:
        """Some of several messages with the same content, oldest first: those that may be what a node has received.

        Of publications, rather those that are known to be due to that node.
        """
        if alike[0][0].topic is not None:
            due = (one for one in alike if receiver in one[0].waits_at and may_be(one))
            if found := list(islice(due, ALIKE_COMPARED)):
                return found
        return list(islice(filter(may_be, alike), ALIKE_COMPARED))

    def add(self, key: Key, message: Message, socket: SocketTraffic) -> None:
        """A message was sent; above `KEPT`, the oldest one is dropped."""
        if message.topic is not None and (self._roster.is_changing(socket.way) or self._roster.is_yet_to_meet(socket)):
            self._held[id(message)] = key, message
        elif not message.expected:
            return
        alike = self._by_key.setdefault(key, deque())
        alike.append((message, socket))
        self._order.append((key, message))
        if len(alike) > ALIKE_KEPT:
            self._drop(key, alike[0][0])
        if len(self._order) > KEPT:
            self._drop(*self._order.popleft())

    def _drop(self, key: Key, message: Message) -> None:
        self._held.pop(id(message), None)
        self._close(key, message)
        if len(message.deliveries) < message.expected:
            self._queues.incomplete.add(key[0])

    def arrived(self, key: Key, message: Message) -> None:
        """A message has arrived at a node; forget it if no further receive is expected."""
        if len(message.deliveries) >= message.expected and id(message) not in self._held:
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

    def tick(self, now_ns: int) -> None:
        """Forget what has arrived, and what no subscriber that was joining or has left has reported."""
        while self._held and next(iter(self._held.values()))[1].time_ns < now_ns - HELD_NS:
            key, message = self._held.pop(next(iter(self._held)))
            self.arrived(key, message)
        while self._order and len(self._order[0][1].deliveries) >= self._order[0][1].expected:
            self._order.popleft()
