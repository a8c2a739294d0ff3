"""Subscriptions: those that an XPUB receives as messages, and the one for which a message was delivered."""

from __future__ import annotations

from zmqplay.model.kinds import Receives, kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import with_article

_VERBS = {b"\x01": "subscribe", b"\x00": "unsubscribe"}
"""By the first byte of the frame (RFC 29)."""
READ_NS = 1_000_000_000
"""A subscription is read by then, mostly: its subscriber may have left meanwhile."""


def is_subscription(message: Message) -> bool:
    """Whether an XPUB received this message: a 1 subscribes to the topic behind it, a 0 unsubscribes (RFC 29)."""
    if message.sender or not message.heads or kind_of(message.socket).receives is not Receives.SUBSCRIPTIONS:
        return False
    return message.heads[0][:1] in _VERBS


def subscription(message: Message) -> tuple[str, bytes]:
    """The verb of a subscription, `subscribe` or `unsubscribe`, and its topic."""
    head = message.heads[0]
    return _VERBS[head[:1]], head[1:]


def subscriber_of(traffic: Traffic, message: Message) -> str:
    """Who sent a subscription, which no frame tells: the only node that can have, or else its role: `a respondent`.

    When a peer leaves, its subscriptions end; the publisher's role reads of it whenever it receives next.
    """
    hosts = {delivery.node for delivery in message.deliveries}
    wanted = kind_of(message.socket).peers
    found = [
        node
        for node in traffic.nodes.values()
        if node.name not in hosts
        and any(socket.wire == message.wire and socket.type in wanted for socket in node.all_sockets)
    ]
    came = [peer for peer in traffic.peers.on_wire(message.wire) if peer.came_before(message.time_ns)]
    ends = subscription(message)[0] == "unsubscribe"
    strangers = [peer for peer in came if ends or not peer.gone or message.time_ns - peer.gone_ns < READ_NS]
    roles = {node.role for node in found}
    if strangers or len(roles) != 1:
        return strangers[0].name if len(strangers) == 1 and not found else "a subscriber"
    if len(found) == 1 and not _may_be_strange(traffic, message):
        return found[0].name
    return with_article(found[0].role)


def _may_be_strange(traffic: Traffic, message: Message) -> bool:
    """Whether a connection to the publisher has not been told yet from that of a foreign program."""
    nodes = (traffic.nodes[delivery.node] for delivery in message.deliveries if delivery.node in traffic.nodes)
    return any(
        traffic.peers.may_reach(socket, message.time_ns)
        for node in nodes
        for socket in node.all_sockets
        if socket.wire == message.wire
    )


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


def lacking(traffic: Traffic, message: Message) -> list[str]:
    """The subscribers to which a publication was due and of which nothing else is known; none where others may be."""
    settled = {*(delivery.node for delivery in message.deliveries), *message.lost, *waiting_at(traffic, message)}
    nodes = [node for name, node in traffic.nodes.items() if name not in settled]
    names = [node.name for node in nodes if matching(node, message) is not None]
    return names if len(names) == message.expected - len(settled) else []
