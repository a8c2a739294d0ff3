"""Rules about requests and replies: requests that wait forever, and messages dropped for a bad envelope."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import across, events, recent, sockets
from zmqplay.model.doctor.words import some
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Activity


def stuck_request(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`stuck-request`: a REQ waits for a reply from a server that died while holding the request."""
    log = events(traffic)
    for node, socket in sockets(traffic, "REQ"):
        waits = node.doing.activity is Activity.IDLE and socket.sent.messages > socket.received.messages
        if not waits or not socket.first_handshake_ns or len(socket.facts.connected) > 1:
            continue  # with several servers, the holder of the request is unknown
        of_socket = log.get((node.name, socket.number), ())
        if any(event.event == EventNumber.DISCONNECTED and event.time_ns > node.doing.since_ns for event in of_socket):
            back = ", and will for ever though a server is back" if socket.handshakes else ""
            yield Finding(
                "stuck-request",
                node.name,
                f"{node.name} waits for a reply, but its server went away with the request{back}: REQ asks nobody "
                "twice. Poll with a timeout, then close the socket and ask again with a new one (Lazy Pirate), or set "
                "REQ_RELAXED and REQ_CORRELATE.",
                "zguide, chapter 4, Client-Side Reliability",
            )


def missing_delimiter(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`delimiter-missing`: REP and REQ drop a message without the empty delimiter frame."""
    takers = {(node.name, socket.wire): socket.type for node, socket in sockets(traffic, "REP", "REQ")}
    wires = {wire for _, wire in takers}
    if not wires:
        return
    senders = {(node.name, s.wire): s for node, s in sockets(traffic, "DEALER", "ROUTER") if s.wire in wires}
    bare = {
        (message.sender, message.wire)
        for message in recent(traffic)
        if (message.sender, message.wire) in senders and not message.deliveries
        if 0 not in message.sizes[message.socket == "ROUTER" : -1]
    }
    for sender, wire in sorted(bare):
        socket = senders[sender, wire]
        others = across(traffic, socket, "REP" if socket.type == "DEALER" else "REQ")
        if not others:
            continue
        dealer = socket.type == "DEALER"
        frames = "[b'', body]" if dealer else "[routing_id, b'', body]"
        ends = "drops it, though poll() says that it can be read" if dealer else "drops it, and the connection with it"
        yield Finding(
            "delimiter-missing",
            sender,
            f"{sender}'s {socket.type} sends without an empty delimiter frame, and {some([n.name for n, _ in others])} "
            f"({others[0][1].type}) {ends}. Send {frames}: the empty frame ends the envelope that REQ and REP expect.",
            "RFC 28; zguide, chapter 3, Exploring ROUTER Sockets",
        )


RULES: tuple[Rule, ...] = (stuck_request, missing_delimiter)
