"""Rules about requests and replies: requests that wait forever, and messages dropped for a bad envelope."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import (
    across,
    has_timeout,
    is_frozen,
    is_option_set,
    lost_its_server_ns,
    recent,
    sockets,
)
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import some

GIVES_UP_NS = 3_000_000_000
"""A client with a timeout of its own has given up by then: the guide's Lazy Pirate waits for 2.5 seconds."""


def stuck_request(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`stuck-request`: a REQ waits for a reply from a server that died while holding the request."""
    for node, socket in sockets(traffic, "REQ"):
        if not socket.first_handshake_ns or len(socket.facts.connected) > 1 or has_timeout(socket, "RCVTIMEO"):
            continue  # with several servers, the holder of the request is unknown
        if _gives_up(node, socket) or not _awaits(traffic, socket):
            continue
        lost_ns = lost_its_server_ns(node, socket)
        if lost_ns and now_ns - lost_ns >= GIVES_UP_NS:
            frozen = [other.name for other, _ in across(traffic, socket) if is_frozen(other)]
            back = ", and waits on though a server is back" if socket.handshakes and not frozen else ""
            yield Finding(
                "stuck-request",
                node.name,
                f"{node.name} waits for a reply, but {_how_it_went(frozen)}{back}: REQ asks nobody twice. "
                f"{_way_out(socket)}.",
                "zguide, chapter 4, Client-Side Reliability; zmq_setsockopt(3), ZMQ_REQ_RELAXED",
            )


def _gives_up(node: NodeTraffic, socket: SocketTraffic) -> bool:
    """Whether the role has closed a REQ before and asked again with a new one: it has a timeout of its own."""
    return any(
        other.type == "REQ" and other.wire == socket.wire and other.facts.closed for other in node.sockets.values()
    )


def _awaits(traffic: Traffic, socket: SocketTraffic) -> bool:
    """Whether the last message of a REQ was a request: with REQ_RELAXED, replies that never came do not count."""
    for message in recent(traffic):
        if message.wire == socket.wire:
            if any(delivery.node == socket.node for delivery in message.deliveries):
                return False
            if message.sender == socket.node:
                return True
    return True


def _how_it_went(frozen: list[str]) -> str:
    if frozen:
        return f"the connection to {some(frozen)}, which is frozen, has ended, and the request is lost with it"
    return "its server went away with the request"


def _way_out(socket: SocketTraffic) -> str:
    """What helps a REQ whose reply will not come, besides the options that are set already."""
    relaxed, correlates = is_option_set(socket, "REQ_RELAXED"), is_option_set(socket, "REQ_CORRELATE")
    retry = "poll with a timeout, and send the request again when it is over"
    if relaxed and correlates:
        return (
            f"REQ_RELAXED and REQ_CORRELATE only allow asking again; what is missing is a timeout and a retry: {retry}"
        )
    if relaxed:
        return f"REQ_RELAXED alone takes a late reply for the next one: set REQ_CORRELATE too, {retry}"
    also = "REQ_RELAXED as well" if correlates else "REQ_RELAXED and REQ_CORRELATE"
    new_one = "Poll with a timeout, then close the socket and ask again with a new one (Lazy Pirate)"
    return f"{new_one}; or set {also}, and ask again on the same one"


def missing_delimiter(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`delimiter-missing`: REP and REQ drop a message without the empty delimiter frame."""
    takers = {(node.name, socket.wire): socket.type for node, socket in sockets(traffic, "REP", "REQ")}
    wires = {wire for _, wire in takers}
    if not wires:
        return
    senders = {(node.name, s.wire): s for node, s in sockets(traffic, "DEALER", "ROUTER") if s.wire in wires}
    for (sender, wire), addressed in sorted(_bare(traffic, senders).items(), key=lambda item: item[0]):
        socket = senders[sender, wire]
        others = across(traffic, socket, "REP" if socket.type == "DEALER" else "REQ")
        if socket.type == "ROUTER":  # what is for nobody, or for a DEALER, is dropped by no REQ
            others = [(node, other) for node, other in others if node.name in addressed]
        if not others:
            continue
        dealer, names = socket.type == "DEALER", list(dict.fromkeys(node.name for node, _ in others))
        frames = "[b'', body]" if dealer else "[routing_id, b'', body]"
        ends = "drops it, though poll() says that it can be read" if dealer else "drops it, and the connection with it"
        yield Finding(
            "delimiter-missing",
            sender,
            f"{sender}'s {socket.type} sends without an empty delimiter frame, and {some(names)} "
            f"({others[0][1].type}) {ends}. Send {frames}: the empty frame ends the envelope that REQ and REP expect.",
            "RFC 28; zguide, chapter 3, Exploring ROUTER Sockets",
        )


def _bare(traffic: Traffic, senders: dict[tuple[str, str], SocketTraffic]) -> dict[tuple[str, str], set[str | None]]:
    """The nodes that were named in messages without a delimiter that nobody has received, by who sent them."""
    bare: dict[tuple[str, str], set[str | None]] = {}
    for message in recent(traffic):
        ends = message.sender, message.wire
        if ends not in senders or message.deliveries or message.socket != senders[ends].type:
            continue
        if 0 not in message.sizes[message.socket == "ROUTER" : -1]:
            bare.setdefault(ends, set()).add(traffic.peers.owner(message.routing_id or b""))
    return bare


RULES: tuple[Rule, ...] = (stuck_request, missing_delimiter)
