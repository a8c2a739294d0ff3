"""Which role one more node is added to, and whether it may have one more."""

from __future__ import annotations

from collections import Counter

from zmqplay.control.guide import RoleGuide
from zmqplay.control.source import Source


def busiest_role(source: Source) -> str:
    """The role with the most living nodes, among the roles that may have several."""
    roles = source.traffic.topology.roles
    guides = {role: source.guide.roles.get(role) or RoleGuide(role) for role in roles}
    living = Counter(node.role for node in source.traffic.nodes.values() if node.state.alive)
    growing = [role for role in roles if guides[role].most > 1] or roles
    return max(growing, key=lambda role: (living[role], guides[role].count), default="")


def why_full(source: Source, role: str) -> str:
    """Why a role can have no further node, in one sentence; empty if it can."""
    guide, nodes = source.guide.roles.get(role), source.controls.nodes if source.controls else None
    if guide is None or nodes is None or nodes.count_of(role) < guide.most:
        return ""
    return (
        f"there is {role}-1, and there can be one {role} only"
        if guide.most == 1
        else f"there are {guide.most} {role}s, and there can be no more"
    )
