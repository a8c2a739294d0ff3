"""Nodes that have ended, which the user may put out of sight."""

from __future__ import annotations

from zmqplay.model.traffic import Traffic
from zmqplay.ui.view import View


def hide_ended(traffic: Traffic, view: View) -> list[str]:
    """Show the nodes that have ended no more, until they start again; return the names of those just hidden."""
    ended = {(node.name, node.life.number) for node in traffic.nodes.values() if not node.state.alive}
    names = sorted(name for name, _ in ended - view.out_of_sight)
    view.out_of_sight = frozenset(ended)
    if view.node in names:
        view.node = None
    return names
