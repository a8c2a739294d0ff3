"""Where the messages wait that were seen to be sent and not to arrive, and which of them can no longer arrive.

A pipe keeps order (RFC 28, 29, 30): when a later message of the same sender arrives, what was due before it at the same
receiver is lost. What waits at a peer that dies is lost too, unless it is still in the pipe of a sender that connects,
which outlives the connection (RFC 30: queues of outgoing connections).
"""

from __future__ import annotations

from collections import Counter

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.queues.pipes import Pipe, Pipes
from zmqplay.model.queues.placement import Placement
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import HWM, SocketTraffic, Way

UNSENT_BYTES = 32_768
"""What the kernel takes at any time: a pipe with fewer bytes has left its sender."""


class Queues:
    """All queues of a session, as far as every message is seen."""

    def __init__(self, roster: Roster, log: MessageLog) -> None:
        self._roster = roster
        self._pipes = Pipes(roster, log)
        self._placement = Placement(roster, self._pipes)
        self._unknown: set[Way] = set()
        """Ways on which messages have passed that were not seen, and not all has arrived since."""

    # --- what is known

    def lost(self, way: Way, receiver: str = "") -> Counter[str]:
        """What was lost on a way, or of it on the way to one receiver, by reason."""
        return self._pipes.lost(way, receiver)

    def lost_between(self, sender: str, receiver: str, wire: str) -> Counter[str]:
        """What was seen to be lost between two nodes, by reason."""
        pipes = self._pipes.between_nodes(sender, receiver, wire)
        return sum((pipe.lost for pipe in pipes), Counter())

    def lost_numbers(self, sender: str, receiver: str, wire: str) -> list[int]:
        """The numbers of the first messages that were lost between two nodes."""
        return [number for pipe in self._pipes.between_nodes(sender, receiver, wire) for number in pipe.lost_numbers]

    def waiting(self, sender: str, receiver: str, way: Way) -> int | None:
        """How many messages wait between two nodes; None if that cannot be told."""
        if way in self._unknown or not self._placement.knows_all(sender, way):
            return None
        return sum(len(pipe.waiting) for pipe in self._pipes.between_nodes(sender, receiver, way[0]))

    # --- what happens to a message

    def sent(self, message: Message, socket: SocketTraffic, receivers: list[str]) -> None:
        """A socket sent a message that is due to all of these (a publication), or to one of them."""
        if socket.way in self._unknown:
            return
        if self._roster.has_twins(receivers):  # a node has a pipe to each of its sockets, and nobody can tell which
            self.forget(socket.way)
        elif socket.publishes or len(receivers) == 1:
            for receiver in receivers:
                self._pipes.put(message, socket.stream, receiver)
        else:
            self._placement.add(message, socket)

    def arrived(self, message: Message, receiver: str, socket: SocketTraffic, is_unique: bool) -> None:
        """A message that `socket` sent was received; `is_unique`: no other that waits has the same content."""
        pipe = self._pipes.between(socket.stream, receiver)
        self._pipes.note_arrival(receiver, socket.way)
        if receiver in message.waits_at:
            self._pass_over(pipe, message, socket)
        elif message.waits_at:  # it was thought to wait elsewhere
            self._placement.forget_turn(socket.stream, message.number)
        if socket.deals:
            self._placement.arrived(message, pipe, socket, is_unique)

    def _pass_over(self, pipe: Pipe, message: Message, socket: SocketTraffic) -> None:
        """What was due before `message` can no longer arrive there."""
        conflates = self._conflates(pipe.receiver)
        reason = LossReason.CONFLATED if conflates else LossReason.HIGH_WATER_MARK
        while pipe.waiting:
            before = pipe.pop()
            if before is message:
                return
            if socket.publishes or conflates:
                self._pipes.lose(before, pipe.stream, pipe.receiver, reason)
            else:
                self._placement.add(before, socket)

    def _conflates(self, receiver: str) -> bool:
        return any(socket.conflates for socket in self._roster.nodes[receiver].sockets.values())

    # --- what happens to the ends

    def peers_changed(self, socket: SocketTraffic, time_ns: int) -> None:
        """A peer has connected to a socket, or has gone."""
        if socket.binds and socket.deals:
            self._placement.peers_changed(socket, time_ns)

    def starts(self, receiver: str) -> None:
        """A node starts, or starts again: what was sent before to peers that connect is not dealt to it."""
        self._pipes.start(receiver, {s.stream: s.numbered for s in self._roster.all_sockets() if s.is_placed})

    def joined(self) -> None:
        """A node takes part from now on."""
        self._placement.place_all()

    def left(self, receiver: str) -> None:
        """A node has ended: what waited there is lost, unless its sender still has it."""
        for way in self._pipes.ways_to(receiver):
            self._take_unseen(receiver, way)
            for pipe in self._pipes.on(way, receiver):
                if self._has_left_sender(pipe):
                    self._pipes.lose_all(pipe, LossReason.PEER_DIED)

    def _take_unseen(self, receiver: str, way: Way) -> None:
        """The messages that a killed node received, and could not report, are those that had waited longest there."""
        waiting = [(message, pipe) for pipe in self._pipes.on(way, receiver) for message in pipe.waiting]
        waiting.sort(key=lambda one: one[0].time_ns)
        for message, pipe in waiting[: self._pipes.unaccounted(receiver, way)]:
            pipe.remove(message)
            self._pipes.find_dead(message, pipe.stream, receiver)

    def _has_left_sender(self, pipe: Pipe) -> bool:
        """All that waits has gone to the peer: the pipe dies with it, or holds too little to have kept anything."""
        if all(socket.binds for socket in self._roster.senders(pipe.stream)):
            return True
        return len(pipe.waiting) < HWM and sum(message.size for message in pipe.waiting) < UNSENT_BYTES

    def forget(self, way: Way) -> None:
        """More passes than is seen: where it waits cannot be told until all has arrived."""
        if way not in self._unknown:
            self._unknown.add(way)
            self._placement.drop(way)
            for pipe in self._pipes.on(way):
                pipe.empty()

    def all_arrived(self, way: Way, now_ns: int) -> None:
        """Nothing is under way: what is sent from now on is seen from the beginning."""
        if way in self._unknown:
            self._unknown.discard(way)
            for socket in self._roster.all_sockets():
                if socket.way == way:
                    self._placement.peers_changed(socket, now_ns)
                elif socket.from_way == way:
                    self._pipes.note_all_arrived(socket.node, way)

    def give_up(self, way: Way, reason: LossReason, receiver: str = "") -> int:
        """What waits on a way, or of it for one receiver, can no longer arrive; return how many messages that is."""
        self._placement.drop(way)
        return sum(self._pipes.lose_all(pipe, reason) for pipe in self._pipes.on(way, receiver))
