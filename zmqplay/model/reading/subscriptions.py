"""Subscriptions: those that an XPUB is told of, and those that a message was delivered for."""

from __future__ import annotations

from zmqplay.model.messages.messages import Message
from zmqplay.model.sockets import SUBSCRIBERS
from zmqplay.model.traffic import Traffic

_DOES = {b"\x01": "subscribe", b"\x00": "unsubscribe"}


def is_subscription(message: Message) -> bool:
    """An XPUB received it: a 1 subscribes to the topic behind it, a 0 unsubscribes (RFC 29)."""
    return message.socket == "XPUB" and not message.sender and bool(message.heads) and message.heads[0][:1] in _DOES


def subscription(message: Message) -> tuple[str, bytes]:
    """What it does, and for which topic."""
    head = message.heads[0]
    return _DOES[head[:1]], head[1:]


def matching(traffic: Traffic, node: str, message: Message) -> bytes | None:
    """The longest of a node's subscriptions that begins a message's topic; None if none is known to."""
    if message.topic is None or node not in traffic.nodes:
        return None
    found = [
        prefix
        for socket in traffic.nodes[node].sockets.values()
        if socket.type in SUBSCRIBERS and socket.wire == message.wire
        for prefix in socket.facts.subscriptions
        if message.topic.startswith(prefix)
    ]
    return max(found, key=len, default=None)
