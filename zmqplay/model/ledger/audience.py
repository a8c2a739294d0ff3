"""Which publications are due to which subscriber: matching topics, from the time the subscriber joined until it left.

Subscribers change only while the publishers wait, so each publication is due to those that were subscribed then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from zmqplay.model.dropped_subscriptions import dropped_when_connected
from zmqplay.model.ledger.missed import Missed
from zmqplay.model.ledger.published import NO_SUBSCRIPTION, beyond, by_topic, forgetful
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic, Way
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER

DECIDED_NS = 10_000_000_000
"""By then a connection has turned out to be a foreign peer's, or not."""
KEPT = 5_000
"""Topics for which the subscribers are kept found."""
Period = tuple[int, int]
"""From one report of a publisher to another."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that subscribes."""

    node: str
    way: Way
    """The direction in which the socket receives."""
    prefixes: tuple[bytes, ...]
    inverted: bool
    """INVERT_MATCHING is set: the socket gets topics that do not match, if its publisher has the option set too."""

    def wants(self, topic: bytes, inverted: bool) -> bool:
        """Whether a publisher, with INVERT_MATCHING or without, sends this topic, and the socket takes it."""
        if inverted != self.inverted:
            return False
        if topic == NO_SUBSCRIPTION:
            return inverted
        if topic == OTHER:
            return b"" in self.prefixes
        return topic.startswith(self.prefixes) != inverted


@dataclass(slots=True)
class Counted:
    """The publications of one publisher that are assigned to subscribers."""

    topics: dict[bytes, int] = field(default_factory=dict)
    subscriptions: dict[bytes, int] = field(default_factory=dict)
    """By subscription, beyond the first thousand topics."""
    unheard: list[Period] = field(default_factory=list)
    """Between which reports publications were sent that nobody heard, of which it is not decided who was there."""
    reported_ns: int = 0
    """The publisher's report by which all this was counted."""


class Audience:
    """Keeps count of the publications that are due to each subscriber."""

    def __init__(self, roster: Roster, peers: Peers) -> None:
        self._roster = roster
        self._strangers = Strangers(peers)
        self.due: Counter[tuple[str, Way]] = Counter()
        """Publications that are due, by subscriber and direction."""
        self.missed = Missed()
        self.unheard: Counter[str] = Counter()
        """Publications without any subscriber of ours, by publisher."""
        self.unsure: set[str] = set()
        """The publishers of which somebody unknown may have heard publications counted in `unheard`."""
        self._joined: dict[str, list[Period]] = {}
        """By publisher: when a node of ours may have heard some that was joining, or by whose subscriptions the
        publisher does not count."""
        self._listeners: dict[SocketKey, Listener] = {}
        self._left: dict[Listener, int] = {}
        """The publications that a listener had wanted, missed ones too, when it left."""
        self.first: dict[SocketKey, tuple[bytes, ...]] = {}
        """The subscriptions that a subscriber had when it joined."""
        self._dropped: dict[SocketKey, frozenset[bytes]] = {}
        """Those of them that never left it."""
        self._counted: dict[SocketKey, Counted] = {}
        """Publications already assigned to subscribers, by publisher."""
        self._wanting: dict[tuple[SocketKey, bytes], list[str]] = {}

    def join(self, node: str, now_ns: int) -> None:
        """A node's subscriptions have arrived, or have changed: earlier publications are not due to it."""
        self.count()
        self._wanting.clear()
        for socket in self._roster.nodes[node].sockets.values():
            if socket.subscribes and not socket.facts.closed:
                prefixes, inverted = self._sent_by(socket), _is_inverted(socket)
                listener = Listener(node, socket.from_way, prefixes, inverted)
                if socket.key not in self._listeners:
                    self._count_missed(listener, now_ns)
                self._listeners[socket.key] = listener

    def _count_missed(self, listener: Listener, now_ns: int) -> None:
        """Count what was published before a listener joined, or since it left if it comes again."""
        node, before, publishers = listener.node, self._left.pop(listener, None), self._publishers(listener.way)
        if before is None:
            wanted = self._published_for(listener, publishers) - self.due[node, listener.way]
        else:
            wanted = self._published_for(listener, forgetful(publishers)) - before
        self.missed.joins(node, listener.way, publishers, wanted=wanted, again=before is not None, now_ns=now_ns)

    def _publishers(self, way: Way) -> list[SocketTraffic]:
        return [socket for socket in self._roster.all_sockets() if socket.publishes and socket.way == way]

    def _sent_by(self, socket: SocketTraffic) -> tuple[bytes, ...]:
        """The subscriptions that have left a subscriber: not those past its own SNDHWM as it connected."""
        if socket.key not in self._dropped:
            self.first[socket.key] = socket.facts.subscriptions
            self._dropped[socket.key] = dropped_when_connected(socket)
        dropped = self._dropped[socket.key]
        return tuple(prefix for prefix in socket.facts.subscriptions if prefix not in dropped)

    def _published_for(self, listener: Listener, publishers: list[SocketTraffic]) -> int:
        """The number of publications of these publishers so far that a listener wants."""
        published = 0
        for publisher in publishers:
            inverted = _is_inverted(publisher)
            topics = (*by_topic(publisher), *beyond(publisher))
            published += sum(count for topic, count in topics if listener.wants(topic, inverted))
        return published

    def leave(self, node: str) -> None:
        """A node has ended: later publications are not due to it."""
        self._drop([key for key in self._listeners if key[0] == node])

    def close(self, socket: SocketTraffic) -> None:
        """A socket was closed: later publications are not due to it."""
        self._drop([key for key in self._listeners if key == socket.key])

    def _drop(self, keys: list[SocketKey]) -> None:
        self.count()
        self._wanting.clear()
        for key in keys:
            listener = self._listeners.pop(key)
            publishers = self._publishers(listener.way)
            self._left[listener] = self._published_for(listener, forgetful(publishers))
            self.missed.leaves(listener.node, listener.way, publishers)

    def of(self, publisher: SocketTraffic, topic: bytes) -> list[str]:
        """The nodes that subscribe to a topic of a publisher now; one name for each of their sockets."""
        key = publisher.key, topic
        if key not in self._wanting:
            if len(self._wanting) >= KEPT:
                self._wanting.clear()
            inverted = _is_inverted(publisher)
            self._wanting[key] = [
                listener.node for listener in self._listeners_of(publisher) if listener.wants(topic, inverted)
            ]
        return self._wanting[key]

    def _listeners_of(self, publisher: SocketTraffic) -> list[Listener]:
        """Those whose subscriptions the publisher has: nothing is due while it has not met them."""
        if self._roster.is_yet_to_meet(publisher):
            return []
        return [listener for listener in self._listeners.values() if listener.way == publisher.way]

    def count(self) -> None:
        """Assign the publications since the last call to their subscribers."""
        for publisher in self._roster.all_sockets():
            if publisher.publishes:
                self._count(publisher)

    def _count(self, publisher: SocketTraffic) -> None:
        counted = self._counted.setdefault(publisher.key, Counted())
        if publisher.sent_beyond and OTHER in counted.topics:  # counted before the publisher knew any subscription
            counted.subscriptions[NO_SUBSCRIPTION] = counted.topics.pop(OTHER)
        for topic, count in by_topic(publisher):
            if count != counted.topics.get(topic):
                self._assign(publisher, topic, count - counted.topics.get(topic, 0), counted)
                counted.topics[topic] = count
        for prefix, count in beyond(publisher):
            if count != counted.subscriptions.get(prefix):
                self._assign(publisher, prefix, count - counted.subscriptions.get(prefix, 0), counted)
                counted.subscriptions[prefix] = count
        counted.reported_ns = now_ns = self._roster.nodes[publisher.node].doing.reported_ns
        if any(self._is_overheard(publisher, *period) for period in counted.unheard):
            self.unsure.add(publisher.node)
        while counted.unheard and counted.unheard[0][1] < now_ns - DECIDED_NS:
            del counted.unheard[0]

    def _assign(self, publisher: SocketTraffic, topic: bytes, new: int, counted: Counted) -> None:
        wanting = self.of(publisher, topic)
        for node in wanting:
            self.due[node, publisher.way] += new
        if wanting:
            return
        self.unheard[publisher.node] += new
        now_ns = self._roster.nodes[publisher.node].doing.reported_ns
        period = counted.reported_ns or now_ns, now_ns
        _extend(counted.unheard, period)
        is_joining = self._roster.is_joining(publisher.way) or self._roster.is_yet_to_meet(publisher)
        if is_joining or self._is_kept(publisher, topic) or (topic == OTHER and self._listeners_of(publisher)):
            self.unsure.add(publisher.node)
            _extend(self._joined.setdefault(publisher.node, []), period)

    def _is_kept(self, publisher: SocketTraffic, topic: bytes) -> bool:
        """Whether a publisher keeps a topic for a subscriber that has left, see `forgetful`."""
        if publisher.binds or not publisher.first_handshake_ns:
            return False
        inverted = _is_inverted(publisher)
        return any(one.way == publisher.way and one.wants(topic, inverted) for one in self._left)

    def _is_overheard(self, publisher: SocketTraffic, first_ns: int, last_ns: int) -> bool:
        """Whether a foreign peer was connected between two reports of a publisher."""
        return any(
            peer.since_ns < last_ns and (not peer.gone or peer.gone_ns >= first_ns)
            for peer in self._strangers.at(publisher)
        )

    def may_have_been_heard(self, publisher: str, time_ns: int) -> bool:
        """Whether somebody unknown may have heard what this node published at that time, and no node of ours did."""
        if any(first_ns <= time_ns <= last_ns for first_ns, last_ns in self._joined.get(publisher, ())):
            return True
        sockets = self._roster.nodes[publisher].all_sockets if publisher in self._roster.nodes else ()
        return any(self._strangers.were_at(socket, time_ns) for socket in sockets if socket.publishes)


def _extend(periods: list[Period], period: Period) -> None:
    """Add a period that is later than all, or goes on with the last."""
    first_ns, last_ns = period
    if periods and periods[-1][1] >= first_ns:
        first_ns = periods.pop()[0]
    periods.append((first_ns, last_ns))


def _is_inverted(socket: SocketTraffic) -> bool:
    return bool(socket.facts.options.get("INVERT_MATCHING"))
