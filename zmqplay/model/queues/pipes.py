"""Pipes: from each sender's stream to each receiver, with the messages known to wait in them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Delivery, Message, MessageLog
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import Stream, Way

NUMBERS_KEPT = 20
LOST_KEPT = 1_000
"""Losses that are remembered of each direction."""
NOTHING: Counter[str] = Counter()


@dataclass(slots=True, eq=False)
class Pipe:
    """The messages of one sender's stream for one receiver. Only a pipe marks a message as waiting."""

    stream: Stream
    receiver: str
    waiting: deque[Message] = field(default_factory=deque)
    """Oldest first; each message has the receiver in `waits_at`."""
    lost: Counter[str] = field(default_factory=Counter)
    lost_numbers: list[int] = field(default_factory=list)
    """The numbers of the first messages that were lost."""
    front: int = 0
    """The number of the last message that arrived, or that was sent before the receiver started."""

    @property
    def way(self) -> Way:
        return self.stream[1]

    def put(self, message: Message) -> None:
        """Let a message wait here."""
        self.waiting.append(message)
        message.waits_at += (self.receiver,)

    def pop(self) -> Message:
        """Remove and return the oldest message."""
        message = self.waiting.popleft()
        message.leaves(self.receiver)
        return message

    def remove(self, message: Message) -> None:
        """Remove a message."""
        self.waiting.remove(message)
        message.leaves(self.receiver)

    def empty(self) -> list[Message]:
        """Remove all messages, and return them, oldest first."""
        return [self.pop() for _ in range(len(self.waiting))]


class Pipes:
    """All pipes of a session, and the losses in them."""

    def __init__(self, roster: Roster, log: MessageLog) -> None:
        self._roster = roster
        self._log = log
        self.longest = 0
        """The most messages that have ever waited in one pipe."""
        self._by_ends: dict[tuple[Stream, str], Pipe] = {}
        self._by_nodes: dict[tuple[str, str, str], list[Pipe]] = {}
        """By sender, receiver and wire; several where the sender has several streams there."""
        self._fronts: dict[str, dict[Stream, int]] = {}
        """The number of messages on each stream when a receiver started, by receiver."""
        self._lost: dict[tuple[Way, str], Counter[str]] = {}
        self._last_lost: dict[Way, deque[tuple[Message, Stream, str]]] = {}
        """The last losses of each direction but of publications, each with its sender's stream and its receiver."""
        self._arrived: Counter[tuple[str, Way]] = Counter()
        """Messages whose arrival is explained, by receiver and direction."""
        self._presumed: set[str] = set()
        """Nodes that are taken to have received a message before they ended, though nobody saw it."""

    def between(self, stream: Stream, receiver: str) -> Pipe:
        """The pipe from a stream to a receiver."""
        pipe = self._by_ends.get((stream, receiver))
        if pipe is None:
            pipe = Pipe(stream, receiver, front=self._fronts.get(receiver, {}).get(stream, 0))
            self._by_ends[stream, receiver] = pipe
            self._by_nodes.setdefault((stream[0], receiver, pipe.way[0]), []).append(pipe)
        return pipe

    def between_nodes(self, sender: str, receiver: str, wire: str) -> list[Pipe]:
        """The pipes of all streams that a sender has on a wire, to a receiver."""
        return self._by_nodes.get((sender, receiver, wire), [])

    def on(self, way: Way, receiver: str = "") -> Iterator[Pipe]:
        """The pipes of a direction; with `receiver`, only those that lead there."""
        for pipe in self._by_ends.values():
            if pipe.stream[1] == way and receiver in (pipe.receiver, ""):
                yield pipe

    def ways_to(self, receiver: str) -> list[Way]:
        """The directions in which a pipe leads to a node."""
        return list(dict.fromkeys(pipe.way for pipe in self._by_ends.values() if pipe.receiver == receiver))

    def put(self, message: Message, stream: Stream, receiver: str) -> None:
        """Let a message wait for a receiver."""
        pipe = self.between(stream, receiver)
        pipe.put(message)
        self.longest = max(self.longest, len(pipe.waiting))

    def take_back(self, stream: Stream) -> list[Message]:
        """Empty all pipes of a stream; return the messages."""
        pipes = [pipe for pipe in self._by_ends.values() if pipe.stream == stream]
        return [message for pipe in pipes for message in pipe.empty()]

    def start(self, receiver: str, sent: Mapping[Stream, int]) -> None:
        """A receiver starts, or starts again, with the streams at these counts: no earlier message is dealt to it."""
        self._fronts[receiver] = dict(sent)
        for pipe in self._by_ends.values():
            if pipe.receiver == receiver:
                pipe.front = max(pipe.front, sent.get(pipe.stream, 0))

    # --- losses

    def lost(self, way: Way, receiver: str = "") -> Counter[str]:
        """Losses in a direction, or on its pipes to one receiver, by reason."""
        return self._lost.get((way, receiver), NOTHING)

    def lose(self, message: Message, stream: Stream, receiver: str, reason: LossReason) -> None:
        """Record that a message can no longer arrive at a receiver."""
        pipe = self.between(stream, receiver)
        self._log.lose(message, receiver, reason)
        pipe.lost[reason] += 1
        for key in (pipe.way, receiver), (pipe.way, ""):
            self._lost.setdefault(key, Counter())[reason] += 1
        if len(pipe.lost_numbers) < NUMBERS_KEPT:
            pipe.lost_numbers.append(message.number)
        if message.topic is None:
            self._last_lost.setdefault(pipe.way, deque(maxlen=LOST_KEPT)).append((message, stream, receiver))

    def take_back_last(self, way: Way) -> Iterator[str]:
        """Take back the losses of a direction, the last one first; give the reason of each."""
        losses = self._last_lost.get(way)
        while losses:
            message, stream, receiver = losses.pop()
            reason = message.lost.get(receiver)
            if reason and self.between(stream, receiver).lost[reason]:
                self.take_back_loss(message, stream, receiver)
                yield reason

    def take_back_loss(self, message: Message, stream: Stream, receiver: str) -> None:
        """Record that a message which was given up at a receiver has arrived, there or at another."""
        pipe, reason = self.between(stream, receiver), message.lost[receiver]
        if not pipe.lost[reason]:
            return  # it was lost before it came to a pipe
        self._log.take_back_loss(message, receiver)
        pipe.lost[reason] -= 1
        for key in (pipe.way, receiver), (pipe.way, ""):
            self._lost[key][reason] -= 1
        if message.number in pipe.lost_numbers:
            pipe.lost_numbers.remove(message.number)

    # --- messages that a killed node received, and could not report

    def take_back_unseen(self, message: Message, receiver: str) -> bool:
        """A message was seen to arrive at a node; return whether that had been taken for granted before."""
        if receiver not in self._presumed:
            return False
        unseen = [one for one in message.deliveries if one.node == receiver and not one.is_seen]
        for delivery in unseen:
            message.deliveries.remove(delivery)
        return bool(unseen)

    def note_arrival(self, receiver: str, way: Way) -> None:
        """Record that a message was seen to arrive."""
        self._arrived[receiver, way] += 1

    def note_all_arrived(self, receiver: str, way: Way) -> None:
        """Record that everything a node has received in a direction is explained."""
        self._arrived[receiver, way] = self._roster.received(receiver, way)

    def unaccounted(self, receiver: str, way: Way) -> int:
        """Messages that a node has received by its counts, and that were not seen to arrive."""
        return max(0, self._roster.received(receiver, way) - self._arrived[receiver, way])

    def take_unseen(self, receiver: str, way: Way) -> None:
        """A killed node received messages that it could not report: they are those that had waited longest there."""
        waiting = [(message, pipe) for pipe in self.on(way, receiver) for message in pipe.waiting]
        waiting.sort(key=lambda one: one[0].time_ns)
        for message, pipe in waiting[: self.unaccounted(receiver, way)]:
            pipe.remove(message)
            self.find_dead(message, pipe.stream, receiver)

    def find_dead(self, message: Message, stream: Stream, receiver: str) -> None:
        """A message was for a dead node: the node received it and could not report it, or the message is lost."""
        if self.unaccounted(receiver, stream[1]):
            self._arrived[receiver, stream[1]] += 1
            self._presumed.add(receiver)
            self._log.deliver(message, Delivery(receiver, message.time_ns, is_seen=False))
        else:
            self.lose(message, stream, receiver, LossReason.PEER_DIED)
