"""At which of several receivers each message waits that was dealt to them in turn."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from zmqplay.model.messages.messages import Message
from zmqplay.model.queues.round_robin import Dealing
from zmqplay.model.sockets import Line, SocketTraffic

if TYPE_CHECKING:
    from zmqplay.model.queues.queues import Queue, Queues
    from zmqplay.model.traffic import Traffic

NOTICED_NS = 100_000_000
"""How long it may take until a sender, or zmqplay, notices that a peer has died."""
LOOKED_AT = 64
"""So many of the oldest are looked at each time that something arrives."""

Ends = tuple[str, Line]
"""A sender, and the line on which it sends."""


class Placing:
    """Puts messages into the queues of their receivers, as soon as one can tell which they are."""

    def __init__(self, traffic: Traffic, queues: Queues) -> None:
        self._traffic = traffic
        self._queues = queues
        self._dealings: dict[str, Dealing] = {}
        self._unplaced: dict[Ends, deque[Message]] = {}
        """What waits, and one cannot tell where."""

    def knows_all(self, sender: str, line: Line) -> bool:
        """All that waits from a sender is in its queue."""
        return not self._first_unplaced((sender, line))

    def _first_unplaced(self, ends: Ends) -> Message | None:
        unplaced = self._unplaced.get(ends)
        while unplaced and _is_settled(unplaced[0]):
            unplaced.popleft()
        return unplaced[0] if unplaced else None

    def add(self, message: Message, socket: SocketTraffic) -> None:
        """A message was sent to one of several."""
        receiver = self._predict(message, socket) if socket.deals else ""
        if not receiver:
            self._unplaced.setdefault((message.sender, socket.line), deque()).append(message)
        elif self._died_after(receiver, message, socket):
            self._queues.find_dead(message, receiver, socket.line)
        else:
            self._queues.put(message, receiver, socket.line)

    def _predict(self, message: Message, socket: SocketTraffic) -> str:
        peers = self._peers(socket)
        if len(peers) == 1:
            return peers[0]
        return "" if self._is_any_full(peers, socket) else self._dealing(socket.node).predict(message)

    def arrived(self, message: Message, queue: Queue, socket: SocketTraffic, receiver: str, is_unique: bool) -> None:
        """A dealt message was received, which tells whose turn was when."""
        if message.number <= queue.front:
            return
        queue.front = message.number
        peers = self._peers(socket)
        if len(peers) > 1 and is_unique and self._dealing(message.sender).learn(message.number, receiver, peers):
            self._place(socket)
        self._prove(socket)

    def _dealing(self, sender: str) -> Dealing:
        return self._dealings.setdefault(sender, Dealing())

    def _peers(self, socket: SocketTraffic) -> list[str]:
        """Those that a socket deals to, if all of them are known."""
        peers = self._traffic.receivers(socket.line)
        return peers if len(peers) == socket.handshakes or len(peers) == 1 else []

    def _is_any_full(self, peers: list[str], socket: SocketTraffic) -> bool:
        """One of several may be passed over from now on, so that the turn is another."""
        room = socket.hwm("SNDHWM")
        if self._queues.longest < room:
            return False
        for peer in peers:
            queue = self._queues.between(socket.node, peer, socket.line)
            if len(queue.waiting) >= room and len(queue.waiting) >= room + self._room_at(peer, socket.line):
                return True
        return False

    def _room_at(self, peer: str, line: Line) -> float:
        sockets = self._traffic.nodes[peer].sockets.values()
        return next((socket.hwm("RCVHWM") for socket in sockets if socket.from_line == line), 0)

    def _place(self, socket: SocketTraffic) -> None:
        """Something new is known of the turn: place what could not be placed."""
        for message in self._unplaced.pop((socket.node, socket.line), ()):
            if not _is_settled(message):
                self.add(message, socket)

    def place_all(self) -> None:
        """Somebody has joined who may be the one for what waits."""
        for sender, line in list(self._unplaced):
            for socket in self._traffic.nodes[sender].sockets.values():
                if socket.line == line and socket.deals:
                    self._place(socket)

    def begin_anew(self, sender: str, line: Line, after: int) -> None:
        """The turn is not known any more; nor is where anything waits that was placed by it."""
        self._dealing(sender).begin_anew(after)
        if len(self._traffic.receivers(line)) > 1:
            unplaced = [*self._unplaced.get((sender, line), ()), *self._queues.take_back(sender, line)]
            self._unplaced[sender, line] = deque(sorted(unplaced, key=lambda message: message.number))

    def peers_changed(self, socket: SocketTraffic, time_ns: int) -> None:
        """What a socket sends from now on is dealt in another turn."""
        self._dealing(socket.node).change_peers(socket.numbered, time_ns)

    def _prove(self, socket: SocketTraffic) -> None:
        """Pipes keep order: what all but one receiver have left behind is at that one, or at one that has died."""
        ends = socket.node, socket.line
        if not socket.binds or not self._first_unplaced(ends):
            return
        for message in list(islice(self._unplaced[ends], LOOKED_AT)):
            candidates = [] if _is_settled(message) else self._candidates(message, socket)
            if len(candidates) == 1 and candidates[0] in self._traffic.receivers(socket.line):
                self._queues.put(message, candidates[0], socket.line)
            elif len(candidates) == 1:
                self._queues.find_dead(message, candidates[0], socket.line)

    def _candidates(self, message: Message, socket: SocketTraffic) -> list[str]:
        """Who may have it: who lives and has had no later one, and who died when it had been sent already."""
        front = {n: self._queues.between(socket.node, n, socket.line).front for n in self._ended(socket.line)}
        living = self._traffic.receivers(socket.line)
        behind = [name for name in living if front[name] < message.number]
        return behind + [name for name in front if self._died_after(name, message, socket)]

    def _ended(self, line: Line) -> list[str]:
        """Those whose life, or a former one, has ended."""
        return list(dict.fromkeys((*self._traffic.former_receivers(line), *self._traffic.receivers(line))))

    def _died_after(self, name: str, message: Message, socket: SocketTraffic) -> bool:
        """Its sender had not noticed yet that it was dead."""
        noticed_ns = ended_ns = self._traffic.nodes[name].life.ended_ns
        if abs(socket.dropped_ns - ended_ns) < NOTICED_NS:
            noticed_ns = socket.dropped_ns
        elif ended_ns:
            noticed_ns += NOTICED_NS
        return message.time_ns < noticed_ns

    def drop(self, line: Line) -> None:
        """Nobody will ask any more where what waits on this line does so."""
        for ends in [ends for ends in self._unplaced if ends[1] == line]:
            del self._unplaced[ends]


def _is_settled(message: Message) -> bool:
    return bool(message.deliveries or message.lost or message.waits_at)
