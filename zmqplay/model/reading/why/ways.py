"""Why a message went where it went: the outgoing routing strategy of the socket that sent it (zmq_socket(3))."""

from __future__ import annotations

from typing import NamedTuple

from zmqplay.model.dropped_subscriptions import dropped_subscriptions
from zmqplay.model.kinds import Sends, kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.subscriptions import lacking, matching
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import quoted, quoted_id, some, with_article

SOURCES = {
    "PUSH": "zmq_socket(3), ZMQ_PUSH; RFC 30",
    "DEALER": "zmq_socket(3), ZMQ_DEALER; RFC 28",
    "REQ": "zmq_socket(3), ZMQ_REQ; RFC 28",
    "REP": "zmq_socket(3), ZMQ_REP; RFC 28",
    "ROUTER": "zmq_socket(3), ZMQ_ROUTER; RFC 28",
    "PUB": "zmq_socket(3), ZMQ_PUB; RFC 29",
    "XPUB": "zmq_socket(3), ZMQ_XPUB; RFC 29",
    "PAIR": "zmq_socket(3), ZMQ_PAIR; RFC 31",
}
"""The page that has the routing strategy of each kind."""


class Rule(NamedTuple):
    """A sentence, and the page that documents it; both empty where there is nothing to say."""

    says: str = ""
    source: str = ""


def why_there(traffic: Traffic, message: Message) -> Rule:
    """Why the message went to its receivers, or to nobody."""
    if not message.number:
        return Rule(f"It came from {_whose(traffic, message.sender)}.")
    kind = kind_of(message.socket)
    says = _SAYS[kind.sends](traffic, message) if kind.sends in _SAYS else ""
    return Rule(says, SOURCES.get(message.socket, "")) if says else Rule()


def _whose(traffic: Traffic, sender: str) -> str:
    """Who sent a message whose send was not seen."""
    if not sender:
        return "a send that was not seen"
    if sender in traffic.nodes:
        return f"{sender}: nobody else sends there"
    return f"{sender}, a peer that zmqplay does not watch"


def _a(message: Message) -> str:
    """The kind of socket that sent a message, as a sentence begins with it: `An XPUB`."""
    says = with_article(message.socket)
    return f"{says[:1].upper()}{says[1:]}"


def _ends(message: Message) -> list[str]:
    """The nodes that have it, or to which it goes or went."""
    names = [delivery.node for delivery in message.deliveries] or list(message.waits_at)
    return names or [name for name in message.lost if name]


def _in_turn(traffic: Traffic, message: Message) -> str:
    kind, receivers = message.socket, _ends(message)
    asks = ", and waits for the reply before it asks again" if kind_of(kind).asks else ""
    turn = f"; this one was {receivers[0]}'s" if receivers else ""
    if receivers and not asks and _has_always_been_alone(traffic, message):
        turn = f"; {receivers[0]} is the only one"
    return f"{_a(message)} deals its messages to its peers in turn, however busy each is{asks}{turn}."


def _has_always_been_alone(traffic: Traffic, message: Message) -> bool:
    """Whether no more than one peer was ever there: who was there when an old message was sent is not kept."""
    ways = {socket.way for socket in sending_sockets(traffic, message)}
    receivers = {socket.node for socket in traffic.all_sockets() if socket.from_way in ways}
    return len(receivers) == 1 and not traffic.peers.on_wire(message.wire)


def sending_sockets(traffic: Traffic, message: Message) -> list[SocketTraffic]:
    """The sockets of all lives of its sender that may have sent a message, the latest first."""
    sender = traffic.nodes.get(message.sender)
    sockets = sender.all_sockets if sender else []
    return [s for s in reversed(sockets) if (s.wire, s.type) == (message.wire, message.socket)]


def _to_subscribers(traffic: Traffic, message: Message) -> str:
    topic = quoted(message.topic or b"")
    if not message.expected and not message.deliveries:
        if dropped := _dropped_by(traffic, message):
            return f"{_a(message)} sends only to subscribers that it has heard of: {dropped}."
        none = "none of ours" if traffic.ledger.may_be_overheard(message.sender, message.time_ns) else "none"
        return f"{_a(message)} sends only to subscribers, and {none} had subscribed to how {topic} begins."
    ends = [*(delivery.node for delivery in message.deliveries), *message.waits_at, *message.lost]
    names = dict.fromkeys((*filter(None, ends), *lacking(traffic, message)))
    known = [(name, matching(traffic.nodes.get(name), message)) for name in names]
    told = [f"{name} to {quoted(prefix) if prefix else 'everything'}" for name, prefix in known if prefix is not None]
    if not told:
        return f"{_a(message)} sends to each subscriber that has subscribed to how the topic {topic} begins."
    return f"{_a(message)} sends to each peer that subscribed to how {topic} begins: {some(told)}."


def _dropped_by(traffic: Traffic, message: Message) -> str:
    """Whose subscription to the message was dropped before it reached a publisher; empty if nobody's was."""
    for socket in traffic.all_sockets():
        was_there = socket.subscribes and 0 < socket.first_handshake_ns < message.time_ns
        if was_there and socket.wire == message.wire and message.topic is not None:
            dropped = dropped_subscriptions(socket, traffic.audience.first.get(socket.key, ()))
            for prefix in sorted(prefix for prefix in dropped if message.topic.startswith(prefix)):
                has = f"{socket.node} had subscribed to {quoted(prefix)}, and its {socket.type} dropped that itself"
                return f"{has}, since it subscribes to more than its SNDHWM ({socket.hwm('SNDHWM'):,.0f})"
    return ""


def _by_routing_id(traffic: Traffic, message: Message) -> str:
    if message.routing_id is None:
        return ""
    routing_id, owner = quoted_id(message.routing_id), traffic.peers.owner(message.routing_id)
    whose = f"that is {owner}'s" if owner else "no node of ours has it"
    return f"{_a(message)} sends to the peer whose routing id is the first frame, {routing_id}: {whose}."


def _to_last_peer(_traffic: Traffic, message: Message) -> str:
    receivers = _ends(message)
    whose = f", here {receivers[0]}'s" if receivers else ""
    return f"{_a(message)} replies to whom it last received a request from{whose}."


def _to_only_peer(_traffic: Traffic, message: Message) -> str:
    return f"{_a(message)} has one peer at a time, and sends everything to it."


_SAYS = {
    Sends.IN_TURN: _in_turn,
    Sends.TO_SUBSCRIBERS: _to_subscribers,
    Sends.BY_ROUTING_ID: _by_routing_id,
    Sends.TO_LAST_PEER: _to_last_peer,
    Sends.TO_ONLY_PEER: _to_only_peer,
}
