"""Follow each message from the socket that sent it to those that received it, by its content."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from zmqplay.model.causes import LossReason
from zmqplay.model.kinds import Receives, Sends
from zmqplay.model.messages.messages import PATIENCE_NS, Delivery, Message
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.queues.queues import Queues
from zmqplay.model.sockets import Line, SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.wire import Sample

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

Key = tuple[Line, int]
"""The direction, and the digest of the message."""

OPEN_KEPT = 20_000
"""Messages that may wait for their receivers at one time."""

ALIKE_COMPARED = 16
"""Of those with the same content, so many are asked whether they wait at the receiver."""

ALIKE_KEPT = 1_000
"""Messages with the same content that may wait at one time."""

FOLLOWED_CALM = 2_000
"""Samples that are followed between two ticks as long as the nodes show all."""

FOLLOWED_LOADED = 12
"""Samples that all nodes together are followed by in each of their windows, when they show some. Nobody reads more."""


class Link:
    """What was seen to go from one node to another."""

    def __init__(self) -> None:
        self.delivered = 0
        self.latencies = Spread()


class Following:
    """Pairs the samples of senders with those of receivers, in whichever order they come."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._open: dict[Key, deque[Message]] = {}
        self._open_order: deque[tuple[Key, Message]] = deque()
        self._unpaired: dict[Key, deque[tuple[int, SocketTraffic, Sample]]] = {}
        self._patience: deque[tuple[int, Key]] = deque()
        """When it is over for what of the unpaired; the first is the next."""
        self.links: dict[tuple[str, str], Link] = {}
        self._followed = 0
        self._senders: dict[Line, tuple[set[str], bool]] = {}
        """Who can send on a line, and whether they bind; since the last tick."""
        self.queues = Queues(traffic)
        self.sampled = False
        """Some messages of this session were not followed."""

    def heard(self, node: str) -> bool:
        """Anything from or to this node was seen to arrive."""
        return any(node in ends for ends in self.links)

    def feed(self, node: NodeTraffic, samples: list[Sample], sampled: bool, now_ns: int) -> None:
        """Take a report's samples; `sampled`: its node passed more than it showed."""
        if sampled or self._followed + len(samples) > FOLLOWED_CALM:
            self.sampled = True
            for socket in node.sockets.values():
                self.queues.forget(socket.line)
                self.queues.forget(socket.from_line)
            samples = samples[: max(1, FOLLOWED_LOADED // len(self._traffic.nodes))]
        self._followed += len(samples)
        for sample in samples:
            self._feed(node.sockets[sample.socket], sample, sampled, now_ns)

    def _feed(self, socket: SocketTraffic, sample: Sample, sampled: bool, now_ns: int) -> None:
        kind = socket.kind
        if kind.sends is Sends.SUBSCRIPTIONS if sample.sent else kind.receives is Receives.SUBSCRIPTIONS:
            self._show_subscription(socket, sample)
            return
        if sample.sent:
            self._sent((socket.line, sample.digest), socket, sample, shown=not sampled)
            return
        key = socket.from_line, sample.digest
        if not self._received(key, socket, sample):
            self._unpaired.setdefault(key, deque()).append((now_ns + PATIENCE_NS, socket, sample))
            self._patience.append((now_ns + PATIENCE_NS, key))

    def _show_subscription(self, socket: SocketTraffic, sample: Sample) -> None:
        """A frame that begins with 1 subscribes to the topic behind it, one with 0 unsubscribes; nobody is due it."""
        if not sample.sent:
            delivery = Delivery(socket.node, sample.time_ns, sample.heads, sample.sizes)
            self._traffic.messages.add(
                Message(
                    -1, sample.time_ns, "", socket.wire, sample.heads, sample.sizes, socket.type, deliveries=[delivery]
                )
            )

    def _sent(self, key: Key, socket: SocketTraffic, sample: Sample, shown: bool) -> None:
        first = sample.heads[0] if sample.heads else b""
        due = self._due(socket, first)
        message = Message(
            -1, sample.time_ns, socket.node, socket.wire, sample.heads, sample.sizes, socket.type,
            topic=first if socket.publishes else None,
            routing_id=first if socket.routes else None,
            expected=len(due) if socket.publishes else 1,
            number=socket.before + sample.number,
        )  # fmt: skip
        if self._traffic.nodes[socket.node].ignored:
            message.lost = dict.fromkeys(due, LossReason.IGNORED)
        elif due or socket.deals:
            self.queues.sent(message, socket, due)
        if shown:
            self._traffic.messages.add(message)
        if message.expected:
            same = self._open.setdefault(key, deque())
            same.append(message)
            self._open_order.append((key, message))
            if len(same) > ALIKE_KEPT:
                self._close(key, same[0])
        if len(self._open_order) > OPEN_KEPT:
            self._close(*self._open_order.popleft())
        waiting = self._unpaired.get(key)
        while waiting and self._received(key, *waiting[0][1:]):
            waiting.popleft()
            if not waiting:
                del self._unpaired[key]

    def _due(self, socket: SocketTraffic, first: bytes) -> list[str]:
        """To whom a message is due: all of these if it is published, one of them otherwise."""
        if socket.publishes:
            return self._traffic.ledger.audience.of(socket, first)
        if socket.routes:
            owner = self._traffic.peers.owner(first)
            return [owner] if owner else []
        return self._traffic.receivers(socket.line)

    def _received(self, key: Key, socket: SocketTraffic, sample: Sample) -> bool:
        alike = self._open.get(key)
        if not alike:
            return False
        sent_before = (message for message in alike if message.time_ns <= sample.time_ns)
        fitting = list(islice((m for m in sent_before if self._may_receive(socket.node, m)), ALIKE_COMPARED))
        if not fitting:
            return False
        message = next((m for m in fitting if socket.node in m.waits_at), fitting[0])
        self._deliver(message, socket, sample, is_unique=len(alike) == 1)
        if len(message.deliveries) >= message.expected:
            self._close(key, message)
        return True

    def _may_receive(self, node: str, message: Message) -> bool:
        if message.routing_id is not None:
            return self._traffic.peers.owner(message.routing_id) in (node, None)
        return all(delivery.node != node for delivery in message.deliveries)

    def _deliver(self, message: Message, socket: SocketTraffic, sample: Sample, is_unique: bool) -> None:
        heads, sizes = sample.heads, sample.sizes
        if (heads, sizes) == (message.heads, message.sizes):
            heads, sizes = message.heads, message.sizes  # kept once
        message.deliveries.append(Delivery(socket.node, sample.time_ns, heads, sizes))
        for sender in self._traffic.nodes[message.sender].sockets.values():
            if sender.line == socket.from_line:
                self.queues.arrived(message, socket.node, sender, is_unique)
        if message.row < 0:
            self._traffic.messages.add(message)
        self._traffic.messages.version += 1
        if socket.routes and sample.heads:
            self._traffic.peers.learn(sample.heads[0], message.sender)
        link = self.links.setdefault((message.sender, socket.node), Link())
        link.delivered += 1
        link.latencies.extend((sample.time_ns - message.time_ns,))

    def _close(self, key: Key, message: Message) -> None:
        waiting = self._open.get(key)
        if waiting is None:
            return
        if waiting[0] is message:
            waiting.popleft()
        elif message in waiting:
            waiting.remove(message)
        if not waiting:
            del self._open[key]

    def tick(self, now_ns: int) -> None:
        """Show what was received from a sender that was not seen."""
        self._followed = 0
        self._senders.clear()
        while self._open_order and len(self._open_order[0][1].deliveries) >= self._open_order[0][1].expected:
            self._open_order.popleft()
        while self._patience and self._patience[0][0] <= now_ns:
            key = self._patience.popleft()[1]
            waiting = self._unpaired.get(key)
            while waiting and waiting[0][0] <= now_ns:
                self._show_received(key, *waiting.popleft()[1:])
            if waiting is not None and not waiting:
                del self._unpaired[key]

    def _show_received(self, key: Key, socket: SocketTraffic, sample: Sample) -> None:
        first = sample.heads[0] if sample.heads else b""
        sender = self._only_sender(key[0], sample.time_ns)
        message = Message(
            -1, sample.time_ns, sender, socket.wire, sample.heads, sample.sizes, socket.type,
            topic=first if socket.subscribes else None,
            deliveries=[Delivery(socket.node, sample.time_ns, sample.heads, sample.sizes)],
        )  # fmt: skip
        self._traffic.messages.add(message, ordered=not self.sampled)

    def _only_sender(self, line: Line, time_ns: int) -> str:
        """The one that can have sent it, or nothing if there are several."""
        if line not in self._senders:
            sending = [socket for socket in self._traffic.sockets() if socket.line == line]
            self._senders[line] = {s.node for s in sending}, any(socket.binds for socket in sending)
        ours, bind = self._senders[line]
        peers = [] if bind else self._traffic.peers.on_wire(line[0])
        strangers = [peer.address for peer in peers if peer.was_there(time_ns)]
        if strangers and not self.sampled:
            return strangers[0] if len(strangers) == 1 else "foreign"
        return next(iter(ours)) if len(ours) == 1 and not strangers else ""
