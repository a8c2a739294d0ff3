"""Questions that several rules ask of the traffic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from zmqplay.model.causes import LossReason
from zmqplay.model.connections import Connection
from zmqplay.model.kinds import may_meet
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Activity

RECENT = 500
"""How many of the last messages are read by rules that judge by frames."""
PATIENCE_NS = 1_000_000_000
"""How long a state must last before a rule reports it, so that passing states are ignored."""
MANY = 3
"""Programs that leave at once; of fewer, hardly any breaks off as one of a wrong type does."""
REMEMBERED_NS = 60_000_000_000
"""How long a foreign peer that libzmq refused remains a finding."""


def sockets(traffic: Traffic, *types: str) -> Iterator[tuple[NodeTraffic, SocketTraffic]]:
    """Each living node with its open sockets that have bound or connected; only of these types, if any are given."""
    for node in traffic.nodes.values():
        if node.state.alive:
            for socket in node.sockets.values():
                facts = socket.facts
                if (facts.bound or facts.connected) and not facts.closed and (not types or socket.type in types):
                    yield node, socket


def across(traffic: Traffic, socket: SocketTraffic, *types: str) -> list[tuple[NodeTraffic, SocketTraffic]]:
    """The sockets at the other end of a socket's wire, of these types or of any; none if the socket is on no wire."""
    return [
        (node, other)
        for node, other in sockets(traffic, *types)
        if other.wire == socket.wire != "" and other.binds is not socket.binds
    ]


def is_ending(traffic: Traffic) -> bool:
    """Whether every node has ended or was told to stop: messages left behind then are no surprise."""
    return all(node.life.stopping_ns or not node.state.alive for node in traffic.nodes.values())


def waiting(traffic: Traffic) -> Counter[str]:
    """The number of messages that wait for each node, as far as the ledger can tell."""
    waits: Counter[str] = Counter()
    for link in traffic.ledger.links.values():
        waits[link.receiver] += link.waiting or 0
    return waits


def outstanding(traffic: Traffic, socket: SocketTraffic) -> int:
    """The number of messages that a socket has sent and that are neither delivered nor lost; 0 if unknown."""
    gone = 0
    for link in traffic.ledger.links.values():
        if (link.sender, link.wire) == (socket.node, socket.wire):
            if link.delivered is None or link.lost is None:
                return 0
            gone += link.delivered + sum(link.lost.values())
    return max(0, min(socket.numbered - gone, traffic.ledger.in_flight(socket.way)))


def lost_at_no_link(traffic: Traffic, reason: LossReason) -> Iterator[Flow]:
    """Flows with such losses that no link tells: nobody was there to receive, or it is not known who should have."""
    for flow in traffic.ledger.losing:
        if flow.lost[reason]:
            senders, receivers = ({socket.node for socket in ends} for ends in (flow.senders, flow.receivers))
            found = (traffic.ledger.links.get((s, r, flow.way[0])) for s in senders for r in receivers)
            links = [link for link in found if link is not None]
            is_known = links or not receivers  # links are as of their last update, which may be yet to come
            if is_known and all(link.lost is None for link in links):
                yield flow


def first_lost(links: Sequence[Link]) -> int:
    """The number of the first message that a single link has lost; 0 if it is not known, or if the reasons differ."""
    is_one = len(links) == 1 and len(links[0].lost or ()) == 1
    return links[0].lost_numbers[0] if is_one and links[0].lost_numbers else 0


def recent(traffic: Traffic) -> Iterator[Message]:
    """The last `RECENT` messages that were seen, the latest first."""
    return islice(reversed(traffic.messages.rows), RECENT)


def is_option_set(socket: SocketTraffic, name: str) -> bool:
    """Whether a switch option is on, or a number is set and not 0."""
    return bool(socket.facts.options.get(name))


def has_timeout(socket: SocketTraffic, name: str) -> bool:
    """Whether SNDTIMEO or RCVTIMEO is set, so that the call raises EAGAIN and does not wait for ever."""
    limit = socket.facts.options.get(name, -1)
    return isinstance(limit, int) and limit >= 0


def uses_inproc(socket: SocketTraffic) -> bool:
    """Whether a socket has an inproc address: libzmq's monitor reports no peers there (zmq_socket_monitor(3))."""
    return any(address.startswith("inproc://") for address in (*socket.facts.bound, *socket.facts.connected))


def is_frozen(node: NodeTraffic) -> bool:
    """Whether SIGSTOP holds the node."""
    return node.state is NodeState.FROZEN


def is_blocked(node: NodeTraffic, socket: SocketTraffic, now_ns: int) -> bool:
    """Whether the node has waited in this socket's `send` for long, and was not told to stop."""
    is_there = node.doing.activity is Activity.BLOCKED and node.doing.socket == socket.number
    lasts = now_ns - node.doing.since_ns > PATIENCE_NS
    return is_there and lasts and node.state is NodeState.RUNNING and not node.life.stopping_ns


def ignores_all(traffic: Traffic, socket: SocketTraffic) -> bool:
    """Whether whoever is connected to a PAIR that binds came while it had another peer."""
    if not (socket.handshakes and socket.kind.has_one_peer and socket.binds):
        return False
    ignored = [bool(node.ignored) for node, _ in across(traffic, socket)]
    ignored += [peer.is_ignored for peer in traffic.peers.here(socket)]
    return bool(ignored) and all(ignored)


def strangers(traffic: Traffic, socket: SocketTraffic) -> list[str]:
    """The foreign peers that are connected to a socket now, and not ignored by it: their names."""
    return [peer.name for peer in traffic.peers.here(socket) if not peer.is_ignored]


def lost_its_server_ns(node: NodeTraffic, socket: SocketTraffic) -> int:
    """When the connection ended on which the request was under way for whose reply a REQ waits; 0 if none did."""
    is_idle = node.doing.activity is Activity.IDLE
    waits = socket.kind.asks and is_idle and socket.sent.messages > socket.received.messages
    return socket.events.peer_lost_since(node.doing.since_ns) if waits else 0


def refused_by(traffic: Traffic, socket: SocketTraffic, now_ns: int) -> Connection | None:
    """The last connection to a foreign program that libzmq refused; None if there is none, or if it is mended.

    Where one program after the other leaves at once, so may one have left that broke off, whatever its type.
    """
    for connection in reversed(socket.connections.refused):
        if (
            traffic.peers.is_ours(connection)
            or sum(not traffic.peers.is_ours(one) for one in connection.beside) >= MANY
        ):
            continue
        if connection.accepted:
            return connection if now_ns - connection.left_ns < REMEMBERED_NS else None
        if not any(one.endpoint == connection.endpoint for one in socket.connections.open.values()):
            return connection
    return None


def met_wrong_type(traffic: Traffic, socket: SocketTraffic, now_ns: int) -> bool:
    """Whether a socket connects to one of a type that it cannot talk to: libzmq ends the connection, and its queue."""
    wrong = any(not may_meet(other.type, socket.type) for _, other in across(traffic, socket)) and not socket.binds
    return wrong or refused_by(traffic, socket, now_ns) is not None


def has_several(traffic: Traffic, socket: SocketTraffic) -> bool:
    """Whether a socket has more than one peer."""
    return len(across(traffic, socket)) + len(strangers(traffic, socket)) > 1
