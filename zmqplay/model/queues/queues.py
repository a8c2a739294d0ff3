"""Where the messages wait that were seen to be sent and not to arrive, and which of them can no longer arrive.

A pipe keeps order (RFC 28, 29, 30): when a later message of the same sender arrives, what was due before it at the same
receiver is lost. What waits at a peer that dies is lost too, unless it is still in the pipe of a sender that connects,
which outlives the connection (RFC 30: queues of outgoing connections).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Delivery, Message
from zmqplay.model.queues.placement import Placing
from zmqplay.model.sockets import HWM, Line, SocketTraffic

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

NUMBERS_KEPT = 20
NOTHING: Counter[str] = Counter()
UNSENT_BYTES = 32_768
"""What the kernel takes at any time: less than that has left its sender."""


@dataclass(slots=True, eq=False)
class Queue:
    """From one sender to one receiver."""

    line: Line
    waiting: deque[Message] = field(default_factory=deque)
    lost: Counter[str] = field(default_factory=Counter)
    lost_numbers: list[int] = field(default_factory=list)
    """Of the first ones."""
    front: int = 0
    """The number of the last message that arrived, or that was sent before the receiver started."""


class Queues:
    """All queues of a session, as far as every message is seen."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._placing = Placing(traffic, self)
        self.by_ends: dict[tuple[str, str], Queue] = {}
        """By sender and receiver."""
        self._before: dict[str, dict[str, int]] = {}
        """What each sender had sent when a receiver started."""
        self.longest = 0
        """The most that has ever waited in one of them."""
        self._lost: dict[tuple[Line, str], Counter[str]] = {}
        self._seen: Counter[tuple[str, Line]] = Counter()
        """Messages that were seen to arrive, by receiver and line."""
        self._unknown: set[Line] = set()
        """Lines on which messages have passed that were not seen, and not all has arrived since."""

    def between(self, sender: str, receiver: str, line: Line) -> Queue:
        """The queue from one to the other."""
        ends = sender, receiver
        if ends not in self.by_ends:
            self.by_ends[ends] = Queue(line, front=self._before.get(receiver, {}).get(sender, 0))
        return self.by_ends[ends]

    def _on(self, line: Line, receiver: str = "") -> Iterator[tuple[str, str, Queue]]:
        """The queues of a line, or of it to one receiver, with their ends."""
        for (sender, to), queue in self.by_ends.items():
            if queue.line == line and (not receiver or to == receiver):
                yield sender, to, queue

    def lost(self, line: Line, receiver: str = "") -> Counter[str]:
        """What was lost on a line, or of it on the way to one receiver, by reason."""
        return self._lost.get((line, receiver), NOTHING)

    def waiting(self, sender: str, receiver: str, line: Line) -> int | None:
        """How many wait between them; None if that cannot be told."""
        if line in self._unknown or not self._placing.knows_all(sender, line):
            return None
        queue = self.by_ends.get((sender, receiver))
        return len(queue.waiting) if queue else 0

    # --- what happens to a message

    def sent(self, message: Message, socket: SocketTraffic, receivers: list[str]) -> None:
        """It was sent, and is due to all of these (a publication), or to one of them."""
        if socket.line in self._unknown:
            return
        if socket.publishes or len(receivers) == 1:
            for receiver in receivers:
                self.put(message, receiver, socket.line)
        else:
            self._placing.add(message, socket)

    def put(self, message: Message, receiver: str, line: Line) -> Queue:
        """It waits there."""
        queue = self.between(message.sender, receiver, line)
        queue.waiting.append(message)
        message.waits_at.append(receiver)
        self.longest = max(self.longest, len(queue.waiting))
        return queue

    def arrived(self, message: Message, receiver: str, socket: SocketTraffic, is_unique: bool) -> None:
        """It was received. `socket` sent it; `is_unique`: no other message that waits has the same content."""
        queue = self.between(message.sender, receiver, socket.line)
        self._seen[receiver, socket.line] += 1
        if receiver in message.waits_at:
            self._pass_over(queue, message, receiver, socket)
        elif message.waits_at:  # it was thought to wait elsewhere
            self._placing.begin_anew(message.sender, socket.line, message.number)
        if socket.deals:
            self._placing.arrived(message, queue, socket, receiver, is_unique)

    def _pass_over(self, queue: Queue, message: Message, receiver: str, socket: SocketTraffic) -> None:
        """What was due before it can no longer arrive there."""
        conflates = self._conflates(receiver)
        reason = LossReason.CONFLATED if conflates else LossReason.HIGH_WATER_MARK
        while queue.waiting:
            before = queue.waiting.popleft()
            before.waits_at.remove(receiver)
            if before is message:
                return
            if socket.publishes or conflates:
                self.lose(before, receiver, queue.line, reason)
            else:
                self._placing.add(before, socket)

    def lose(self, message: Message, receiver: str, line: Line, reason: LossReason) -> None:
        """It can no longer arrive there."""
        queue = self.between(message.sender, receiver, line)
        message.lost[receiver] = reason
        queue.lost[reason] += 1
        for key in (line, receiver), (line, ""):
            self._lost.setdefault(key, Counter())[reason] += 1
        if len(queue.lost_numbers) < NUMBERS_KEPT:
            queue.lost_numbers.append(message.number)
        self._traffic.messages.version += 1

    def _lose_all(self, queue: Queue, receiver: str, reason: LossReason) -> int:
        count = len(queue.waiting)
        while queue.waiting:
            message = queue.waiting.popleft()
            message.waits_at.remove(receiver)
            self.lose(message, receiver, queue.line, reason)
        return count

    def take_back(self, sender: str, line: Line) -> list[Message]:
        """Take what waits from a sender out of its queues."""
        taken: list[Message] = []
        for other, receiver, queue in self._on(line):
            if other == sender:
                for message in queue.waiting:
                    message.waits_at.remove(receiver)
                taken += queue.waiting
                queue.waiting.clear()
        return taken

    def _conflates(self, receiver: str) -> bool:
        return any(socket.conflates for socket in self._traffic.nodes[receiver].sockets.values())

    # --- what happens to the ends

    def peers_changed(self, socket: SocketTraffic, time_ns: int) -> None:
        """A peer has connected to a socket, or has gone."""
        if socket.binds and socket.deals:
            self._placing.peers_changed(socket, time_ns)

    def starts(self, receiver: str) -> None:
        """A node starts, or starts again: what was sent before to peers that connect is not dealt to it."""
        before = {s.node: s.numbered for s in self._traffic.all_sockets() if s.binds or s.facts.connected}
        self._before[receiver] = before
        for (sender, to), queue in self.by_ends.items():
            if to == receiver:
                queue.front = max(queue.front, before.get(sender, 0))

    def joined(self) -> None:
        """Somebody takes part from now on."""
        self._placing.place_all()

    def left(self, receiver: str) -> None:
        """A node has ended: what waited there is lost, unless its sender still has it."""
        for line in {queue.line for (_, to), queue in self.by_ends.items() if to == receiver}:
            self._take_unseen(receiver, line)
            for sender, _, queue in self._on(line, receiver):
                if self._has_left_sender(sender, queue):
                    self._lose_all(queue, receiver, LossReason.PEER_DIED)

    def _take_unseen(self, receiver: str, line: Line) -> None:
        """What a killed node received and could not report any more is what had waited longest there."""
        waiting = sorted((m for *_, q in self._on(line, receiver) for m in q.waiting), key=lambda m: m.time_ns)
        for message in waiting[: self._unseen(receiver, line)]:
            self.between(message.sender, receiver, line).waiting.remove(message)
            message.waits_at.remove(receiver)
            self.find_dead(message, receiver, line)

    def find_dead(self, message: Message, receiver: str, line: Line) -> None:
        """A message was for a node that is dead: it has had it and could not say so, or it is lost."""
        if self._unseen(receiver, line):
            self._seen[receiver, line] += 1
            message.deliveries.append(Delivery(receiver, message.time_ns))
        else:
            self.lose(message, receiver, line, LossReason.PEER_DIED)

    def _unseen(self, receiver: str, line: Line) -> int:
        """Messages that it has received and that were not seen to arrive."""
        return max(0, self._received(receiver, line) - self._seen[receiver, line])

    def _received(self, receiver: str, line: Line) -> int:
        sockets = self._traffic.nodes[receiver].all_sockets
        return sum(socket.received.messages for socket in sockets if socket.from_line == line)

    def _has_left_sender(self, sender: str, queue: Queue) -> bool:
        """All that waits has gone to the peer: the pipe dies with it, or is too short to have kept anything."""
        if all(socket.binds for socket in self._senders(sender, queue.line)):
            return True
        return len(queue.waiting) < HWM and sum(message.size for message in queue.waiting) < UNSENT_BYTES

    def _senders(self, node: str, line: Line) -> list[SocketTraffic]:
        return [socket for socket in self._traffic.nodes[node].all_sockets if socket.line == line]

    def forget(self, line: Line) -> None:
        """More passes than is seen: where it waits cannot be told until all has arrived."""
        if line not in self._unknown:
            self._unknown.add(line)
            self._placing.drop(line)
            for _, receiver, queue in self._on(line):
                for message in queue.waiting:
                    message.waits_at.remove(receiver)
                queue.waiting.clear()

    def all_arrived(self, line: Line, now_ns: int) -> None:
        """Nothing is under way on a line: what is sent from now on is seen from the beginning."""
        if line in self._unknown:
            self._unknown.discard(line)
            for socket in self._traffic.all_sockets():
                if socket.line == line:
                    self._placing.peers_changed(socket, now_ns)
                elif socket.from_line == line:
                    self._seen[socket.node, line] = self._received(socket.node, line)

    def give_up(self, line: Line, reason: LossReason, receiver: str = "") -> int:
        """What waits on a line, or of it for one receiver, can no longer arrive; how many messages that is."""
        self._placing.drop(line)
        return sum(self._lose_all(queue, to, reason) for _, to, queue in list(self._on(line, receiver)))
