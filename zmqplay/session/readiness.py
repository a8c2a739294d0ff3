"""Whether the nodes have met: every socket is there, and every connection has shaken hands."""

from __future__ import annotations

from zmqplay.session.flows import PUBLISHERS
from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.traffic import Traffic


def stragglers(traffic: Traffic) -> list[str]:
    """The living nodes that have not yet met all whom their pattern has them meet."""
    return [
        node.name
        for node in traffic.nodes.values()
        if node.state in (NodeState.STARTING, NodeState.RUNNING) and not _has_met_all(traffic, node)
    ]


def _has_met_all(traffic: Traffic, node: NodeTraffic) -> bool:
    sockets = [socket for socket in node.sockets.values() if socket.facts.bound or socket.facts.connected]
    if len(sockets) < len(traffic.pattern.wires_of(node.role, node.number)):
        return False
    for socket in sockets:
        wire = traffic.peers.wire_of(socket)
        others = [
            other
            for other in traffic.sockets()
            if traffic.peers.wire_of(other) == wire
            and bool(other.facts.bound) != bool(socket.facts.bound)
            and traffic.nodes[other.node].state.alive
        ]
        if socket.handshakes < (len(others) if socket.facts.bound else min(1, len(others))):
            return False
    return True


def publishers(traffic: Traffic) -> set[str]:
    """The wires at which a living node publishes."""
    return {
        traffic.peers.wire_of(socket)
        for socket in traffic.sockets()
        if socket.type in PUBLISHERS and socket.facts.bound and traffic.nodes[socket.node].state.alive
    }
