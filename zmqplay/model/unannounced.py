"""Connections that a node of ours made and told nothing of, since it ended."""

from __future__ import annotations

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import Life, NodeTraffic
from zmqplay.model.roster import Roster


def left_with_a_node(roster: Roster, left_ns: int, grace_ns: int) -> bool:
    """Whether a peer left when one of our nodes ended that may have been it, give or take `grace_ns`."""
    silent = [node.life for node in roster.nodes.values() if _may_be_silent(node)] if left_ns else []
    return any(_was_ending(life, left_ns, grace_ns) for life in silent)


def _was_ending(life: Life, at_ns: int, grace_ns: int) -> bool:
    begun_ns, ended_ns = life.stopping_ns or life.ended_ns, life.ended_ns or at_ns
    return begun_ns - grace_ns < at_ns < ended_ns + grace_ns


def _may_be_silent(node: NodeTraffic) -> bool:
    """Whether a node that ends may not have told of a connection.

    One that was killed could tell nothing any more; one that was stopped in its start may have read no monitor yet.
    """
    sockets = node.sockets.values()
    has_told = bool(sockets) and all(socket.events.counts[EventNumber.CONNECTED] or socket.binds for socket in sockets)
    if node.state.alive:
        return bool(node.life.stopping_ns) and not has_told
    return not (node.life.final and has_told)
