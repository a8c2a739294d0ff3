"""Rules about publishers and subscribers: the subscriptions, and the topics that they match."""

from __future__ import annotations

import difflib
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import PATIENCE_NS, across, is_option_set, sockets
from zmqplay.model.doctor.words import spelt
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, quoted, some
from zmqplay.wire import OTHER, Activity

ENOUGH = 10
"""Messages that must have been sent before it is surprising that none matched a subscription."""
NEAR = 0.6
"""How similar (0–1) a topic must be to be suggested for a subscription that matches nothing."""
COMPARED = 64
"""Topics compared with a subscription that matches nothing; comparing a thousand would take too long."""
SEPARATORS = b"./:|-_ \x00"
"""A longer topic that continues with one of these bytes is a subtopic, and a subscriber expects it."""

Topics = list[tuple[bytes, int]]
"""Topics in order, each with the number of its messages."""


def no_subscription(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`no-subscription`: a SUB that never subscribed."""
    for node, socket in sockets(traffic, "SUB"):
        if (
            socket.facts.subscriptions
            or not socket.first_handshake_ns
            or now_ns - socket.first_handshake_ns < PATIENCE_NS
        ):
            continue
        yield Finding(
            "no-subscription",
            node.name,
            f"{node.name} is connected and subscribes to nothing{' any more' if socket.received.messages else ''}, so "
            "nothing reaches it: a SUB is sent only what it has subscribed to. In code, `subscribe(b'')` takes all.",
            "zmq_setsockopt(3), ZMQ_SUBSCRIBE",
            command=f"Subscribe it with `/subscribe {node.name} TOPIC`.",
        )


def matching(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`matches-nothing`: a subscription matches no topic; `prefix-caught-more`: it matches longer topics as well."""
    published = {wire: Published(topics) for wire, topics in _published(traffic).items()}
    for _node, socket in sockets(traffic, "SUB"):
        known = published.get(socket.wire)
        if known is None or not known.topics or not socket.handshakes:
            continue
        if now_ns - socket.first_handshake_ns < PATIENCE_NS or is_option_set(socket, "INVERT_MATCHING"):
            continue
        lonely = [prefix for prefix in dict.fromkeys(socket.facts.subscriptions) if not known.matched(prefix)]
        if lonely and known.sent >= ENOUGH and OTHER not in socket.received_by_key:
            foreign = socket.received_by_key.keys() - known.names  # a publisher that is not watched sent these
            lonely = [prefix for prefix in lonely if not any(topic.startswith(prefix) for topic in foreign)]
            if lonely:
                yield _matches_nothing(socket, lonely, known)
        yield from _caught_more(socket, known)


def _published(traffic: Traffic) -> dict[str, Topics]:
    """The topics published on each wire; without the wires whose topics are too many to be counted one by one."""
    counts: dict[str, Counter[bytes]] = {}
    for socket in traffic.all_sockets():
        if socket.publishes:
            of_wire = counts.setdefault(socket.wire, Counter())
            for topic, tally in socket.sent_by_key.items():
                of_wire[topic] += tally.messages
    return {wire: sorted(topics.items()) for wire, topics in counts.items() if OTHER not in topics}


class Published:
    """The topics published on one wire."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics
        self.names = {topic for topic, _ in topics}
        self.sent = sum(count for _, count in topics)

    @cached_property
    def _folded(self) -> list[tuple[str, bytes]]:
        return sorted((_folded(topic), topic) for topic, _ in self.topics)

    def matched(self, prefix: bytes) -> Topics:
        """The topics that begin with this prefix."""
        size = len(prefix)
        begin = bisect_left(self.topics, (prefix, 0))
        return self.topics[begin : bisect_right(self.topics, prefix, begin, key=lambda topic: topic[0][:size])]

    def alike(self, prefix: bytes) -> bytes | None:
        """A topic that begins with the prefix if case, and the form of its Unicode, are ignored."""
        folded = _folded(prefix)
        at = bisect_left(self._folded, (folded, b""))
        return self._folded[at][1] if at < len(self._folded) and self._folded[at][0].startswith(folded) else None

    def nearest(self, prefix: bytes, heard: tuple[bytes, ...]) -> bytes | None:
        """The topic most similar to a prefix, of those that begin with none of `heard`.

        Among very many topics, only the neighbours are compared.
        """
        known = {_folded(topic): topic for topic, _ in self._neighbours(prefix) if not topic.startswith(heard)}
        near = difflib.get_close_matches(_folded(prefix), known, n=1, cutoff=NEAR)
        return known[near[0]] if near else None

    def _neighbours(self, prefix: bytes) -> Topics:
        if len(self.topics) <= COMPARED:
            return self.topics
        spellings = {prefix, prefix.lower(), prefix.upper(), prefix.title()}
        around = [bisect_left(self.topics, (spelling, 0)) for spelling in spellings]
        share = COMPARED // len(around) // 2
        return [topic for at in around for topic in self.topics[max(0, at - share) : at + share]]


def _folded(topic: bytes) -> str:
    """A topic for comparison: upper and lower case alike, composed and decomposed Unicode alike."""
    return unicodedata.normalize("NFKC", topic.decode("utf-8", "backslashreplace").casefold())


def _matches_nothing(socket: SocketTraffic, lonely: list[bytes], known: Published) -> Finding:
    """Wrong only where the spelling alone differs: a topic that is rare may well have others like it beside it.

    A topic that the socket subscribes to as well is not the one that was meant.
    """
    node, heard = socket.node, socket.facts.subscriptions
    alike = {prefix: topic for prefix in lonely if (topic := known.alike(prefix)) and not topic.startswith(heard)}
    near = known.nearest(lonely[0], heard)
    nearest = f"; the nearest topic is {quoted(near)}" if near else ""
    if alike:
        prefix, topic = next(iter(alike.items()))
        nearest = f"; {_difference(prefix, topic)}"
    return Finding(
        "matches-nothing",
        node,
        f"{node} subscribes to {some([quoted(prefix) for prefix in lonely])}, and none of {counted(known.sent)} begins "
        f"so{nearest}. A subscription must be the first bytes of the first frame, upper and lower case as they are.",
        "zmq_setsockopt(3), ZMQ_SUBSCRIBE",
        Level.WRONG if alike else Level.NOTE,
    )


def _difference(prefix: bytes, topic: bytes) -> str:
    """What a subscription and the topic that is meant differ in: case, or bytes that are drawn alike."""
    begins = prefix.decode("utf-8", "replace").casefold()
    if topic.decode("utf-8", "replace").casefold().startswith(begins):
        return f"the nearest topic is {quoted(topic)}, which differs in upper and lower case alone"
    return (
        f"the nearest topic is {spelt(topic)}, which reads like {spelt(prefix)} and has other bytes (composed and "
        "decomposed Unicode)"
    )


def _caught_more(socket: SocketTraffic, known: Published) -> Iterator[Finding]:
    prefixes, received = set(socket.facts.subscriptions), socket.received_by_key
    for prefix in sorted(prefixes):
        matched = known.matched(prefix) if prefix else []
        if not matched or matched[0][0] != prefix or any(prefix.startswith(other) for other in prefixes - {prefix}):
            continue  # meant as a prefix, being no topic itself; or covered by another subscription
        longer = [topic for topic, _ in matched[1:] if topic[len(prefix)] not in SEPARATORS and topic not in prefixes]
        more = [topic for topic in longer if topic in received]
        if more:
            caught = counted(sum(received[topic].messages for topic in more))
            also = some([quoted(topic) for topic in more])
            yield Finding(
                "prefix-caught-more",
                socket.node,
                f"{socket.node} asked for {quoted(prefix)} and got {also} too ({caught}): a subscription is a "
                f"prefix of bytes, not a whole topic. End topics with a separator, as in {quoted(prefix + b'/')}.",
                "RFC 29; zmq_setsockopt(3), ZMQ_SUBSCRIBE",
                Level.NOTE,
            )
            return


def half_inverted(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`half-inverted`: INVERT_MATCHING is set on one side only."""
    for node, publisher in sockets(traffic):
        if not publisher.publishes:
            continue
        inverts = is_option_set(publisher, "INVERT_MATCHING")
        subscribers = across(traffic, publisher, "SUB")
        others = [
            n.name for n, subscriber in subscribers if is_option_set(subscriber, "INVERT_MATCHING") is not inverts
        ]
        if others:
            one, other = (node.name, some(others)) if inverts else (some(others), node.name)
            yield Finding(
                "half-inverted",
                node.name,
                f"INVERT_MATCHING is set for {one} and not for {other}: what the publisher lets through, the "
                "subscriber throws away. Set it on both sides, or on neither.",
                "zmq_setsockopt(3), ZMQ_INVERT_MATCHING",
            )


def slow_joiner(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`slow-joiner`: a subscriber joined after publications that it would have received."""
    for node, socket in sockets(traffic, "SUB"):
        missed = traffic.audience.missed.of(node.name)
        is_known = traffic.audience.missed.is_settled(node.name, now_ns, PATIENCE_NS)
        if missed > 0 and socket.facts.subscriptions and is_known:
            yield Finding(
                "slow-joiner",
                node.name,
                f"{node.name} joined after {counted(missed)} that it would have got: a PUB keeps nothing for a "
                "subscriber still to come. Where each counts, publish only once the subscriptions have arrived (an "
                "XPUB can read them), or let the newcomer ask for what it missed.",
                "zguide, chapter 1, Getting the Message Out",
                Level.NOTE,
                missed,
            )


def idle_bound_subscriber(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`idle-bound-sub`: a SUB that binds sends its subscriptions to a new publisher only when its thread uses it."""
    for node, socket in sockets(traffic, "SUB"):
        has_idled = (
            node.doing.activity is Activity.BUSY
            and node.doing.since_ns <= socket.last_handshake_ns <= now_ns - PATIENCE_NS
        )
        if socket.binds and socket.handshakes and has_idled and not socket.received.messages:
            yield Finding(
                "idle-bound-sub",
                node.name,
                f"{node.name} has bound its SUB and not touched it since a publisher connected, so its subscriptions "
                "have not been sent and the publisher drops all. Let it poll or receive, or let the SUB connect.",
                "libzmq #2267",
            )


RULES: tuple[Rule, ...] = (
    no_subscription,
    matching,
    half_inverted,
    slow_joiner,
    idle_bound_subscriber,
)
