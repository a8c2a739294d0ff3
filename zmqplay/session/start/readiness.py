"""Whether the nodes have met: every socket exists, and every connection has completed its handshake."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection

from zmqplay.model.addresses import is_inproc, places
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.wire import Activity

ARRIVING_NS = 50_000_000
"""How long a subscription may take to reach a PUB that connects, which can neither tell nor be asked: the probe of a
bound one is a subscriber itself."""
RESTING_NS = 300_000_000
"""A node that has waited for this long without a socket opens none before it is told to speak."""


def stragglers(traffic: Traffic, pattern: Pattern) -> list[str]:
    """Living nodes that are not yet connected to every peer that their pattern gives them."""
    alive = [node for node in traffic.nodes.values() if node.state.alive]
    ends = Ends([socket for node in alive for socket in _joined(node)])
    return [node.name for node in alive if node.state is not NodeState.FROZEN and not _has_met_all(pattern, node, ends)]


def has_met(node: NodeTraffic) -> bool:
    """Whether a node was ever connected to anybody, or has nobody to meet: not one whose peers have merely ended."""
    sockets = _joined(node)
    return not sockets or any(socket.first_handshake_ns for socket in sockets)


def _joined(node: NodeTraffic) -> list[SocketTraffic]:
    """The sockets that meet other nodes; within a process (inproc) no handshake is to be seen."""
    return [socket for socket in node.sockets.values() if _outside(socket.facts.bound + socket.facts.connected)]


def _outside(addresses: tuple[str, ...]) -> list[str]:
    """Those of the addresses at which other processes can be met, each once."""
    return [address for address in dict.fromkeys(addresses) if not is_inproc(address)]


class Ends:
    """How many handshakes each socket will have: with each socket that connects to it, and at each bound address."""

    def __init__(self, sockets: list[SocketTraffic]) -> None:
        self._bound = {place for socket in sockets for place in _places(socket.facts.bound)}
        self._connected = Counter(place for socket in sockets for place in _places(socket.facts.connected))
        self._binding = {socket.wire for socket in sockets if socket.binds}

    def of(self, socket: SocketTraffic) -> int:
        """The number of handshakes; one at least with a wire that is bound, by whatever name its address is known."""
        guests = sum(self._connected[place] for place in _places(socket.facts.bound))
        hosts = len(self._bound & _places(socket.facts.connected))
        unnamed = bool(socket.facts.connected) and not hosts and socket.wire in self._binding
        return guests + hosts + unnamed


def _places(addresses: tuple[str, ...]) -> set[str]:
    return {places(address)[0] for address in _outside(addresses)}


def _has_met_all(pattern: Pattern, node: NodeTraffic, ends: Ends) -> bool:
    """Whether a node has all its sockets, and each is connected: to all connecting peers, and to those that bind."""
    sockets = _joined(node)
    addresses = sum(len(_outside(socket.facts.bound + socket.facts.connected)) for socket in sockets)
    if addresses < len(pattern.wires_of(node.role, node.number)) and not _rests(node):
        return False
    return all(socket.handshakes >= ends.of(socket) for socket in sockets)


def _rests(node: NodeTraffic) -> bool:
    """Whether a node waits without having all its sockets: it opens them when it speaks, or leaves that to a child."""
    doing = node.doing
    return doing.activity is Activity.IDLE and time.monotonic_ns() - doing.since_ns > RESTING_NS


def awaits_a_program(traffic: Traffic, unbound: Collection[str], now_ns: int) -> bool:
    """Whether a node would lose what it sends, since the program that it connects to has not answered yet.

    That is a socket which drops without a peer, and at a wire that no node of ours binds: a ROUTER until the handshake,
    a publisher until the subscriptions that the program sends right after it.
    """
    return any(
        not socket.handshakes or (socket.publishes and now_ns - socket.last_handshake_ns < ARRIVING_NS)
        for socket in traffic.sockets()
        if socket.wire in unbound
        and socket.kind.drops
        and socket.kind.speaks_first
        and not socket.binds
        and traffic.nodes[socket.node].state.alive
    )


def publishers(traffic: Traffic) -> set[str]:
    """The wires at which a living node publishes, by a bound socket, to other processes."""
    return {
        socket.wire
        for socket in traffic.sockets()
        if socket.publishes and _outside(socket.facts.bound) and traffic.nodes[socket.node].state.alive
    }
