"""Pipes: from each sender's stream to each receiver, with the messages that are known to wait in them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Delivery, Message, MessageLog
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import Stream, Way

NUMBERS_KEPT = 20
NOTHING: Counter[str] = Counter()


@dataclass(slots=True, eq=False)
class Pipe:
    """What one sender's stream has for one receiver. Only here does a message begin or cease to wait."""

    stream: Stream
    receiver: str
    waiting: deque[Message] = field(default_factory=deque)
    """Oldest first; each of them has the receiver in `waits_at`."""
    lost: Counter[str] = field(default_factory=Counter)
    lost_numbers: list[int] = field(default_factory=list)
    """The numbers of the first ones that were lost."""
    front: int = 0
    """The number of the last message that arrived, or that was sent before the receiver started."""

    @property
    def way(self) -> Way:
        return self.stream[1]

    def put(self, message: Message) -> None:
        """A message waits here from now on."""
        self.waiting.append(message)
        message.waits_at += (self.receiver,)

    def pop(self) -> Message:
        """The oldest one waits no more."""
        message = self.waiting.popleft()
        message.leaves(self.receiver)
        return message

    def remove(self, message: Message) -> None:
        """A message waits here no more."""
        self.waiting.remove(message)
        message.leaves(self.receiver)

    def empty(self) -> list[Message]:
        """Nothing waits here any more; return what did, oldest first."""
        return [self.pop() for _ in range(len(self.waiting))]


class Pipes:
    """All pipes of a session, and what was lost in them."""

    def __init__(self, roster: Roster, log: MessageLog) -> None:
        self._roster = roster
        self._log = log
        self.longest = 0
        """The most messages that have ever waited in one of them."""
        self._by_ends: dict[tuple[Stream, str], Pipe] = {}
        self._by_nodes: dict[tuple[str, str, str], list[Pipe]] = {}
        """By sender, receiver and wire; several where the sender has several streams there."""
        self._fronts: dict[str, dict[Stream, int]] = {}
        """How many messages each stream had when a receiver started, by receiver."""
        self._lost: dict[tuple[Way, str], Counter[str]] = {}
        self._arrived: Counter[tuple[str, Way]] = Counter()
        """Messages whose arrival is accounted for, by receiver and way."""

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
        """The pipes of a way, or those of them that lead to `receiver`."""
        for pipe in self._by_ends.values():
            if pipe.stream[1] == way and receiver in (pipe.receiver, ""):
                yield pipe

    def ways_to(self, receiver: str) -> list[Way]:
        """The ways on which there is a pipe to a node."""
        return list(dict.fromkeys(pipe.way for pipe in self._by_ends.values() if pipe.receiver == receiver))

    def put(self, message: Message, stream: Stream, receiver: str) -> None:
        """A message waits for a receiver."""
        pipe = self.between(stream, receiver)
        pipe.put(message)
        self.longest = max(self.longest, len(pipe.waiting))

    def take_back(self, stream: Stream) -> list[Message]:
        """Empty all pipes of a stream, and return what has waited there."""
        pipes = [pipe for pipe in self._by_ends.values() if pipe.stream == stream]
        return [message for pipe in pipes for message in pipe.empty()]

    def start(self, receiver: str, sent: Mapping[Stream, int]) -> None:
        """A receiver starts, or starts again, when the streams had so many messages: it is dealt none of these."""
        self._fronts[receiver] = dict(sent)
        for pipe in self._by_ends.values():
            if pipe.receiver == receiver:
                pipe.front = max(pipe.front, sent.get(pipe.stream, 0))

    # --- what was lost

    def lost(self, way: Way, receiver: str = "") -> Counter[str]:
        """What was lost on a way, or of it on the way to one receiver, by reason."""
        return self._lost.get((way, receiver), NOTHING)

    def lose(self, message: Message, stream: Stream, receiver: str, reason: LossReason) -> None:
        """A message can no longer arrive at a receiver."""
        pipe = self.between(stream, receiver)
        self._log.lose(message, receiver, reason)
        pipe.lost[reason] += 1
        for key in (pipe.way, receiver), (pipe.way, ""):
            self._lost.setdefault(key, Counter())[reason] += 1
        if len(pipe.lost_numbers) < NUMBERS_KEPT:
            pipe.lost_numbers.append(message.number)

    def lose_all(self, pipe: Pipe, reason: LossReason) -> int:
        """What waits in a pipe can no longer arrive; return how many messages that is."""
        messages = pipe.empty()
        for message in messages:
            self.lose(message, pipe.stream, pipe.receiver, reason)
        return len(messages)

    # --- what a killed node received, and could not report

    def note_arrival(self, receiver: str, way: Way) -> None:
        """A message was seen to arrive."""
        self._arrived[receiver, way] += 1

    def note_all_arrived(self, receiver: str, way: Way) -> None:
        """All that a node has received from a way is accounted for."""
        self._arrived[receiver, way] = self._roster.received(receiver, way)

    def unaccounted(self, receiver: str, way: Way) -> int:
        """Messages that a node has received, as its counts say, and that were not seen to arrive."""
        return max(0, self._roster.received(receiver, way) - self._arrived[receiver, way])

    def find_dead(self, message: Message, stream: Stream, receiver: str) -> None:
        """A message was for a node that is dead: the node has had it and could not say so, or it is lost."""
        if self.unaccounted(receiver, stream[1]):
            self._arrived[receiver, stream[1]] += 1
            self._log.deliver(message, Delivery(receiver, message.time_ns, is_seen=False))
        else:
            self.lose(message, stream, receiver, LossReason.PEER_DIED)
