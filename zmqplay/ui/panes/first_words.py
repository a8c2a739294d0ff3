"""What an empty pane says first: what to type, where a node sends what is typed."""

from __future__ import annotations

from zmqplay.model.traffic import Traffic


def first_words(traffic: Traffic, to_type: str, to_wait: str) -> str:
    """`to_type` where some node speaks, or none has started; `to_wait` where all only take what arrives."""
    speaking, roles = traffic.topology.speaking, {node.role for node in traffic.nodes.values()}
    return to_type if not roles or roles.intersection(speaking) else to_wait
