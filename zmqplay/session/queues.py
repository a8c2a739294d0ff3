"""Where the messages wait that were seen to be sent and not to arrive, and which of them can no longer arrive.

A pipe keeps order (RFC 28, 29, 30): when a later message of the same sender arrives, what was due before it at the same
receiver is lost. What waits at a peer that dies is lost too, unless it is still in the pipe of a sender that connects,
which outlives the connection (RFC 30: queues of outgoing connections).
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zmqplay.session.dealing import Dealing
from zmqplay.session.messages import Delivery, Message
from zmqplay.session.sockets import Line, SocketTraffic

if TYPE_CHECKING:
    from zmqplay.session.traffic import Traffic

NUMBERS_KEPT = 20
HWM = 1_000
"""libzmq's SNDHWM and RCVHWM unless they are set."""
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
    """The number of the last message that arrived."""


class Queues:
    """All queues of a session, as far as every message is seen."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.by_ends: dict[tuple[str, str], Queue] = {}
        """By sender and receiver."""
        self._dealings: dict[str, Dealing] = {}
        self._unplaced: dict[tuple[str, Line], deque[Message]] = {}
        """By sender and line: what waits, and one cannot tell where."""
        self._seen: Counter[tuple[str, Line]] = Counter()
        """Messages that were seen to arrive, by receiver and line."""
        self._unknown: set[Line] = set()
        """Lines on which messages have passed that were not seen, and not all has arrived since."""

    def queue(self, sender: str, receiver: str, line: Line) -> Queue:
        """The queue between them."""
        ends = sender, receiver
        if ends not in self.by_ends:
            self.by_ends[ends] = Queue(line)
        return self.by_ends[ends]

    def lost(self, line: Line, receiver: str = "") -> Counter[str]:
        """What was lost on a line, or of it on the way to one receiver."""
        lost: Counter[str] = Counter()
        for (_, to), queue in self.by_ends.items():
            if queue.line == line and (not receiver or to == receiver):
                lost += queue.lost
        return lost

    def waiting(self, sender: str, receiver: str, line: Line) -> int | None:
        """How many wait between them; None if that cannot be told."""
        if line in self._unknown or any(not _settled(message) for message in self._unplaced.get((sender, line), ())):
            return None
        queue = self.by_ends.get((sender, receiver))
        return len(queue.waiting) if queue else 0

    # --- what happens to a message

    def sent(self, message: Message, socket: SocketTraffic, receivers: list[str]) -> None:
        """It was sent, and is due to all of these (a publication), or to one of them."""
        line = socket.line
        if line in self._unknown:
            return
        if socket.publishes or len(receivers) == 1:
            message.waits_at = list(receivers)
            for receiver in receivers:
                self.queue(message.sender, receiver, line).waiting.append(message)
            return
        self._unplaced.setdefault((message.sender, line), deque()).append(message)
        if socket.deals:
            self._place(message.sender, socket)

    def arrived(self, message: Message, receiver: str, socket: SocketTraffic, is_unique: bool) -> None:
        """It was received. `socket` sent it; `is_unique`: no other message that waits has the same content."""
        queue = self.queue(message.sender, receiver, socket.line)
        self._seen[receiver, socket.line] += 1
        if receiver in message.waits_at:
            self._pass_over(queue, message, receiver, socket)
        elif message.waits_at:  # it was thought to wait elsewhere
            self._begin_anew(message.sender, socket.line, message.number)
        if not socket.deals or message.number <= queue.front:
            return
        queue.front = message.number
        peers = self._peers(socket)
        if len(peers) > 1 and is_unique and self._dealing(message.sender).learn(message.number, receiver, peers):
            self._place(message.sender, socket)
        self._prove(message.sender, socket)

    def _pass_over(self, queue: Queue, message: Message, receiver: str, socket: SocketTraffic) -> None:
        """What was due before it can no longer arrive there."""
        while queue.waiting:
            before = queue.waiting.popleft()
            if before is message:
                before.waits_at.remove(receiver)
                return
            if socket.publishes or self._conflates(receiver):
                reason = "conflated" if self._conflates(receiver) else "high-water-mark"
                self._lose(queue, before, receiver, reason)
            else:
                before.waits_at.clear()
                self._unplaced.setdefault((before.sender, queue.line), deque()).append(before)

    def _lose(self, queue: Queue, message: Message, receiver: str, reason: str) -> None:
        message.lost[receiver] = reason
        if receiver in message.waits_at:
            message.waits_at.remove(receiver)
        queue.lost[reason] += 1
        if len(queue.lost_numbers) < NUMBERS_KEPT:
            queue.lost_numbers.append(message.number)
        self._traffic.messages.version += 1

    def _conflates(self, receiver: str) -> bool:
        return any(socket.facts.options.get("CONFLATE") for socket in self._traffic.nodes[receiver].sockets.values())

    # --- messages that are dealt in turn

    def _dealing(self, sender: str) -> Dealing:
        return self._dealings.setdefault(sender, Dealing())

    def _peers(self, socket: SocketTraffic) -> list[str]:
        """Those that a socket deals to, if all of them are known."""
        peers = self._traffic.receivers(socket.line)
        return peers if len(peers) == socket.handshakes or len(peers) == 1 else []

    def _place(self, sender: str, socket: SocketTraffic) -> None:
        """Tell where what waits does so, as far as the turn is known."""
        waiting = self._unplaced.get((sender, socket.line), deque())
        peers, dealing = self._peers(socket), self._dealing(sender)
        most = socket.facts.options.get("SNDHWM", HWM) or float("inf")
        for _ in range(len(waiting)):
            message = waiting.popleft()
            if _settled(message):
                continue
            receiver = dealing.predict(message.number, peers)
            if not receiver:
                waiting.append(message)
                continue
            queue = self.queue(sender, receiver, socket.line)
            message.waits_at = [receiver]
            queue.waiting.append(message)
            if isinstance(most, int | float) and len(queue.waiting) >= most:  # it may be passed over from now on
                self._begin_anew(sender, socket.line, message.number)

    def _begin_anew(self, sender: str, line: Line, after: int) -> None:
        """The turn is not known any more; nor is where anything waits that was placed by it."""
        self._dealing(sender).begin_anew(after)
        unplaced = self._unplaced.setdefault((sender, line), deque())
        for (other, receiver), queue in self.by_ends.items():
            if other == sender and queue.line == line and len(self._traffic.receivers(queue.line)) > 1:
                for message in queue.waiting:
                    message.waits_at = [name for name in message.waits_at if name != receiver]
                unplaced.extend(queue.waiting)
                queue.waiting.clear()
        self._unplaced[sender, line] = deque(sorted(unplaced, key=lambda message: message.number))

    def _prove(self, sender: str, socket: SocketTraffic) -> None:
        """What all living receivers have left behind was dealt to one that is dead."""
        unplaced = self._unplaced.get((sender, socket.line))
        while unplaced and _settled(unplaced[0]):
            unplaced.popleft()
        if not unplaced or not socket.binds:
            return
        living = self._traffic.receivers(socket.line)
        dead = [name for name in self._traffic.former_receivers(socket.line) if name not in living]
        front = min((self.queue(sender, receiver, socket.line).front for receiver in living), default=0)
        while dead and unplaced and unplaced[0].number <= front:
            message = unplaced.popleft()
            if not _settled(message):
                self._lose(self.queue(sender, dead[-1], socket.line), message, dead[-1], "peer-died")

    # --- what happens to the ends

    def peers_changed(self, socket: SocketTraffic) -> None:
        """A peer has connected to a socket, or has gone."""
        if socket.binds and socket.deals:
            self._begin_at_next(socket)

    def _begin_at_next(self, socket: SocketTraffic) -> None:
        self._dealing(socket.node).begin_anew(socket.numbered)

    def joined(self, receiver: str) -> None:
        """A node takes part from now on: what was sent before to peers that connect is not dealt to it."""
        for (sender, to), queue in self.by_ends.items():
            if to == receiver:
                queue.front = max((s.numbered for s in self._senders(sender, queue.line)), default=queue.front)

    def left(self, receiver: str) -> None:
        """A node has ended: what waited there is lost, unless its sender still has it."""
        for line in {queue.line for (_, to), queue in self.by_ends.items() if to == receiver}:
            self._take_unseen(receiver, line)
        for (sender, to), queue in self.by_ends.items():
            if to == receiver and queue.waiting and self._has_left_sender(sender, queue):
                for message in list(queue.waiting):
                    self._lose(queue, message, receiver, "peer-died")
                queue.waiting.clear()

    def _take_unseen(self, receiver: str, line: Line) -> None:
        """What a killed node received and could not report any more is what had waited longest there."""
        queues = [queue for (_, to), queue in self.by_ends.items() if to == receiver and queue.line == line]
        waiting = sorted((m for queue in queues for m in queue.waiting), key=lambda message: message.time_ns)
        for message in waiting[: max(0, self._received(receiver, line) - self._seen[receiver, line])]:
            self._seen[receiver, line] += 1
            self.queue(message.sender, receiver, line).waiting.remove(message)
            message.waits_at.remove(receiver)
            message.deliveries.append(Delivery(receiver, message.time_ns))

    def _received(self, receiver: str, line: Line) -> int:
        sockets = self._traffic.nodes[receiver].all_sockets
        return sum(socket.received.messages for socket in sockets if socket.from_line == line)

    def _has_left_sender(self, sender: str, queue: Queue) -> bool:
        """All that waits has gone to the peer: the pipe dies with it, or is too short to have kept anything."""
        sockets = self._senders(sender, queue.line)
        if all(socket.binds for socket in sockets):
            return True
        return len(queue.waiting) < HWM and sum(message.size for message in queue.waiting) < UNSENT_BYTES

    def _senders(self, node: str, line: Line) -> list[SocketTraffic]:
        return [socket for socket in self._traffic.nodes[node].all_sockets if socket.line == line]

    def forget(self, line: Line) -> None:
        """More passes than is seen: where it waits cannot be told until all has arrived."""
        if line not in self._unknown:
            self._unknown.add(line)
            for (sender, _), queue in self.by_ends.items():
                if queue.line == line:
                    for message in queue.waiting:
                        message.waits_at.clear()
                    queue.waiting.clear()
                    self._unplaced.pop((sender, line), None)

    def all_arrived(self, line: Line) -> None:
        """Nothing is under way on a line: what is sent from now on is seen from the beginning."""
        if line in self._unknown:
            self._unknown.discard(line)
            for socket in self._traffic.all_sockets():
                if socket.line == line:
                    self._begin_at_next(socket)
                elif socket.from_line == line:
                    self._seen[socket.node, line] = self._received(socket.node, line)

    def give_up(self, line: Line, reason: str, receiver: str = "") -> int:
        """What waits on a line, or of it for one receiver, can no longer arrive; how many messages that is."""
        given_up = 0
        for ends in [ends for ends in self._unplaced if ends[1] == line]:
            del self._unplaced[ends]
        for (_, to), queue in self.by_ends.items():
            if queue.line == line and (not receiver or to == receiver):
                given_up += len(queue.waiting)
                for message in list(queue.waiting):
                    self._lose(queue, message, to, reason)
                queue.waiting.clear()
        return given_up


def _settled(message: Message) -> bool:
    return bool(message.deliveries or message.lost or message.waits_at)
