"""The rule about subscriptions that a SUB dropped itself, since they were more than its SNDHWM."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import across, recent, sockets
from zmqplay.model.dropped_subscriptions import dropped_subscriptions
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, quoted, some

ARRIVES_NS = 250_000_000
"""Within this time a subscription reaches a publisher, and a publication its subscriber, on one machine."""


def subscriptions_dropped(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`subscriptions-dropped`: topics are published that a SUB subscribed to, and its publisher never heard of that."""
    for node, socket in sockets(traffic, "SUB", "XSUB"):
        first = traffic.audience.first.get(socket.key, ())
        dropped = dropped_subscriptions(socket, first)
        if not dropped or not socket.handshakes or now_ns - socket.last_handshake_ns < ARRIVES_NS:
            continue
        published = _published(traffic, socket, now_ns)
        missed = sorted(prefix for prefix in dropped if any(topic.startswith(prefix) for topic in published))
        if missed:
            made, most = len(set(first)), int(socket.hwm("SNDHWM"))
            yield Finding(
                "subscriptions-dropped",
                node.name,
                f"{node.name} subscribes to {counted(made, 'topic')}, and its {socket.type} dropped {made - most:,} of "
                f"the subscriptions itself, {some([quoted(prefix) for prefix in missed])} among them: they are queued "
                f"as messages are, up to SNDHWM ({most:,}), and at a new connection all are sent at once, in the order "
                f"of their bytes. Set SNDHWM=0 on {node.name}'s {socket.type} before it connects.",
                "zmq_setsockopt(3), ZMQ_SNDHWM; RFC 29",
            )


def _published(traffic: Traffic, socket: SocketTraffic, now_ns: int) -> set[bytes]:
    """Topics that were published on a SUB's wire some time ago and have not arrived at it."""
    topics = {topic for publisher in _publishers(traffic, socket, set()) for topic in publisher.sent_by_key}
    topics |= {
        message.topic
        for message in recent(traffic)
        if message.topic is not None
        and message.wire == socket.wire
        and now_ns - message.time_ns > ARRIVES_NS
        and not any(delivery.node == socket.node for delivery in message.deliveries)
    }
    return topics - socket.received_by_key.keys()


def _publishers(traffic: Traffic, socket: SocketTraffic, seen: set[str]) -> Iterator[SocketTraffic]:
    """The sockets that publish to a SUB, and those that publish to the XSUBs of a node that passes on (`zmq.proxy`)."""
    for node, publisher in across(traffic, socket, "PUB", "XPUB"):
        yield publisher
        if publisher.type == "XPUB" and node.name not in seen:
            seen.add(node.name)
            for own in [own for own in node.sockets.values() if own.type == "XSUB"]:
                yield from _publishers(traffic, own, seen)


RULES: tuple[Rule, ...] = (subscriptions_dropped,)
