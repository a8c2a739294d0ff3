"""Subscriptions: those that an XPUB receives as messages, and the one for which a message was delivered."""

from __future__ import annotations

from zmqplay.model.kinds import Receives, kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeTraffic

_VERBS = {b"\x01": "subscribe", b"\x00": "unsubscribe"}
"""By the first byte of the frame (RFC 29)."""


def is_subscription(message: Message) -> bool:
    """Whether an XPUB received this message: a 1 subscribes to the topic behind it, a 0 unsubscribes (RFC 29)."""
    if message.sender or not message.heads or kind_of(message.socket).receives is not Receives.SUBSCRIPTIONS:
        return False
    return message.heads[0][:1] in _VERBS


def subscription(message: Message) -> tuple[str, bytes]:
    """The verb of a subscription, `subscribe` or `unsubscribe`, and its topic."""
    head = message.heads[0]
    return _VERBS[head[:1]], head[1:]


def matching(node: NodeTraffic | None, message: Message) -> bytes | None:
    """The longest of a node's subscriptions that is a prefix of the message's topic; None if none is known."""
    if message.topic is None or node is None:
        return None
    found = [
        prefix
        for socket in node.sockets.values()
        if socket.subscribes and socket.wire == message.wire
        for prefix in socket.facts.subscriptions
        if message.topic.startswith(prefix)
    ]
    return max(found, key=len, default=None)
