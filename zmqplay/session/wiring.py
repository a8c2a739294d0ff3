"""What can be done to the sockets and wires of a session: subscriptions, options, addresses, and who binds."""

from __future__ import annotations

import time

from zmqplay.instructions import SetOption, Subscribe
from zmqplay.model.facts import Moved
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.options import option, readable
from zmqplay.session.endpoints import EndpointTaken
from zmqplay.session.lifecycle import Stage
from zmqplay.session.setup import BadWish, check_node_name, check_target, check_wire


class Wiring(Stage):
    """Finds the nodes that a wish is about; what cannot change on a live socket restarts them."""

    def node(self, name: str) -> NodeTraffic:
        """The node called so, alive or not."""
        node = self.traffic.nodes.get(name)
        if node is None:
            check_node_name(self.pattern, name)
            raise BadWish(f"there is no {name}; there are {', '.join(self.traffic.nodes) or 'no nodes'}.")
        return node

    def living(self, name: str) -> NodeTraffic:
        """The node called so, if it runs or is frozen."""
        node = self.node(name)
        if not node.state.alive:
            raise BadWish(f"{name} has ended ({node.state}); restart it first.")
        return node

    def nodes_of(self, target: str) -> list[NodeTraffic]:
        """The living nodes of a role, or the one of this name."""
        if check_target(self.pattern, target) not in self._plan.counts:
            return [self.living(target)]
        return [node for node in self.traffic.nodes.values() if node.role == target and node.state.alive]

    def subscribe(self, name: str, topic: str, on: bool = True) -> None:
        """Subscribe a running node to a topic, or unsubscribe it. Publishers wait until that has reached them."""
        node = self.living(name)
        if node.state is NodeState.FROZEN:
            raise BadWish(f"{name} is frozen, and cannot hear of it; thaw it first.")
        if not self.pattern.role(node.role).topics:
            raise BadWish(f"{name} subscribes to nothing; only subscribers have topics.")
        topics = list(self._plan.topics_of(name))
        if not on and topic not in topics:
            has = ", ".join(repr(known) for known in topics) or "nothing"
            raise BadWish(f"{name} is not subscribed to {topic!r}, but to {has}.")
        topics.append(topic) if on else topics.remove(topic)
        self._plan.topics[name] = topics
        self._control.send(name, Subscribe(topic, on))
        self._meeting.await_topics(name, topics)

    def unsubscribe(self, name: str, topic: str) -> None:
        """Take a subscription of a running node back."""
        self.subscribe(name, topic, on=False)

    def topics_of(self, name: str) -> list[str]:
        """What a node subscribes to."""
        return self._plan.topics_of(name)

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        """Set a socket option of a node or a role, or take it back (None); the sentence says how it takes effect."""
        known = option(name)
        nodes = self.nodes_of(target)
        options = self._plan.options.setdefault(target, {})
        if value is None:
            options.pop(name, None)
        else:
            options[name] = known.check(value)
        said = (
            f"{name} of {target} is {readable(value)}" if value is not None else f"{name} of {target} is as by default"
        )
        if not nodes:
            return f"{said} from its next start on"
        if known.live:
            for node in nodes:
                now = self._plan.options_of(node.name).get(name, known.default(known.types[0]))
                self._control.send(node.name, SetOption(name, now))
            return f"{said} from now on"
        self._restart([node.name for node in nodes])
        ours = ", ".join(node.name for node in nodes[:4]) + (", …" if len(nodes) > 4 else "")
        return f"{said}; {ours} restart{'s' if len(nodes) == 1 else ''}, since it takes a new socket"

    def option_of(self, target: str, name: str) -> int | bytes | None:
        """A socket option, if it was set for exactly this role or node."""
        return self._plan.options.get(target, {}).get(name)

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node."""
        return self._plan.options_of(node)

    def address_of(self, wire: str) -> str:
        """Where a wire runs."""
        return self._plan.endpoints[wire].bind

    def set_endpoint(self, wire: str, address: str) -> str:
        """Let a wire run elsewhere: `tcp` (its default), `ipc` (of our own) or an address; its nodes restart."""
        check_wire(self.pattern, wire)
        try:
            moved = self._plan.move(wire, address)
        except EndpointTaken as error:
            raise BadWish(str(error)) from None
        endpoint = self._plan.endpoints[wire]
        if not moved:
            return f"{wire} runs at {endpoint.bind} already"
        self._note_socket_files()
        self._take(Moved(time.monotonic_ns(), wire, endpoint.connect))
        self._restart(self._nodes_on(wire))
        return f"{wire} runs at {endpoint.bind} now; its nodes restart" + (
            f" ({endpoint.notice})" * bool(endpoint.notice)
        )

    def turn(self, wire_name: str, role: str) -> str:
        """Let this role bind the wire and the other connect; both restart."""
        wire = self.pattern.wire(check_wire(self.pattern, wire_name))
        binding, connecting = ([end.role for end in ends] for ends in (wire.binding, wire.connecting))
        both = set(binding) & set(connecting)
        if both:
            raise BadWish(f"both ends of {wire.name} are {min(both)}s; {min(both)}-1 always binds.")
        if role not in (*binding, *connecting):
            raise BadWish(f"no {role} is at {wire.name}; {' and '.join(dict.fromkeys((*binding, *connecting)))} are.")
        if role in binding:
            return f"{role} binds {wire.name} already"
        living = len(self.nodes_of(role))
        if living > 1:
            raise BadWish(f"{living} {role}s cannot bind one address; `/nodes {role} 1` first.")
        self._plan.turn(wire.name)
        self._declare()
        self._restart(self._nodes_on(wire.name))
        return f"{role} binds {wire.name} and {' and '.join(binding)} connects now; both restart"
