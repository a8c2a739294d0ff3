"""Rules about the frames of messages: too large for their receiver, or too many for a socket that keeps one."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import across, is_option_set, recent, sockets
from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some

ENDS_NS = 1_000_000_000
"""A frame over the limit ends its connection within this time."""


def too_large(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`too-large`: a frame over the receiver's MAXMSGSIZE ends the connection."""
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    for node, socket in sockets(traffic):
        limit = socket.facts.options.get("MAXMSGSIZE", -1)
        if isinstance(limit, int) and limit >= 0:
            sizes = list(_over(traffic, node, socket, limit))
            if sizes:
                found.setdefault(socket.wire, []).append((node.name, limit, max(sizes), len(sizes)))
    for receivers in found.values():
        names = [name for name, *_ in receivers]
        _, limit, largest, _ = max(receivers, key=lambda receiver: receiver[2])
        yield Finding(
            "too-large",
            names[0],
            f"{some(names)} take{'s' if len(names) == 1 else ''} no frame over {counted(limit, 'byte')} (MAXMSGSIZE), "
            f"and one of {largest:,} was sent there: that ends the connection, and the message is lost with what was "
            "under way. Raise the limit, or send less in a frame.",
            "zmq_setsockopt(3), ZMQ_MAXMSGSIZE",
            happened=sum(count for *_, count in receivers),
        )


def _over(traffic: Traffic, node: NodeTraffic, socket: SocketTraffic, limit: int) -> Iterator[int]:
    """The sizes of the largest frames of the messages to a socket that are over its limit."""
    senders = {other.name for other, _ in across(traffic, socket)}
    for message in recent(traffic):
        if message.wire == socket.wire and message.sender in senders and message.origin:
            largest = max(_on_the_wire(message), default=0)
            if largest > limit and _went_to(traffic, message, node, socket):
                yield largest


def _on_the_wire(message: Message) -> tuple[int, ...]:
    """The sizes of a message's frames between the sockets: without the routing id that a ROUTER takes off."""
    return message.sizes[kind_of(message.socket).routes :]


def _went_to(traffic: Traffic, message: Message, node: NodeTraffic, socket: SocketTraffic) -> bool:
    """Whether a message was meant for this socket, and has not been received."""
    received = [delivery.node for delivery in message.deliveries]
    if node.name in received:
        return False
    if node.name in message.waits_at or node.name in message.lost:
        return True
    if message.topic is not None:
        return socket.subscribes and message.topic.startswith(socket.facts.subscriptions)
    if message.routing_id is not None and kind_of(message.socket).routes:
        return traffic.peers.owner(message.routing_id) == node.name
    if received or message.waits_at or message.lost:
        return False
    far = [
        other for other, its in across(traffic, socket) if other.name == message.sender for _ in across(traffic, its)
    ]
    return len(far) == 1 or 0 <= socket.last_disconnect_ns - message.time_ns < ENDS_NS


def conflated_multipart(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`conflate-multipart`: CONFLATE keeps single frames, so messages of several frames are torn apart."""
    conflating: dict[str, list[str]] = {}
    for node, socket in sockets(traffic):
        if is_option_set(socket, "CONFLATE"):
            conflating.setdefault(socket.wire, []).append(node.name)
    for wire, nodes in conflating.items():
        passing = [_on_the_wire(message) for message in recent(traffic) if message.wire == wire]
        frames = max(map(len, passing), default=0)
        if frames > 1:
            yield Finding(
                "conflate-multipart",
                nodes[0],
                f"{some(nodes)} set{'s' if len(nodes) == 1 else ''} CONFLATE, and messages of {frames} frames pass: "
                "CONFLATE keeps the last frame alone, so the topic or envelope is torn off. Put all into one frame, or "
                "take CONFLATE off.",
                "zmq_setsockopt(3), ZMQ_CONFLATE",
            )


RULES: tuple[Rule, ...] = (too_large, conflated_multipart)
