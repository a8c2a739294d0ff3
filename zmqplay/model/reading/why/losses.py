"""Why a message was lost: a sentence for each reason, with the page that documents the rule."""

from __future__ import annotations

from collections.abc import Callable
from math import isinf

from zmqplay.model.causes import LossReason
from zmqplay.model.closed import has_sent
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.why.ways import Rule
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import quoted_id, with_article


def why_lost(traffic: Traffic, message: Message, reason: LossReason, receiver: str) -> Rule:
    """Why the message was lost for this reason; the receiver is empty where none can be named."""
    return _RULES[reason](traffic, message, receiver)


def _high_water_mark(traffic: Traffic, message: Message, receiver: str) -> Rule:
    sender = _socket(traffic, message.sender, message)
    taker = _socket(traffic, receiver, message)
    limits = [
        f"{name} {'without limit' if isinf(limit) else f'{limit:,.0f}'} at {socket.node}"
        for name, socket in (("SNDHWM", sender), ("RCVHWM", taker))
        if socket is not None
        for limit in (socket.hwm(name),)
    ]
    told = f" ({', '.join(limits)})" if limits else ""
    to = f" to {receiver}" if receiver else ""
    return Rule(
        f"The queues{to} were full{told}, and {with_article(message.socket)} drops what does not fit instead of "
        "waiting.",
        f"zmq_socket(3), ZMQ_{message.socket}",
    )


def _unroutable(_traffic: Traffic, message: Message, _receiver: str) -> Rule:
    name = quoted_id(message.routing_id or b"")
    return Rule(
        f"No peer of {message.sender} had the routing id {name} then; without ROUTER_MANDATORY a ROUTER drops such a "
        "message and says nothing.",
        "zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY",
    )


def _peer_died(traffic: Traffic, message: Message, receiver: str) -> Rule:
    sender, taker = traffic.nodes.get(message.sender), traffic.nodes.get(receiver)
    if sender and taker and taker.state.alive and not sender.state.alive:
        return Rule(f"{message.sender} ended before the message had left its queue, which died with it.", "RFC 30")
    who = receiver or "Its receiver"
    return Rule(f"{who} ended while the message waited for it, and ZeroMQ sends nothing twice.", "zguide, chapter 4")


def _late(_traffic: Traffic, _message: Message, receiver: str) -> Rule:
    return Rule(f"It came after {receiver or 'the role'} had stopped waiting for it, so the role threw it away.")


def _conflated(_traffic: Traffic, _message: Message, receiver: str) -> Rule:
    to = f" for {receiver}" if receiver else ""
    return Rule(
        f"A newer message took its place{to}: a socket with CONFLATE keeps only the last.",
        "zmq_setsockopt(3), ZMQ_CONFLATE",
    )


def _unsubscribed(_traffic: Traffic, _message: Message, receiver: str) -> Rule:
    return Rule(
        f"{receiver or 'The subscriber'} had ended its subscription before it received the message, "
        "and its own filter dropped it.",
        "RFC 29",
    )


def _unsent(traffic: Traffic, message: Message, _receiver: str) -> Rule:
    socket = _socket(traffic, message.sender, message)
    linger = socket.facts.options.get("LINGER") if socket else None
    waits = "zmqplay waits one second for what is left" if linger is None else f"its LINGER is {linger!r} ms"
    return Rule(
        f"{message.sender} closed its socket before the message had left: {waits}.", "zmq_setsockopt(3), ZMQ_LINGER"
    )


def _disconnected(_traffic: Traffic, _message: Message, receiver: str) -> Rule:
    to = f" to {receiver}" if receiver else ""
    return Rule(
        f"The connection{to} was ended while the message waited in it; its queue was thrown away with it.",
        "zmq_disconnect(3)",
    )


def _asker_gone(_traffic: Traffic, _message: Message, receiver: str) -> Rule:
    return Rule(
        f"{receiver or 'The client'} had closed the socket that asked, so the reply had nowhere to go.", "RFC 28"
    )


def _given_up(traffic: Traffic, message: Message, receiver: str) -> Rule:
    if _has_closed(traffic, message):
        return Rule(
            f"{message.sender} had no reply in time and closed the {message.socket} that had asked, before the request "
            "had left it.",
            "zmq_setsockopt(3), ZMQ_LINGER",
        )
    return Rule(
        f"{receiver or 'The receiver'} closed its socket while the message waited there, unread.", "zmq_close(3)"
    )


def _ignored(_traffic: Traffic, message: Message, _receiver: str) -> Rule:
    return Rule(
        "A PAIR listens to one peer at a time, and its peer has another one.",
        f"zmq_socket(3), ZMQ_{message.socket}",
    )


def _has_closed(traffic: Traffic, message: Message) -> bool:
    """Whether the socket that sent the message was closed, and its node lives on."""
    node = traffic.nodes.get(message.sender)
    sending = [one for one in node.sockets.values() if one.wire == message.wire] if node else []
    return any(one.facts.closed and has_sent(one, message.number) for one in sending)


def _socket(traffic: Traffic, name: str, message: Message) -> SocketTraffic | None:
    """The last socket of a node on the message's wire."""
    node = traffic.nodes.get(name)
    sockets = node.all_sockets if node else []
    return next((socket for socket in reversed(sockets) if socket.wire == message.wire), None)


_RULES: dict[LossReason, Callable[[Traffic, Message, str], Rule]] = {
    LossReason.HIGH_WATER_MARK: _high_water_mark,
    LossReason.UNROUTABLE: _unroutable,
    LossReason.PEER_DIED: _peer_died,
    LossReason.LATE: _late,
    LossReason.CONFLATED: _conflated,
    LossReason.UNSUBSCRIBED: _unsubscribed,
    LossReason.UNSENT: _unsent,
    LossReason.DISCONNECTED: _disconnected,
    LossReason.ASKER_GONE: _asker_gone,
    LossReason.GIVEN_UP: _given_up,
    LossReason.IGNORED: _ignored,
}
