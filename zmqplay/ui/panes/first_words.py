"""What an empty pane says first: what to type, where a node sends what is typed."""

from __future__ import annotations

from zmqplay.model.traffic import Traffic
from zmqplay.text import safe


def first_words(traffic: Traffic, to_type: str, to_wait: str) -> str:
    """`to_type` where some node speaks, or none has started; `to_wait` where all only take what arrives.

    Where a role speaks that no node plays, that is said too.
    """
    speaking, roles = traffic.topology.speaking, {node.role for node in traffic.nodes.values()}
    if not roles or roles.intersection(speaking):
        return to_type
    return f"{to_wait} No {safe(speaking[0], 20)} plays here." if speaking else to_wait
