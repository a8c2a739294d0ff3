"""Rules about publishers and subscribers: the subscriptions, and the topics that they match."""

from __future__ import annotations

import difflib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import PATIENCE_NS, across, is_option_set, recent, sockets
from zmqplay.model.doctor.words import counted, quoted, some
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
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
            f"{node.name} is connected and subscribes to nothing, so it receives nothing: a new SUB filters everything "
            f"out. Subscribe it with `/subscribe {node.name} TOPIC`; in code, `subscribe(b'')` takes all.",
            "zmq_setsockopt(3), ZMQ_SUBSCRIBE",
        )


def matching(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`matches-nothing`: a subscription matches no topic; `prefix-caught-more`: it matches longer topics as well."""
    published = _published(traffic)
    sent = {wire: sum(count for _, count in topics) for wire, topics in published.items()}
    for _node, socket in sockets(traffic, "SUB"):
        topics = published.get(socket.wire, [])
        if not topics or not socket.handshakes or now_ns - socket.first_handshake_ns < PATIENCE_NS:
            continue
        if is_option_set(socket, "INVERT_MATCHING"):
            continue
        lonely = [prefix for prefix in dict.fromkeys(socket.facts.subscriptions) if not _matched(prefix, topics)]
        if lonely and sent[socket.wire] >= ENOUGH:
            yield _matches_nothing(socket.node, lonely, topics, sent[socket.wire])
        yield from _caught_more(socket, topics)


def _published(traffic: Traffic) -> dict[str, Topics]:
    """The topics published on each wire; without the wires whose topics are too many to be counted one by one."""
    counts: dict[str, Counter[bytes]] = {}
    for socket in traffic.all_sockets():
        if socket.publishes:
            of_wire = counts.setdefault(socket.wire, Counter())
            for topic, tally in socket.sent_by_key.items():
                of_wire[topic] += tally.messages
    return {wire: sorted(topics.items()) for wire, topics in counts.items() if OTHER not in topics}


def _matched(prefix: bytes, topics: Topics) -> Topics:
    size = len(prefix)
    begin = bisect_left(topics, (prefix, 0))
    return topics[begin : bisect_right(topics, prefix, begin, key=lambda topic: topic[0][:size])]


def _matches_nothing(node: str, lonely: list[bytes], topics: Topics, sent: int) -> Finding:
    near = _nearest(lonely[0], topics)
    nearest = f"; the nearest topic is {quoted(near)}" if near else ""
    return Finding(
        "matches-nothing",
        node,
        f"{node} subscribes to {some([quoted(prefix) for prefix in lonely])}, and none of {counted(sent)} begins "
        f"so{nearest}. A subscription must be the first bytes of the first frame, upper and lower case as they are.",
        "zmq_setsockopt(3), ZMQ_SUBSCRIBE",
        Level.WRONG if near else Level.NOTE,
    )


def _nearest(prefix: bytes, topics: Topics) -> bytes | None:
    """The topic most similar to a prefix, ignoring case; among very many topics, only the neighbours are compared."""
    known = {topic.decode("utf-8", "replace").casefold(): topic for topic, _ in _neighbours(prefix, topics)}
    near = difflib.get_close_matches(prefix.decode("utf-8", "replace").casefold(), known, n=1, cutoff=NEAR)
    return known[near[0]] if near else None


def _neighbours(prefix: bytes, topics: Topics) -> Topics:
    if len(topics) <= COMPARED:
        return topics
    around = [bisect_left(topics, (spelt, 0)) for spelt in {prefix, prefix.lower(), prefix.upper(), prefix.title()}]
    share = COMPARED // len(around) // 2
    return [topic for at in around for topic in topics[max(0, at - share) : at + share]]


def _caught_more(socket: SocketTraffic, topics: Topics) -> Iterator[Finding]:
    prefixes, received = set(socket.facts.subscriptions), socket.received_by_key
    for prefix in sorted(prefixes):
        matched = _matched(prefix, topics) if prefix else []
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


def slow_joiner(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`slow-joiner`: a subscriber joined after publications that it would have received."""
    for node, socket in sockets(traffic, "SUB"):
        missed = traffic.audience.missed[node.name]
        if missed > 0 and socket.facts.subscriptions:
            yield Finding(
                "slow-joiner",
                node.name,
                f"{node.name} joined after {counted(missed)} that it would have got: a PUB keeps nothing for who comes "
                "later. Where each counts, publish only once the subscriptions have arrived (an XPUB can read them), "
                "or let the newcomer ask for what it missed.",
                "zguide, chapter 1, Getting the Message Out",
                happened=missed,
            )


def idle_bound_subscriber(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`idle-bound-sub`: a SUB that binds sends its subscriptions to a new publisher only when its thread uses it."""
    for node, socket in sockets(traffic, "SUB", "XSUB"):
        has_idled = (
            node.doing.activity is Activity.BUSY
            and node.doing.since_ns <= socket.last_handshake_ns <= now_ns - PATIENCE_NS
        )
        if socket.binds and socket.handshakes and has_idled:
            yield Finding(
                "idle-bound-sub",
                node.name,
                f"{node.name} has bound its SUB and not touched it since a publisher connected, so its subscriptions "
                "have not been sent and the publisher drops all. Let it poll or receive, or let the SUB connect.",
                "libzmq #2267; zmq_socket(3), ZMQ_SUB",
            )


def conflated_multipart(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`conflate-multipart`: CONFLATE keeps single frames, so messages of several frames are torn apart."""
    conflating: dict[str, list[str]] = {}
    for node, socket in sockets(traffic):
        if is_option_set(socket, "CONFLATE"):
            conflating.setdefault(socket.wire, []).append(node.name)
    for wire, nodes in conflating.items():
        frames = max((len(message.sizes) for message in recent(traffic) if message.wire == wire), default=0)
        if frames > 1:
            yield Finding(
                "conflate-multipart",
                nodes[0],
                f"{some(nodes)} set{'s' if len(nodes) == 1 else ''} CONFLATE, and messages of {frames} frames pass: "
                "CONFLATE keeps the last frame alone, so the topic or envelope is torn off. Put all into one frame, or "
                "take CONFLATE off.",
                "zmq_setsockopt(3), ZMQ_CONFLATE",
            )


RULES: tuple[Rule, ...] = (
    no_subscription,
    matching,
    half_inverted,
    slow_joiner,
    idle_bound_subscriber,
    conflated_multipart,
)
