"""Placement: at which of several receivers each message waits that was dealt in turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import FOREIGN, Message
from zmqplay.model.queues.handed_over import HandedOver
from zmqplay.model.queues.pipes import Pipe, Pipes
from zmqplay.model.queues.round_robin import RoundRobin
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Stream, Way
from zmqplay.model.strangers import Strangers

NOTICED_NS = 100_000_000
"""How long a sender, or zmqplay, may take to notice that a peer has died."""
PIPE_ENDS_NS = 20_000_000
"""How long after the end of a connection a busy sender may still deal to its pipe."""
LOOKED_AT = 64
"""How many of the oldest unplaced messages are examined at each arrival."""


class Placement:
    """Puts dealt messages into the pipes to their receivers, as soon as the receivers can be told.

    A message whose turn was a foreign peer's, or that all our receivers have overtaken, was handed over.
    """

    def __init__(self, roster: Roster, pipes: Pipes, strangers: Strangers, handed_over: HandedOver) -> None:
        self._roster = roster
        self._pipes = pipes
        self._strangers = strangers
        self._handed_over = handed_over
        self._round_robins: dict[Stream, RoundRobin] = {}
        self._unplaced: dict[Stream, deque[Message]] = {}
        """Messages whose receiver is unknown; some have meanwhile arrived or been lost."""

    def knows_all(self, sender: str, way: Way) -> bool:
        """Whether every waiting message from a sender is in its pipe."""
        streams = [stream for stream in self._unplaced if stream[:2] == (sender, way)]
        return not any(self._first_unplaced(stream) for stream in streams)

    def oldest_unplaced_ns(self, way: Way) -> int | None:
        """When the oldest message of a direction was sent whose receiver is unknown; None if there is none."""
        first = (self._first_unplaced(stream) for stream in self._unplaced if stream[1] == way)
        return min((message.time_ns for message in first if message), default=None)

    def _first_unplaced(self, stream: Stream) -> Message | None:
        unplaced = self._unplaced.get(stream)
        while unplaced and unplaced[0].is_settled:
            unplaced.popleft()
        return unplaced[0] if unplaced else None

    def add(self, message: Message, socket: SocketTraffic) -> None:
        """A message was sent to one of several receivers."""
        receiver = self._predict(message, socket) if socket.deals else self._only_peer(socket)
        if not receiver:
            self._unplaced.setdefault(socket.stream, deque()).append(message)
        elif receiver not in self._roster.nodes:
            self._handed_over.add(message, socket.stream, receiver)
        elif message.time_ns < self._noticed_ns(receiver, socket):
            self._pipes.find_dead(message, socket.stream, receiver)
        else:
            self._pipes.put(message, socket.stream, receiver)

    def add_again(self, pipe: Pipe, messages: list[Message]) -> None:
        """The receiver may have been dead when these were sent: they wait for others, or for it to come again.

        A reply waits for nobody else.
        """
        socket = self._roster.sender(pipe.stream)
        for message in messages:
            if socket is not None and socket.kind.replies and self.is_too_late(message, pipe.receiver, socket):
                self._pipes.lose(message, pipe.stream, pipe.receiver, LossReason.UNROUTABLE)
            elif socket is not None and socket.binds and not self._roster.nodes[pipe.receiver].state.alive:
                self.add(message, socket)
            else:
                pipe.put(message)

    def _only_peer(self, socket: SocketTraffic) -> str:
        receivers = self._roster.receivers(socket.way) if socket.kind.has_one_peer else []
        return receivers[0] if len(receivers) == 1 and not self._strangers.at(socket) else ""

    def _predict(self, message: Message, socket: SocketTraffic) -> str:
        peers, round_robin = self._peers(socket), self._round_robin(socket.stream)
        if len(peers) == 1 and not self._strangers.at(socket) and not self._dead(message, socket):
            return peers[0]
        if not peers or self._is_any_full(peers, socket):
            return ""
        receiver = round_robin.predict(message.number, message.time_ns)
        if receiver or not self._strangers.at(socket):
            return receiver
        nodes = self._roster.receivers(socket.way)
        if not round_robin.is_left(message.number, message.time_ns, nodes, peers):
            return ""
        strangers = [peer for peer in peers if peer not in nodes]
        return strangers[0] if len(strangers) == 1 else FOREIGN

    def arrived(self, message: Message, pipe: Pipe, socket: SocketTraffic, is_unique: bool) -> None:
        """A dealt message has arrived, which tells whose turn was when."""
        if message.number <= pipe.front:
            return
        pipe.front = message.number
        if message.handed_to:
            self._handed_over.take_back(message, socket.stream)
            self.forget_turn(socket.stream, message.number)
        peers = self._peers(socket)
        round_robin = self._round_robin(socket.stream)
        if len(peers) > 1 and is_unique and round_robin.learn(message.number, pipe.receiver, peers):
            self._place(socket)
        self._prove(socket)

    def _round_robin(self, stream: Stream) -> RoundRobin:
        return self._round_robins.setdefault(stream, RoundRobin())

    def _peers(self, socket: SocketTraffic) -> list[str]:
        """The peers that a socket deals to, foreign ones by address; empty unless all of them are known."""
        peers = self._roster.receivers(socket.way) + self._strangers.now_at(socket)
        return peers if len(peers) == socket.handshakes or len(peers) == 1 >= socket.handshakes else []

    def _is_any_full(self, peers: list[str], socket: SocketTraffic) -> bool:
        """Whether a peer is full: it may be skipped from now on, which would change the turn."""
        room = socket.hwm("SNDHWM")
        if self._pipes.longest < room:
            return False
        for peer in peers:
            if peer not in self._roster.nodes:
                continue
            waiting = len(self._pipes.between(socket.stream, peer).waiting)
            if waiting >= room and waiting >= room + self._room_at(peer, socket.way):
                return True
        return False

    def _room_at(self, peer: str, way: Way) -> float:
        sockets = self._roster.nodes[peer].sockets.values()
        return next((socket.hwm("RCVHWM") for socket in sockets if socket.from_way == way), 0)

    def _place(self, socket: SocketTraffic) -> None:
        """More is known of the turn: place the messages that could not be placed before."""
        for message in self._unplaced.pop(socket.stream, ()):
            if not message.is_settled:
                self.add(message, socket)

    def place_all(self) -> None:
        """A node has joined, and unplaced messages may wait for it."""
        for stream in list(self._unplaced):
            socket = self._roster.sender(stream)
            if socket is not None and (socket.deals or socket.kind.has_one_peer):
                self._place(socket)

    def take_back(self, stream: Stream) -> None:
        """The places of all messages of a stream are unknown from now on."""
        unplaced = [*self._unplaced.get(stream, ()), *self._pipes.take_back(stream)]
        self._unplaced[stream] = deque(sorted(unplaced, key=lambda message: message.number))

    def forget_turn(self, stream: Stream, after: int) -> None:
        """The turn is unknown from now on, and so is the place of every message that was placed by it."""
        self._round_robin(stream).forget(after)
        receivers, socket = self._roster.receivers(stream[1]), self._roster.sender(stream)
        strangers = self._strangers.at(socket) if socket else []
        if len(receivers) > 1 or strangers:
            unplaced = [*self._unplaced.get(stream, ()), *self._pipes.take_back(stream)]
            if strangers:
                proved = min((self._pipes.between(stream, name).front for name in receivers), default=after)
                unplaced += self._handed_over.take_back_after(stream, proved)
            self._unplaced[stream] = deque(sorted(unplaced, key=lambda message: message.number))

    def peers_changed(self, socket: SocketTraffic, time_ns: int) -> None:
        """A socket's peers have changed: it deals in another turn from now on."""
        self._round_robin(socket.stream).change_peers(socket.numbered, time_ns)

    def _prove(self, socket: SocketTraffic) -> None:
        """Pipes keep order: a message that every receiver but one has overtaken waits at that one, or died with it.

        Where foreign peers were among the receivers, a message that every node has overtaken went to a foreign peer.
        """
        stream = socket.stream
        if not socket.binds or not self._first_unplaced(stream):
            return
        living = self._roster.receivers(socket.way)
        fronts = [(name, self._pipes.between(stream, name).front) for name in living]
        for message in list(islice(self._unplaced[stream], LOOKED_AT)):
            if message.is_settled:
                continue
            number, time_ns = message.number, message.time_ns
            candidates = [name for name, front in fronts if front < number]  # living, and without any later message
            candidates += self._dead(message, socket)
            strangers = self._strangers.were_at(socket, time_ns)
            if not candidates and strangers:
                self._handed_over.add(message, stream, strangers[0] if len(strangers) == 1 else FOREIGN)
            if len(candidates) != 1 or strangers:
                continue
            if candidates[0] in living:
                self._pipes.put(message, stream, candidates[0])
            else:
                self._pipes.find_dead(message, stream, candidates[0])

    def _dead(self, message: Message, socket: SocketTraffic) -> list[str]:
        """The nodes that have ended, and to which this message may still have been dealt."""
        if not socket.binds:
            return []
        names = dict.fromkeys((*self._roster.former_receivers(socket.way), *self._roster.receivers(socket.way)))
        since = message.time_ns - PIPE_ENDS_NS
        return [name for name in names if since < self._noticed_ns(name, socket)]

    def _noticed_ns(self, name: str, socket: SocketTraffic) -> int:
        """When the sender noticed that this node was dead, and stopped sending to it; 0 if the node never ended."""
        ended_ns = self._roster.nodes[name].life.ended_ns
        if abs(socket.last_disconnect_ns - ended_ns) < NOTICED_NS:
            return socket.last_disconnect_ns
        return ended_ns + NOTICED_NS if ended_ns else 0

    def is_too_late(self, message: Message, receiver: str, socket: SocketTraffic) -> bool:
        """Whether `socket`, which binds, had noticed that a receiver was dead before it sent a message there."""
        if self._roster.nodes[receiver].state.alive or not socket.binds:
            return False
        return message.time_ns >= self._noticed_ns(receiver, socket)

    def take_out(self, stream: Stream, is_gone: Callable[[Message], bool]) -> list[Message]:
        """Forget the unplaced messages of a stream that are gone, and return them."""
        unplaced = self._unplaced.get(stream, ())
        return [message for message in unplaced if not message.is_settled and is_gone(message)]

    def drop(self, way: Way) -> None:
        """Forget the unplaced messages of a direction: their place is no longer needed."""
        for stream in [stream for stream in self._unplaced if stream[1] == way]:
            del self._unplaced[stream]
