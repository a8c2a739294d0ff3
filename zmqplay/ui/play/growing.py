"""What can be done to a role and its nodes: which role one more node is added to, and why something cannot be done."""

from __future__ import annotations

from collections import Counter

from zmqplay.control.guide import RoleGuide
from zmqplay.control.source import Source
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.words import some


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


def why_no_topics(source: Source, node: NodeTraffic) -> str:
    """Why a node has no subscriptions to add to, in one sentence; empty if it has."""
    roles = {name for name, guide in source.guide.roles.items() if guide.has_topics}
    if node.role in roles:
        return ""
    if why := vocabulary_of(source).subscribed_by_code(node.name):
        return why.removesuffix(".")
    having = [each.name for each in source.traffic.nodes.values() if each.role in roles and each.state.alive]
    return f"{node.name} has no subscriptions" + (f"; {some(having)} can have them" if having else ": only a SUB has")
