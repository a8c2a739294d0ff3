"""The names that a user can refer to: a source's roles, nodes and wires. Every check of a name is here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zmqplay.control.guide import RoleGuide
from zmqplay.control.limits import MOST_MS
from zmqplay.control.refused import Refused
from zmqplay.control.source import Commandable
from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.topology import Topology
from zmqplay.model.words import some


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one topology. Each `check_…` returns the name as spelled, or raises Refused with what to do."""

    topology: Topology
    guides: Mapping[str, RoleGuide]
    """By role."""
    nodes: Mapping[str, NodeTraffic] = field(default_factory=dict)
    """By name; before play there are none."""

    def guide(self, role: str) -> RoleGuide:
        """The guide to a role; a default where the source has none."""
        return self.guides.get(role) or RoleGuide(role)

    def role_in(self, target: str) -> str:
        """The role in the name of a role or a node."""
        return target if target in self.topology.roles else target.rpartition("-")[0]

    def check_role(self, name: str) -> str:
        """Return the name of a role."""
        return self._known("role", name, self.topology.roles)

    def check_wire(self, name: str) -> str:
        """Return the name of a wire."""
        return self._known("wire", name, [wire.name for wire in self.topology.wires])

    def check_node_name(self, name: str, *, ended: bool = False) -> str:
        """Return a name that a node can have, whether or not the node exists.

        Who names a role instead is told of its living nodes, or with `ended` of those that have ended.
        """
        if name in self.topology.roles:
            raise Refused(f"{name!r} is a role; name {some(self._names(name, ended), 'or')}.")
        role, _, number = name.rpartition("-")
        if not role or not number.isdecimal():
            raise Refused(f"{name!r} is no node; nodes are called like {self.topology.roles[0]}-1.")
        return f"{self.check_role(role)}-{int(number)}"

    def check_target(self, name: str) -> str:
        """Return the name of a role, or a name that a node can have."""
        return self.check_role(name) if self._names_role(name) else self.check_node_name(name)

    def check_first_node(self, name: str, counts: Mapping[str, int]) -> str:
        """Return the name of a node that exists from the start; `counts` has the number of nodes of some roles."""
        name = self.check_node_name(name)
        role, _, number = name.rpartition("-")
        count = counts.get(role, self.guide(role).count)
        if not 1 <= int(number) <= count:
            raise Refused(f"there is no {name} among {count} {role}s.")
        return name

    def check_first_target(self, name: str, counts: Mapping[str, int]) -> str:
        """Return the name of a role, or of a node that exists from the start."""
        return self.check_role(name) if self._names_role(name) else self.check_first_node(name, counts)

    def subscribed_by_code(self, name: str) -> str:
        """Why the subscriptions that a node has cannot be changed, in one sentence; empty if they can, or it has none.

        Only a role that is declared with topics takes its subscriptions from zmqplay.
        """
        role = self.role_in(name)
        subscribes = any(kind_of(type_).subscribes for type_ in self.topology.sockets_of(role))
        if self.guide(role).has_topics or not subscribes:
            return ""
        return f"{name} subscribes in its own code, and that cannot be changed from here."

    def check_count(self, role: str, count: int) -> int:
        """Return a number of nodes that a role can have."""
        most = self.guide(self.check_role(role)).most
        if not 0 <= count <= most:
            raise Refused(f"{role}: there can be 0 to {most}, not {count}.")
        return count

    def _names(self, role: str, ended: bool) -> list[str]:
        """The nodes of a role that live, or have ended; all if none does; the name of the first if there is none."""
        nodes = [node for node in self.nodes.values() if node.role == role]
        fit = [node.name for node in nodes if node.state.alive != ended]
        return fit or [node.name for node in nodes] or [f"{role}-1"]

    def _names_role(self, name: str) -> bool:
        return name in self.topology.roles or not name.rpartition("-")[2].isdecimal()

    def _known(self, kind: str, name: str, known: Iterable[str]) -> str:
        if name not in known:
            has = ", ".join(known)
            raise Refused(f"{self.topology.name} has no {kind} {name!r}{nearest(name, known)}; it has {has}.")
        return name


def vocabulary_of(source: Commandable) -> Vocabulary:
    """The names that a user can refer to now."""
    return Vocabulary(source.traffic.topology, source.guide.roles, source.traffic.nodes)


def check_work(ms: float) -> float:
    """Return a work time in milliseconds that a task may take; raise Refused otherwise."""
    if not 0 <= ms <= MOST_MS:
        raise Refused(f"work takes 0 to {MOST_MS:,.0f} ms, not {ms:g}.")
    return ms


def nearest(name: str, known: Iterable[str]) -> str:
    """` (did you mean worker?)`; empty where no known name is similar."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
