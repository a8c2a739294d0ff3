"""Connections that a node of ours made and told nothing of, since it ended."""

from __future__ import annotations

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.roster import Roster


def left_with_a_node(roster: Roster, left_ns: int, grace_ns: int) -> bool:
    """Whether a peer left when one of our nodes ended that may have been it, give or take `grace_ns`."""
    return bool(left_ns) and any(
        begun_ns - grace_ns < left_ns < ended_ns + grace_ns
        for node in roster.nodes.values()
        if _may_be_silent(node)
        for begun_ns in [node.life.stopping_ns or node.life.ended_ns]
        for ended_ns in [node.life.ended_ns or left_ns]
    )


def _may_be_silent(node: NodeTraffic) -> bool:
    """Whether a node that ends may not have told of a connection.

    One that was killed could tell nothing any more; one that was stopped in its start may have read no monitor yet.
    """
    sockets = node.sockets.values()
    has_told = bool(sockets) and all(socket.events[EventNumber.CONNECTED] or socket.binds for socket in sockets)
    if node.state.alive:
        return bool(node.life.stopping_ns) and not has_told
    return not (node.life.final and has_told)
