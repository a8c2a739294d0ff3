"""The directions in which messages go, and what is due in each: the counts that the ledger adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zmqplay.session.nodes import NodeState, SocketTraffic

if TYPE_CHECKING:
    from zmqplay.session.traffic import Traffic

PUBLISHERS = ("PUB", "XPUB")
SENDERS = ("PUSH", "REQ", "REP", "DEALER", "ROUTER", "PAIR")


@dataclass(slots=True)
class Flow:
    """One direction of a wire; where publishers send, one subscriber's share of it."""

    wire: str
    senders: list[SocketTraffic]
    receivers: list[SocketTraffic]
    expected: int
    delivered: int
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def key(self) -> tuple[str, bool, str]:
        """What stays the same from one update to the next."""
        subscriber = self.receivers[0].node if self.publishes else ""
        return self.wire, self.senders[0].binds, subscriber

    @property
    def publishes(self) -> bool:
        return self.senders[0].type in PUBLISHERS

    @property
    def outstanding(self) -> int:
        """What has neither arrived nor been lost."""
        return self.expected - self.delivered - self.lost.total()


def find_flows(traffic: Traffic, audience: Audience) -> Iterator[Flow]:
    """Every direction of every wire in which something can be sent."""
    ends: dict[tuple[str, bool], list[SocketTraffic]] = {}
    for socket in traffic.sockets():
        if socket.facts.bound or socket.facts.connected:
            ends.setdefault((socket.wire, socket.binds), []).append(socket)
    for (wire, bound), senders in ends.items():
        receivers = ends.get((wire, not bound), [])
        if senders[0].type in PUBLISHERS:
            for subscriber in receivers:
                delivered = subscriber.received.messages
                due = max(delivered, audience.due(subscriber, senders))
                yield Flow(wire, senders, [subscriber], due, delivered)
        elif senders[0].type in SENDERS:
            yield _flow(traffic, wire, senders, receivers)


def _flow(traffic: Traffic, wire: str, senders: list[SocketTraffic], receivers: list[SocketTraffic]) -> Flow:
    lost: Counter[str] = Counter()
    for receiver in receivers:
        lost.update(traffic.nodes[receiver.node].discarded)
    for sender in senders:
        if traffic.nodes[sender.node].ignored:
            lost["ignored"] += sender.sent.messages
    delivered = sum(receiver.received.messages for receiver in receivers) - sum(
        sum(traffic.nodes[receiver.node].discarded.values()) for receiver in receivers
    )
    expected = max(delivered + lost.total(), sum(sender.sent.messages for sender in senders))
    return Flow(wire, senders, receivers, expected, delivered, +lost)


class Audience:
    """Which publications are due to which subscriber: those of a matching topic, from when it joined till it left."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._joined: dict[str, dict[bytes, int]] = {}
        self._left: dict[str, dict[bytes, int]] = {}

    def join(self, subscriber: str) -> None:
        """Its subscriptions have arrived: what was published before is not due to it."""
        self._joined[subscriber] = self._published()

    def leave(self, subscriber: str) -> None:
        """It has ended: what is published from now on is not due to it."""
        self._left[subscriber] = self._published()

    def _published(self) -> dict[bytes, int]:
        counts: Counter[bytes] = Counter()
        for publisher in self._traffic.sockets():
            if publisher.type in PUBLISHERS:
                counts.update({topic: tally.messages for topic, tally in publisher.sent_by_key.items()})
        return dict(counts)

    def _span(self, subscriber: SocketTraffic, topic: bytes, published: int) -> tuple[int, int]:
        """The numbers of the topic's publications between which it listened."""
        if not any(topic.startswith(prefix) for prefix in subscriber.facts.subscriptions):
            return 0, 0
        left = self._left.get(subscriber.node)
        begin = self._joined.get(subscriber.node, {}).get(topic, 0)
        return begin, max(begin, published if left is None else min(published, left.get(topic, 0)))

    def due(self, subscriber: SocketTraffic, publishers: list[SocketTraffic]) -> int:
        """Publications that this subscriber should get or have got."""
        due = 0
        for publisher in publishers:
            for topic, tally in publisher.sent_by_key.items():
                begin, end = self._span(subscriber, topic, tally.messages)
                due += end - begin
        return due

    def unheard(self, publisher: SocketTraffic) -> int:
        """Publications that no subscription matched."""
        subscribers = [
            socket
            for socket in self._traffic.sockets()
            if socket.type in ("SUB", "XSUB") and socket.wire == publisher.wire
        ]
        unheard = 0
        for topic, tally in publisher.sent_by_key.items():
            spans = [self._span(subscriber, topic, tally.messages) for subscriber in subscribers]
            heard = [span for span in spans if span[0] < span[1]]
            unheard += tally.messages
            if heard:
                unheard -= max(end for _, end in heard) - min(begin for begin, _ in heard)
        return unheard


def why_lost(traffic: Traffic, flow: Flow) -> str:
    """The reason why what is outstanding can no longer arrive now that all is quiet; empty if it still can."""
    states = [traffic.nodes[socket.node].state for socket in flow.receivers]
    if NodeState.FROZEN in states:
        return ""
    if not all(state.alive for state in states):
        return "peer-died"
    if flow.publishes:
        return "high-water-mark"
    if not all(traffic.nodes[socket.node].state.alive for socket in flow.senders):
        return "peer-died"
    return ""
