"""At which of several receivers each message waits that was dealt to them in turn."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from zmqplay.session.dealing import Dealing
from zmqplay.session.messages import Message
from zmqplay.session.sockets import Line, SocketTraffic

if TYPE_CHECKING:
    from zmqplay.session.queues import Queue, Queues
    from zmqplay.session.traffic import Traffic

HWM = 1_000
"""libzmq's SNDHWM and RCVHWM unless they are set."""

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
        return all(_is_settled(message) for message in self._unplaced.get((sender, line), ()))

    def add(self, message: Message, socket: SocketTraffic) -> None:
        """A message was sent to one of several."""
        self._unplaced.setdefault((message.sender, socket.line), deque()).append(message)
        if socket.deals:
            self._place(message.sender, socket)

    def arrived(self, message: Message, queue: Queue, socket: SocketTraffic, receiver: str, is_unique: bool) -> None:
        """A dealt message was received, which tells whose turn was when."""
        if message.number <= queue.front:
            return
        queue.front = message.number
        peers = self._peers(socket)
        if len(peers) > 1 and is_unique and self._dealing(message.sender).learn(message.number, receiver, peers):
            self._place(message.sender, socket)
        self._prove(message.sender, socket)

    def _dealing(self, sender: str) -> Dealing:
        return self._dealings.setdefault(sender, Dealing())

    def _peers(self, socket: SocketTraffic) -> list[str]:
        """Those that a socket deals to, if all of them are known."""
        peers = self._traffic.receivers(socket.line)
        return peers if len(peers) == socket.handshakes or len(peers) == 1 else []

    def _place(self, sender: str, socket: SocketTraffic) -> None:
        waiting = self._unplaced.get((sender, socket.line), deque())
        peers, dealing = self._peers(socket), self._dealing(sender)
        most = int(socket.facts.options.get("SNDHWM", HWM)) or float("inf")
        for _ in range(len(waiting)):
            message = waiting.popleft()
            if _is_settled(message):
                continue
            receiver = dealing.predict(message.number, peers)
            if not receiver:
                waiting.append(message)
                continue
            queue = self._queues.put(message, receiver, socket.line)
            if len(queue.waiting) >= most:  # it may be passed over from now on
                self.begin_anew(sender, socket.line, message.number)
                return

    def place_all(self) -> None:
        """Somebody has joined who may be the one for what waits."""
        for sender, line in list(self._unplaced):
            for socket in self._traffic.nodes[sender].sockets.values():
                if socket.line == line and socket.deals:
                    self._place(sender, socket)

    def begin_anew(self, sender: str, line: Line, after: int) -> None:
        """The turn is not known any more; nor is where anything waits that was placed by it."""
        self._dealing(sender).begin_anew(after)
        if len(self._traffic.receivers(line)) > 1:
            unplaced = [*self._unplaced.get((sender, line), ()), *self._queues.take_back(sender, line)]
            self._unplaced[sender, line] = deque(sorted(unplaced, key=lambda message: message.number))

    def begin_at_next(self, socket: SocketTraffic) -> None:
        """The peers of a socket have changed: what it sends from now on is dealt in another turn."""
        self._dealing(socket.node).begin_anew(socket.numbered)

    def _prove(self, sender: str, socket: SocketTraffic) -> None:
        """What all living receivers have left behind was dealt to one that is dead."""
        unplaced = self._unplaced.get((sender, socket.line))
        while unplaced and _is_settled(unplaced[0]):
            unplaced.popleft()
        if not unplaced or not socket.binds:
            return
        living = self._traffic.receivers(socket.line)
        dead = [name for name in self._traffic.former_receivers(socket.line) if name not in living]
        front = min((self._queues.between(sender, name, socket.line).front for name in living), default=0)
        while dead and unplaced and unplaced[0].number <= front:
            message = unplaced.popleft()
            if not _is_settled(message):
                self._queues.lose(message, dead[-1], socket.line, "peer-died")

    def drop(self, line: Line) -> None:
        """Nobody will ask any more where what waits on this line does so."""
        for ends in [ends for ends in self._unplaced if ends[1] == line]:
            del self._unplaced[ends]


def _is_settled(message: Message) -> bool:
    return bool(message.deliveries or message.lost or message.waits_at)
