"""What several rules ask of the traffic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import SocketEvent

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

RECENT = 500
"""Messages that are looked at where only their frames tell."""
PATIENCE_NS = 1_000_000_000
"""How long something may last before it is more than a moment's state."""

FAILED_NO_DETAIL, FAILED_PROTOCOL, FAILED_AUTH = 0x800, 0x2000, 0x4000
"""Events of zmq_socket_monitor(3)."""


def sockets(traffic: Traffic, *types: str) -> Iterator[tuple[NodeTraffic, SocketTraffic]]:
    """The sockets in use of these types, or of all, with their nodes that live."""
    for node in traffic.nodes.values():
        if node.state.alive:
            for socket in node.sockets.values():
                facts = socket.facts
                if (facts.bound or facts.connected) and not facts.closed and (not types or socket.type in types):
                    yield node, socket


def across(traffic: Traffic, socket: SocketTraffic, *types: str) -> list[tuple[NodeTraffic, SocketTraffic]]:
    """Those at the other end of a socket's wire, if it is on one."""
    return [
        (node, other)
        for node, other in sockets(traffic, *types)
        if other.wire == socket.wire != "" and other.binds is not socket.binds
    ]


def is_ending(traffic: Traffic) -> bool:
    """The whole session is being ended, so what a node leaves behind is no surprise."""
    return all(node.life.stopping_ns or not node.state.alive for node in traffic.nodes.values())


def waiting(traffic: Traffic) -> Counter[str]:
    """Messages that wait for each node, as far as it can be told."""
    waits: Counter[str] = Counter()
    for link in traffic.ledger.links.values():
        waits[link.receiver] += link.waiting or 0
    return waits


def outstanding(traffic: Traffic, socket: SocketTraffic) -> int:
    """What a socket has sent and is neither delivered nor lost; 0 if that cannot be told."""
    gone = 0
    for link in traffic.ledger.links.values():
        if (link.sender, link.wire) == (socket.node, socket.wire):
            if link.delivered is None or link.lost is None:
                return 0
            gone += link.delivered + sum(link.lost.values())
    return max(0, socket.numbered - gone)


def recent(traffic: Traffic) -> Iterator[Message]:
    """The last messages that were seen, the latest first."""
    return islice(reversed(traffic.messages.rows), RECENT)


def events(traffic: Traffic) -> dict[tuple[str, int], list[SocketEvent]]:
    """The last socket events, oldest first, by node and socket; perhaps some of the node's former life before them."""
    by_socket: dict[tuple[str, int], list[SocketEvent]] = {}
    for line in traffic.events:
        by_socket.setdefault((line.node, line.event.socket), []).append(line.event)
    return by_socket


def is_option_set(socket: SocketTraffic, name: str) -> bool:
    """A switch is on."""
    return bool(socket.facts.options.get(name))


def is_frozen(node: NodeTraffic) -> bool:
    """SIGSTOP holds it."""
    return node.state is NodeState.FROZEN
