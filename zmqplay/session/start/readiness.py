"""Whether the nodes have met: every socket exists, and every connection has completed its handshake."""

from __future__ import annotations

from collections import Counter

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern


def stragglers(traffic: Traffic, pattern: Pattern) -> list[str]:
    """Living nodes that are not yet connected to every peer that their pattern gives them."""
    alive = [node for node in traffic.nodes.values() if node.state.alive]
    ends = Counter((socket.wire, socket.binds) for node in alive for socket in _joined(node))
    return [node.name for node in alive if node.state is not NodeState.FROZEN and not _has_met_all(pattern, node, ends)]


def _joined(node: NodeTraffic) -> list[SocketTraffic]:
    """The sockets that meet other nodes; within a process (inproc) no handshake is to be seen."""
    return [socket for socket in node.sockets.values() if any(map(_leaves_process, _addresses(socket)))]


def _addresses(socket: SocketTraffic) -> tuple[str, ...]:
    return (*socket.facts.bound, *socket.facts.connected)


def _leaves_process(address: str) -> bool:
    return not address.startswith("inproc://")


def _has_met_all(pattern: Pattern, node: NodeTraffic, ends: Counter[tuple[str, bool]]) -> bool:
    """Whether a node has all its sockets, and each is connected: to all connecting peers, or to the binding one."""
    sockets = _joined(node)
    if len(sockets) < len(pattern.wires_of(node.role, node.number)):
        return False
    for socket in sockets:
        others = ends[socket.wire, not socket.binds]
        if socket.handshakes < (others if socket.binds else min(1, others)):
            return False
    return True


def publishers(traffic: Traffic) -> set[str]:
    """The wires at which a living node publishes."""
    return {
        socket.wire
        for socket in traffic.sockets()
        if socket.publishes and socket.facts.bound and traffic.nodes[socket.node].state.alive
    }
