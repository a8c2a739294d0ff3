"""Match each message that a socket sent with those that others received, by its content."""

from __future__ import annotations

from collections import deque

from zmqplay.model.causes import LossReason
from zmqplay.model.kinds import Receives, Sends
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.messages.candidates import Candidates
from zmqplay.model.messages.discards import Discards
from zmqplay.model.messages.messages import PATIENCE_NS, Delivery, Message, MessageLog, Origin
from zmqplay.model.messages.open import Open
from zmqplay.model.messages.pairs import Pairs, Seen, Sent, likeliest
from zmqplay.model.messages.proofs import Proofs
from zmqplay.model.messages.received import Key, Received, delivery_of
from zmqplay.model.messages.replies import Replies
from zmqplay.model.messages.thinning import MATCHED_LOADED, Floods, thinned_out
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.spread import Spread
from zmqplay.model.strangers import Strangers
from zmqplay.wire import Report, Sample

MATCHED_CALM = 2_000
"""Samples matched between two ticks, as long as the nodes show every message."""


class Matching:
    """Pairs the samples of senders with those of receivers, in either order."""

    def __init__(self, *, roster: Roster, log: MessageLog, peers: Peers, audience: Audience, queues: Queues) -> None:
        self._roster = roster
        self._log = log
        self._peers = peers
        self._audience = audience
        self._queues = queues
        self.received = Received(roster, log, peers)
        self.discards = Discards(log)
        self._unmatched: dict[Key, deque[tuple[int, SocketTraffic, Sample]]] = {}
        """Receives whose send has not been seen yet, each with the deadline for waiting."""
        self._deadlines: deque[tuple[int, Key]] = deque()
        """Deadlines of unmatched receives, earliest first."""
        self._matched = 0  # since the last tick
        self.seen: dict[tuple[str, str, Way], Seen] = {}
        """By sender, receiver and direction."""
        self.replies = Replies(roster, Strangers(peers), queues)
        self.sampled = False
        """Some messages of this session were not matched."""
        self.pairs = Pairs(peers, self.received)
        self._open = Open(roster, queues, self.pairs)
        self._proofs = Proofs(roster, peers)
        self._candidates = Candidates(roster, peers, self._proofs)
        self._floods = Floods()

    def take(self, node: NodeTraffic, report: Report, now_ns: int, *, has_gap: bool) -> None:
        """Take a report's samples, and what the role has discarded; `has_gap`: reports before this one are missing."""
        samples, sampled = report.samples, self._floods.is_in(node, report, now_ns)
        if sampled or has_gap or self._matched + len(samples) > MATCHED_CALM:
            self.sampled = True
            for socket in node.sockets.values():
                for way in socket.way, socket.from_way:
                    self._queues.forget(way)
                    if self.pairs.some_unseen(way, now_ns):
                        self._forget_latencies(way)
            samples = thinned_out(samples, max(1, MATCHED_LOADED // len(self._roster.nodes)), report.limit)
        self._matched += len(samples)
        for sample in samples:
            self._take(node.sockets[sample.socket], sample, sampled, now_ns)
        if not node.sampled:  # else it may have discarded one that was not shown
            self.discards.take(node.name, report)

    def _forget_latencies(self, way: Way) -> None:
        """A flood begins: of its messages few are measured, and those before it, all measured, would outvote them."""
        for (_, _, on), seen in self.seen.items():
            if on == way:
                seen.latencies = Spread()

    def _take(self, socket: SocketTraffic, sample: Sample, sampled: bool, now_ns: int) -> None:
        kind = socket.kind
        if kind.sends is Sends.SUBSCRIPTIONS if sample.sent else kind.receives is Receives.SUBSCRIPTIONS:
            if not sample.sent:
                self.received.show_subscription(socket, sample)
            return
        if sample.sent:
            if kind.drops:
                socket.note_size(sample.sizes)
            self._take_sent((socket.way, sample.digest), socket, sample, shown=not sampled)
            return
        key = socket.from_way, sample.digest
        if not self._match(key, socket, sample):
            self._unmatched.setdefault(key, deque()).append((now_ns + PATIENCE_NS, socket, sample))
            self._deadlines.append((now_ns + PATIENCE_NS, key))

    def _take_sent(self, key: Key, socket: SocketTraffic, sample: Sample, shown: bool) -> None:
        first = sample.heads[0] if sample.heads else b""
        due = self._due(socket, first)
        alone = self.received.not_alone(key, sample.time_ns)
        message = Message(
            -1, Origin(socket.before + sample.number, sample.time_ns, socket.number), socket.node, socket.wire,
            sample.heads, sample.sizes, socket.type,
            topic=first if socket.publishes else None,
            routing_id=first if socket.routes else None,
            expected=len(due) if socket.publishes else 1,
            whole=sample.whole,
        )  # fmt: skip
        if alone:
            message = alone[0][0].complete(message)
            self._log.bodies.keep(message)
        self._pass_on(message, socket, sample.number, due)
        if shown and not alone:
            self._log.add(message)
        if message.expected or socket.publishes:
            self._await(key, message, socket)
        for _, receiver, received in alone:
            if not self._match(key, receiver, received):  # as far as known, the message was due to no node
                self._log.deliver(message, delivery_of(receiver, received))
        unmatched = self._unmatched.get(key)
        while unmatched and self._match(key, *unmatched[0][1:]):
            unmatched.popleft()
            if not unmatched:
                del self._unmatched[key]

    def _pass_on(self, message: Message, socket: SocketTraffic, number: int, due: list[str]) -> None:
        if self._roster.nodes[socket.node].ignored:
            message.losses = dict.fromkeys(due, LossReason.IGNORED)
        elif socket.kind.replies:
            self.replies.sent(message, socket, number)
        elif due or socket.deals or socket.kind.has_one_peer:
            self._queues.sent(message, socket, due)

    def _await(self, key: Key, message: Message, socket: SocketTraffic) -> None:
        """Keep a message for its receivers' reports."""
        if self.pairs.sent(key, message):
            self.replies.doubt(key[0], message.sender)
        self._proofs.sent(key, socket, message.time_ns)
        self._open.add(key, message, socket)

    def _due(self, socket: SocketTraffic, first: bytes) -> list[str]:
        """The nodes to which a message is due: all of them if it is published, else one of them."""
        if socket.publishes:
            return self._audience.of(socket, first)
        if socket.routes:
            owner = self._peers.owner(first)
            return [owner] if owner else []
        return self._roster.receivers(socket.way)

    def _match(
        self, key: Key, socket: SocketTraffic, sample: Sample, *, by_id: bool = True, waits: bool = True
    ) -> bool:
        """Find the message that was received here, if its send was seen, and record the delivery.

        Unless `by_id`, equal messages with other routing ids are taken too: others were taken for these before.
        Unless it `waits`, so is one that was lost to another node, though its sender may yet tell of an equal one.
        """
        self.pairs.received(key, socket, sample)
        if not (alike := self._open.alike(key)):
            return False
        of = self._proofs.sender(socket, sample) if by_id else ""
        sent, fitting = self._pick(key, alike, socket, sample, of, by_id=by_id)
        if sent is None or (waits and self._candidates.is_outdated(sent, socket, sample)):
            return False
        message, sender = sent
        if not of:
            self.pairs.taken(key, message, fitting, socket.node, sample.time_ns)
        if socket.kind.replies:
            self.replies.asked(socket, sample.number, self.pairs.senders(key, message))
        self._deliver(message, sender, socket, sample, is_unique=not fitting)
        self._open.arrived(key, message)
        return True

    def _pick(
        self, key: Key, alike: deque[Sent], socket: SocketTraffic, sample: Sample, of: str, *, by_id: bool
    ) -> tuple[Sent | None, list[Sent]]:
        """The open message that was received here, if there is one; and all that it may be, where several are equal."""
        since_ns = self.pairs.unseen_ns(key)  # before that, equal messages may have passed that nobody saw
        if len(alike) == 1:
            message = alike[0][0]
            may_be = message.time_ns <= sample.time_ns and self._candidates.may_be(alike[0], socket, of, by_id=by_id)
            is_sure = may_be and (message.time_ns > since_ns or self.pairs.is_sure(key, message, socket, sample))
            return (alike[0] if is_sure else None), []
        fits = self._candidates.for_receive(socket, sample, of, since_ns, by_id=by_id)
        fitting = self._open.fitting(alike, socket.node, fits)
        return (likeliest(fitting, socket.node, sample) if fitting else None), fitting

    def _deliver(
        self, message: Message, sender: SocketTraffic, socket: SocketTraffic, sample: Sample, *, is_unique: bool
    ) -> None:
        heads, sizes = sample.heads, sample.sizes
        if (heads, sizes) == (message.heads, message.sizes):
            heads, sizes = message.heads, message.sizes  # shared, not kept twice
        self._log.deliver(message, Delivery(socket.node, sample.time_ns, heads, sizes, socket.number))
        if sender.publishes:
            is_told = self._roster.nodes[sender.node].doing.reported_ns >= sample.time_ns
            self._audience.missed.hears(socket.node, sender, message.number, is_certain=is_unique and is_told)
        if sender.publishes and message.waits_at and socket.node not in message.waits_at:
            message.expected += 1  # a subscriber that was joining heard it: it is still due to the others
        self._queues.arrived(message, socket.node, sender, is_unique)
        if message.row < 0:
            self._log.add(message)
        if socket.routes and sample.heads:
            self._proofs.received((socket.from_way, sample.digest), socket, sample.heads[0], sample.time_ns)
        ends = message.sender, socket.node, socket.from_way
        if (seen := self.seen.get(ends)) is None:
            seen = self.seen[ends] = Seen()
            self._roster.heard.update(ends[:2])
        seen.delivered += 1
        seen.latencies.extend((sample.time_ns - message.time_ns,))

    def tick(self, now_ns: int) -> None:
        """Show receives whose send was not seen by the deadline."""
        self._matched = 0
        self.discards.tick(now_ns)
        self.received.forget_senders()
        self._proofs.forget_senders()
        self._open.tick(now_ns)
        while self._deadlines and self._deadlines[0][0] <= now_ns:
            unmatched = self._unmatched.get(key := self._deadlines.popleft()[1])
            while unmatched and unmatched[0][0] <= now_ns:
                self._give_up(key, *unmatched.popleft()[1:])
            if unmatched is not None and not unmatched:
                del self._unmatched[key]

    def _give_up(self, key: Key, socket: SocketTraffic, sample: Sample) -> None:
        """Show a receive alone; if one of our nodes sent it, forget where messages wait, until all have arrived."""
        if self._match(key, socket, sample, by_id=not self._candidates.is_ours(socket, sample), waits=False):
            return
        message, is_foreign = self.received.show(key, socket, sample, self.sampled)
        if socket.kind.replies:
            self.replies.asked(socket, sample.number, [message.sender] if is_foreign else [])
        if not is_foreign:
            self._queues.missed(socket.from_way, sample.time_ns)
