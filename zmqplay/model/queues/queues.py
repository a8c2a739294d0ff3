"""Queues: where each message waits that was sent and has not arrived, and which messages can no longer arrive.

A pipe keeps order (RFC 28, 29, 30): when a later message of the same sender arrives, earlier messages due at the same
receiver are lost. Messages in the pipes of a dead peer are lost too, unless they still are at a sender that connects,
whose pipe outlives the connection (RFC 30: queues of outgoing connections).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.room import Room, why_no_room
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.peers import Peers
from zmqplay.model.queues.handed_over import HandedOver
from zmqplay.model.queues.left_behind import LeftBehind
from zmqplay.model.queues.pipes import Pipe, Pipes
from zmqplay.model.queues.placement import Placement
from zmqplay.model.queues.thrown_away import lose_replies, lose_unsubscribed, take_kept, throw_away, why_overtaken
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.strangers import Strangers
from zmqplay.wire import Tally


class Queues:
    """All queues of a session, as long as every message is seen."""

    def __init__(self, roster: Roster, log: MessageLog, peers: Peers) -> None:
        self.handed_over = HandedOver()
        self.incomplete: set[Way] = set()
        """Directions in which messages have passed, at any time, that were not matched one by one."""
        self._roster = roster
        self._peers = peers
        self._strangers = strangers = Strangers(peers)
        self._pipes = Pipes(roster, log)
        self._left_behind = LeftBehind(roster)
        self._placement = Placement(roster, self._pipes, strangers, self.handed_over)
        self.room = Room(roster)
        self._unknown: set[Way] = set()
        """Directions in which unseen messages have passed, until all have arrived."""
        self._seen_since: dict[Way, int] = {}
        """When the unseen messages of a direction had all arrived, the last time."""

    # --- what is known

    def lost(self, way: Way, receiver: str = "") -> Counter[str]:
        """Losses in a direction, or in it to one receiver, by reason."""
        return self._pipes.lost(way, receiver)

    def lost_between(self, sender: str, receiver: str, wire: str) -> Counter[str]:
        """Losses seen between two nodes, by reason."""
        pipes = self._pipes.between_nodes(sender, receiver, wire)
        return sum((pipe.lost for pipe in pipes), Counter())

    def lost_numbers(self, sender: str, receiver: str, wire: str) -> list[int]:
        """The numbers of the first messages that were lost between two nodes."""
        return [number for pipe in self._pipes.between_nodes(sender, receiver, wire) for number in pipe.lost_numbers]

    def waiting(self, sender: str, receiver: str, way: Way) -> int | None:
        """The number of messages that wait between two nodes; None if unknown."""
        if way in self._unknown or not self._placement.knows_all(sender, way):
            return None
        return self.placed_between(sender, receiver, way[0])

    def is_empty(self, way: Way, receiver: str = "") -> bool:
        """Whether it is known one by one that no message waits in a direction, or in it for one receiver."""
        if way in self.incomplete or self._placement.oldest_unplaced_ns(way) is not None:
            return False
        return not any(pipe.waiting for pipe in self._pipes.on(way, receiver))

    def unplaced_since_ns(self, way: Way) -> int | None:
        """When the oldest message was sent whose receiver is unknown; None without one, 0 if not all were seen."""
        return 0 if way in self._unknown else self._placement.oldest_unplaced_ns(way)

    def placed_between(self, sender: str, receiver: str, wire: str) -> int:
        """The number of messages in the pipes between two nodes, lost ones too if it is not known which are."""
        return sum(len(pipe.waiting) for pipe in self._pipes.between_nodes(sender, receiver, wire))

    def known_waiting(self, sender: str, receiver: str, wire: str) -> Tally:
        """The messages that are known one by one to wait between two nodes."""
        sizes = [one.size for pipe in self._pipes.between_nodes(sender, receiver, wire) for one in pipe.waiting]
        return Tally(len(sizes), sum(sizes))

    def spilled(self, way: Way, receiver: str) -> int:
        """Messages that found no room in the pipes to a receiver, and of which it is not known yet which they are."""
        lost = self._pipes.lost(way, receiver)
        return max(0, self.room.beyond(way, receiver) - lost[LossReason.HIGH_WATER_MARK] - lost[LossReason.CONFLATED])

    # --- what happens to a message

    def sent(self, message: Message, socket: SocketTraffic, receivers: Sequence[str]) -> None:
        """A socket sent a message that is due to all of `receivers` (a publication), or to one of them."""
        if socket.way in self._unknown:
            return
        if self._roster.has_twins(receivers):  # a node has a pipe for each of its sockets, and which one is unknown
            self._forget(socket.way)
        elif message.routing_id is not None and self._peers.owners.is_contested(message.routing_id):
            self.forget(socket.way)  # it may be due to another node
        elif socket.publishes or (len(receivers) == 1 and not (socket.deals and self._strangers.at(socket))):
            for receiver in receivers:
                is_late = not socket.publishes and self._placement.is_too_late(message, receiver, socket)
                if is_late and not self._left_behind.add(socket.way, receiver, message.time_ns):
                    self._pipes.lose(message, socket.stream, receiver, LossReason.UNROUTABLE)
                else:
                    self._pipes.put(message, socket.stream, receiver)
        else:
            self._placement.add(message, socket)

    def arrived(self, message: Message, receiver: str, socket: SocketTraffic, is_unique: bool) -> None:
        """A message that `socket` sent was received; `is_unique`: no other waiting message has the same content."""
        pipe = self._pipes.between(socket.stream, receiver)
        if not self._pipes.take_back_unseen(message, receiver):
            self._pipes.note_arrival(receiver, socket.way)
        if message.losses:  # given up, since its receiver was long silent: on a busy machine, too early
            for name in [name for name in message.losses if name == receiver or not socket.publishes]:
                self._pipes.take_back_loss(message, socket.stream, name)
        if receiver in message.waits_at:
            self._pass_over(pipe, message, socket)
        elif message.waits_at and not socket.publishes:  # was placed at another receiver
            for name in message.waits_at:
                self._pipes.between(socket.stream, name).remove(message)
            self._placement.forget_turn(socket.stream, message.number)
        if socket.deals:
            self._placement.arrived(message, pipe, socket, is_unique)

    def _pass_over(self, pipe: Pipe, message: Message, socket: SocketTraffic) -> None:
        """Messages due before `message` can no longer arrive at the pipe's receiver."""
        receiving = self._roster.nodes[pipe.receiver].sockets.values()
        conflates = socket.conflates or any(receiver.conflates for receiver in receiving)
        while pipe.waiting:
            before = pipe.pop()
            if before is message:
                return
            if socket.publishes or conflates or (socket.routes and socket.drops):
                reason = why_overtaken(before, pipe, socket, conflates, roster=self._roster, room=self.room)
                is_refused = socket.routes and reason is LossReason.HIGH_WATER_MARK
                if is_refused and self._pipes.longest < socket.hwm("SNDHWM"):
                    self.forget(socket.way)  # no queue was ever full: another node has the routing id than was thought
                    return
                self._pipes.lose(before, pipe.stream, pipe.receiver, reason)
            else:
                self._placement.add(before, socket)

    # --- what happens to the ends

    def peers_changed(self, socket: SocketTraffic, time_ns: int) -> None:
        """A peer has connected to a socket, or disconnected."""
        if socket.binds and socket.deals:
            self._placement.peers_changed(socket, time_ns)

    def starts(self, receiver: str) -> None:
        """A node starts, or starts again: no message that was sent before is dealt to it."""
        self._pipes.start(receiver, {s.stream: s.numbered for s in self._roster.all_sockets() if s.is_placed})

    def joined(self) -> None:
        """A node takes part from now on."""
        self._placement.place_all()

    def left(self, receiver: str) -> None:
        """A node has ended: messages that waited there are lost, unless their sender still has them."""
        for way in self._pipes.ways_to(receiver):
            self._pipes.take_unseen(receiver, way)
            if not self._left_behind.add(way, receiver):
                self._lose_left(way, receiver, self._roster.nodes[receiver].life.alive_ns)

    def lose_left_behind(self, now_ns: int | None = None) -> None:
        """Lose what waited for nodes that have ended, and is theirs for certain by now; all of it without a time."""
        for end in self._left_behind.take(now_ns):
            self._lose_left(*end)

    def _lose_left(self, way: Way, receiver: str, alive_ns: int) -> None:
        for pipe in self._pipes.on(way, receiver):
            if (kept := take_kept(pipe, self._roster, alive_ns)) is not None:
                self._lose_all(pipe, LossReason.PEER_DIED)
                self._placement.add_again(pipe, kept)

    def forget(self, way: Way) -> None:
        """More messages pass than are seen: their places are unknown until all have arrived."""
        self.incomplete.add(way)
        self._forget(way)

    def _forget(self, way: Way) -> None:
        if way not in self._unknown:
            self._unknown.add(way)
            self._placement.drop(way)
            for pipe in self._pipes.on(way):
                pipe.empty()

    def doubt(self, socket: SocketTraffic) -> None:
        """What a socket has sent may wait for another receiver than was thought."""
        self._placement.take_back(socket.stream)

    def missed(self, way: Way, time_ns: int) -> None:
        """A message was received at `time_ns` that was not seen when sent: forget, unless all have arrived since."""
        if time_ns > self._seen_since.get(way, 0):
            self._forget(way)

    def all_arrived(self, way: Way, now_ns: int) -> None:
        """Nothing is under way: messages sent from now on are seen from the beginning."""
        if way in self._unknown:
            self._unknown.discard(way)
            self._seen_since[way] = now_ns
            for socket in self._roster.all_sockets():
                if socket.way == way:
                    self._placement.peers_changed(socket, now_ns)
                elif socket.from_way == way:
                    self._pipes.note_all_arrived(socket.node, way)

    def give_up(self, way: Way, reason: LossReason, receiver: str, most: int) -> int:
        """Messages that wait in a direction, or in it for one receiver, can no longer arrive; return their number.

        By the counts, `most` can wait: if more seem to, some have arrived under another name, and which is unknown.
        """
        self._placement.drop(way)
        pipes = list(self._pipes.on(way, receiver))
        if sum(len(pipe.waiting) for pipe in pipes) > most:
            self._forget(way)
            return 0
        return sum(self._lose_all(pipe, reason) for pipe in pipes)

    def take_back(self, way: Way, most: int) -> Counter[str]:
        """By the counts, so many messages have arrived that seemed lost, unknown which; return their reasons."""
        return Counter(islice(self._pipes.take_back_last(way), most))

    def lose_unsubscribed(self, way: Way, receiver: str) -> int:
        """A subscriber has taken all that it wants: what it no longer subscribes to is gone; return the number."""
        return lose_unsubscribed(way, receiver, pipes=self._pipes, roster=self._roster)

    def lose_replies(self, way: Way, receiver: str, *, most: int, awaited: int) -> int:
        """Replies to closed sockets can no longer arrive; return the number of messages."""
        return lose_replies(way, receiver, most=most, awaited=awaited, pipes=self._pipes, placement=self._placement)

    def throw_away(self, sender: SocketTraffic, reason: LossReason) -> int:
        """A socket has thrown away what it had sent; return the number of messages that are known one by one."""
        return throw_away(sender, reason, pipes=self._pipes, placement=self._placement, roster=self._roster)

    def _lose_all(self, pipe: Pipe, reason: LossReason) -> int:
        """Lose everything in a pipe, the last ones for want of room unless known one by one; return the number."""
        fitting = len(pipe.waiting) - self.spilled(pipe.way, pipe.receiver)
        messages, receiver = pipe.empty(), self._roster.nodes[pipe.receiver]
        sockets = (*self._roster.senders(pipe.stream), *receiver.sockets.values())
        for place, message in enumerate(messages):
            why = reason if place < fitting else why_no_room(sockets)
            self._pipes.lose(message, pipe.stream, pipe.receiver, why)
        return len(messages)
