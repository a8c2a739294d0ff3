"""Match each message that a socket sent with those that others received, by its content."""

from __future__ import annotations

from collections import deque
from itertools import islice

from zmqplay.model.causes import LossReason
from zmqplay.model.kinds import Receives, Sends
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.messages.discards import Discards
from zmqplay.model.messages.messages import PATIENCE_NS, Delivery, Message, MessageLog, Origin
from zmqplay.model.messages.pairs import Key, Pairs, Seen
from zmqplay.model.messages.received import Received, delivery_of
from zmqplay.model.messages.thinning import MATCHED_LOADED, thinned_out
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.wire import Report, Sample

Sent = tuple[Message, SocketTraffic]
"""A message, and the socket that sent it."""

OPEN_KEPT = 20_000
"""Most messages that may wait for their receivers at one time."""

ALIKE_COMPARED, ALIKE_KEPT = 16, 1_000
"""Of messages with the same content: how many are compared with a receive, and how many may wait."""

GIVEN_UP_KEPT = 1_000
"""Most messages shown as received only that may still be matched with their send."""

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
        self._received = Received(roster, log, peers)
        self._discards = Discards(log)
        self._open: dict[Key, deque[Sent]] = {}
        self._open_order: deque[tuple[Key, Message]] = deque()
        self._unmatched: dict[Key, deque[tuple[int, SocketTraffic, Sample]]] = {}
        """Receives whose send has not been seen yet, each with the deadline for waiting."""
        self._given_up: dict[Key, deque[tuple[Message, SocketTraffic, Sample]]] = {}
        """Receives that were shown alone; their send may still be reported, e.g. when a frozen node is thawed."""
        self._deadlines: deque[tuple[int, Key]] = deque()
        """Deadlines of unmatched receives, earliest first."""
        self._matched = 0  # since the last tick
        self.seen: dict[tuple[str, str, Way], Seen] = {}
        """By sender, receiver and direction."""
        self.sampled = False
        """Some messages of this session were not matched."""
        self._pairs = Pairs(peers, self._received)

    def take(self, node: NodeTraffic, report: Report, now_ns: int) -> None:
        """Take a report's samples, and what the role has discarded."""
        samples, sampled = report.samples, report.sampled
        if sampled or self._matched + len(samples) > MATCHED_CALM:
            self.sampled = True
            for socket in node.sockets.values():
                for way in socket.way, socket.from_way:
                    self._queues.forget(way)
                    self._pairs.some_unseen(way, now_ns)
            samples = thinned_out(samples, max(1, MATCHED_LOADED // len(self._roster.nodes)), report.limit)
        self._matched += len(samples)
        for sample in samples:
            self._take(node.sockets[sample.socket], sample, sampled, now_ns)
        if not node.sampled:  # else it may have discarded one that was not shown
            self._discards.take(node.name, report.discards)

    def _take(self, socket: SocketTraffic, sample: Sample, sampled: bool, now_ns: int) -> None:
        kind = socket.kind
        if kind.sends is Sends.SUBSCRIPTIONS if sample.sent else kind.receives is Receives.SUBSCRIPTIONS:
            if not sample.sent:
                self._received.show_subscription(socket, sample)
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
        given_up = self._given_up.get(key)
        alone = self._given_up.pop(key) if given_up and given_up[0][2].time_ns >= sample.time_ns else ()
        message = Message(
            -1, Origin(socket.before + sample.number, sample.time_ns), socket.node, socket.wire,
            sample.heads, sample.sizes, socket.type,
            topic=first if socket.publishes else None,
            routing_id=first if socket.routes else None,
            expected=len(due) if socket.publishes else 1,
        )  # fmt: skip
        if alone:
            message = self._complete(alone[0][0], message)
        if self._roster.nodes[socket.node].ignored:
            message.losses = dict.fromkeys(due, LossReason.IGNORED)
        elif due or socket.deals:
            self._queues.sent(message, socket, due)
        if shown and not alone:
            self._log.add(message)
        if message.expected:
            self._await(key, message, socket)
        for _, receiver, received in alone:
            if not self._match(key, receiver, received):  # as far as known, the message was due to no node
                self._log.deliver(message, delivery_of(receiver, received))
        unmatched = self._unmatched.get(key)
        while unmatched and self._match(key, *unmatched[0][1:]):
            unmatched.popleft()
            if not unmatched:
                del self._unmatched[key]

    def _complete(self, shown: Message, sent: Message) -> Message:
        """Fill the row of a message that was shown as received only with all that its send tells."""
        shown.deliveries = []
        for name in ("origin", "sender", "heads", "sizes", "socket", "topic", "routing_id", "expected"):
            setattr(shown, name, getattr(sent, name))
        return shown

    def _await(self, key: Key, message: Message, socket: SocketTraffic) -> None:
        """Keep a message for its receivers' reports; above `OPEN_KEPT`, the oldest is dropped."""
        self._pairs.sent(key, message)
        alike = self._open.setdefault(key, deque())
        alike.append((message, socket))
        self._open_order.append((key, message))
        if len(alike) > ALIKE_KEPT:
            self._drop(key, alike[0][0])
        if len(self._open_order) > OPEN_KEPT:
            self._drop(*self._open_order.popleft())

    def _drop(self, key: Key, message: Message) -> None:
        self._close(key, message)
        self._queues.incomplete.add(key[0])

    def _due(self, socket: SocketTraffic, first: bytes) -> list[str]:
        """The nodes to which a message is due: all of them if it is published, else one of them."""
        if socket.publishes:
            return self._audience.of(socket, first)
        if socket.routes:
            owner = self._peers.owner(first)
            return [owner] if owner else []
        return self._roster.receivers(socket.way)

    def _match(self, key: Key, socket: SocketTraffic, sample: Sample) -> bool:
        """Find the message that was received here, if its send was seen, and record the delivery."""
        self._pairs.received(key, socket, sample)
        alike = self._open.get(key)
        if not alike:
            return False
        is_unique = len(alike) == 1
        since_ns = self._pairs.unseen_ns(key)  # before that, equal messages may have passed that nobody saw
        if is_unique:
            message, sender = alike[0]
            if message.time_ns > sample.time_ns or not self._may_receive(socket, message):
                return False
            if message.time_ns <= since_ns and not self._pairs.is_sure(key, message, socket, sample):
                return False
        else:
            may_be = (sent for sent in alike if since_ns < sent[0].time_ns <= sample.time_ns)
            fitting = list(islice((sent for sent in may_be if self._may_receive(socket, sent[0])), ALIKE_COMPARED))
            if not fitting:
                return False
            message, sender = next((sent for sent in fitting if socket.node in sent[0].waits_at), fitting[0])
        self._deliver(message, sender, socket, sample, is_unique=is_unique)
        if len(message.deliveries) >= message.expected:
            self._close(key, message)
        return True

    def _may_receive(self, socket: SocketTraffic, message: Message) -> bool:
        if message.routing_id is not None:
            return self._peers.owner(message.routing_id) in (socket.node, None)
        node, number = socket.node, socket.number
        for delivery in message.deliveries:  # noqa: SIM110  # a hot path: a generator is slower
            if delivery.node == node and delivery.socket == number:
                return False
        return True

    def _deliver(
        self, message: Message, sender: SocketTraffic, socket: SocketTraffic, sample: Sample, *, is_unique: bool
    ) -> None:
        heads, sizes = sample.heads, sample.sizes
        if (heads, sizes) == (message.heads, message.sizes):
            heads, sizes = message.heads, message.sizes  # shared, not kept twice
        self._log.deliver(message, Delivery(socket.node, sample.time_ns, heads, sizes, socket.number))
        self._queues.arrived(message, socket.node, sender, is_unique)
        if message.row < 0:
            self._log.add(message)
        if socket.routes and sample.heads and is_unique:
            self._peers.learn(sample.heads[0], message.sender)
        ends = message.sender, socket.node, socket.from_way
        seen = self.seen.get(ends)
        if seen is None:
            seen = self.seen[ends] = Seen()
            self._roster.heard.update(ends[:2])
        seen.delivered += 1
        seen.latencies.extend((sample.time_ns - message.time_ns,))

    def _close(self, key: Key, message: Message) -> None:
        """Forget a message for which no further receive is expected."""
        if not (alike := self._open.get(key)):
            return
        if alike[0][0] is message:
            alike.popleft()
        else:
            place = next((place for place, sent in enumerate(alike) if sent[0] is message), None)
            if place is not None:
                del alike[place]
        if not alike:
            del self._open[key]

    def tick(self, now_ns: int) -> None:
        """Show receives whose send was not seen by the deadline."""
        self._matched = 0
        self._discards.tick(now_ns)
        self._received.forget_senders()
        while self._open_order and len(self._open_order[0][1].deliveries) >= self._open_order[0][1].expected:
            self._open_order.popleft()
        while self._deadlines and self._deadlines[0][0] <= now_ns:
            unmatched = self._unmatched.get(key := self._deadlines.popleft()[1])
            while unmatched and unmatched[0][0] <= now_ns:
                self._give_up(key, *unmatched.popleft()[1:])
            if unmatched is not None and not unmatched:
                del self._unmatched[key]

    def _give_up(self, key: Key, socket: SocketTraffic, sample: Sample) -> None:
        """Show a receive alone; if one of our nodes sent it, forget where messages wait, until all have arrived."""
        message, is_foreign = self._received.show(socket, sample, self.sampled)
        if not is_foreign:
            self._queues.missed(socket.from_way, sample.time_ns)
        if not self.sampled:
            self._given_up.setdefault(key, deque()).append((message, socket, sample))
            if len(self._given_up) > GIVEN_UP_KEPT:
                del self._given_up[next(iter(self._given_up))]
