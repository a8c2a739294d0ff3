"""Finds the nodes that a command names, by node, role or wire; refuses names that do not exist, with what to do."""

from __future__ import annotations

from collections.abc import Mapping

from zmqplay.control.refused import Refused
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.plan import Plan


class Lookup:
    """Finds nodes among those that were started."""

    def __init__(self, nodes: Mapping[str, NodeTraffic], plan: Plan) -> None:
        self.nodes = nodes
        self._plan = plan

    def node(self, name: str) -> NodeTraffic:
        """The node with this name, alive or not."""
        node = self.nodes.get(name)
        if node is None:
            self._plan.vocabulary.check_node_name(name)
            raise Refused(f"there is no {name}; there are {', '.join(self.nodes) or 'no nodes'}.")
        return node

    def living(self, name: str) -> NodeTraffic:
        """The node with this name, if it runs or is frozen."""
        node = self.node(name)
        if not node.state.alive:
            raise Refused(f"{name} has ended ({node.state}); restart it first.")
        return node

    def of_role(self, role: str) -> list[NodeTraffic]:
        """The nodes of a role, alive or not."""
        return [node for node in self.nodes.values() if node.role == role]

    def target(self, target: str) -> list[NodeTraffic]:
        """The living nodes of a role, or the living node with this name."""
        if self._plan.vocabulary.check_target(target) not in self._plan.counts:
            return [self.living(target)]
        return [node for node in self.of_role(target) if node.state.alive]

    def all_alive(self) -> list[NodeTraffic]:
        """All living nodes."""
        return [node for node in self.nodes.values() if node.state.alive]

    def on_wire(self, wire: str) -> list[str]:
        """The names of the living nodes that hold an end of a wire."""
        names = [node.name for node in self.all_alive()]
        return [name for name in names if any(held.name == wire for held, _ in self._plan.wires_of(name))]
