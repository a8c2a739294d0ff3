"""The sockets and wires of a session: the `wiring` part of its controls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from zmqplay.control.refused import Refused
from zmqplay.instructions import SetOption, Subscribe
from zmqplay.model.facts import Fact, Moved, Noticed
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.options import BadOption, Option, option, readable
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts.host import Host
from zmqplay.session.lives import Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan
from zmqplay.session.start.gate import Gate
from zmqplay.template import as_literal


class Wiring:
    """`WiringControls` of a session; a change that a live socket cannot take restarts nodes. Refused says why not."""

    def __init__(
        self,
        *,
        lookup: Lookup,
        lives: Lives,
        plan: Plan,
        host: Host,
        control: Control,
        gate: Gate,
        take: Callable[[Fact], None],
        declare: Callable[[], None],
    ) -> None:
        """`declare` tells the traffic the plan's present topology."""
        self._lookup = lookup
        self._lives = lives
        self._plan = plan
        self._host = host
        self._control = control
        self._gate = gate
        self._take = take
        self._declare = declare

    def subscribe(self, name: str, topic: bytes) -> None:
        """Subscribe a running node to a topic. Publishers wait until the subscription has reached them."""
        self._set_subscription(self._subscriber(name), topic, on=True)

    def unsubscribe(self, name: str, topic: bytes) -> None:
        """Remove a subscription of a running node. Publishers wait until the change has reached them."""
        node = self._subscriber(name)
        topics = self._plan.topics_of(name)
        if topic not in topics:
            has = ", ".join(f"'{as_literal(known)}'" for known in topics) or "nothing"
            raise Refused(f"{name} is not subscribed to '{as_literal(topic)}', but to {has}.")
        self._set_subscription(node, topic, on=False)

    def topics_of(self, node: str) -> list[bytes]:
        """The topics that a node subscribes to."""
        return self._plan.topics_of(node)

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        """Set a socket option of a node or role; None takes the setting back. The sentence says how it takes effect."""
        nodes = self._lookup.target(target)
        options = self._plan.options.setdefault(target, {})
        try:
            known = option(name)
            checked = None if value is None else known.check(value)
        except BadOption as error:
            raise Refused(str(error)) from None
        verb = "is" if known.live or value is None else "is to be"  # the role may set it itself, and later
        said = f"{name} of {target} {verb} {'as by default' if value is None else readable(value)}"
        if checked == options.get(name):
            return f"{said} already"
        before = {node.name: self._plan.options_of(node.name).get(name) for node in nodes}
        if checked is None:
            options.pop(name, None)
        else:
            options[name] = checked
        if not nodes:
            return f"{said} from its next start on"
        now = {node: self._plan.options_of(node).get(name) for node in before}
        return f"{said}{self._applied(known, {node: value for node, value in now.items() if value != before[node]})}"

    def _applied(self, known: Option, changed: Mapping[str, int | bytes | None]) -> str:
        """Give nodes the new values of an option, None for its default; return the rest of a sentence about it."""
        if not changed:
            return ", which changes nothing now"
        if known.live:
            for node, value in changed.items():
                now = known.default(known.types[0]) if value is None else value
                self._control.send(node, SetOption(known.name, now))
            return " from now on"
        self._lives.restart(list(changed))
        ours = ", ".join([*changed][:4]) + (", …" if len(changed) > 4 else "")
        return f"; {ours} restart{'s' if len(changed) == 1 else ''}, since it takes a new socket"

    def option_of(self, target: str, name: str) -> int | bytes | None:
        """A socket option's value, if it was set for exactly this role or node; else None."""
        return self._plan.options.get(target, {}).get(name)

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node or for its role, by libzmq's name."""
        return self._plan.options_of(node)

    def default_of(self, name: str, type_: str) -> int | bytes:
        """libzmq's value of an option on a new socket of a type."""
        return option(name).default(type_)

    def address_of(self, wire: str) -> str:
        """The address that a wire is bound to."""
        return self._plan.endpoints[wire].bind

    def set_endpoint(self, wire: str, address: str) -> str:
        """Move a wire to `tcp` (its default), `ipc` (in our directory) or an address; its nodes restart."""
        moved = self._plan.move(self._plan.vocabulary.check_wire(wire), address)
        endpoint = self._plan.endpoints[wire]
        if not moved:
            return f"{wire} runs at {endpoint.bind} already"
        self._take(Moved(time.monotonic_ns(), wire, endpoint.connect))
        self._lives.restart(self._lookup.on_wire(wire))
        return f"{wire} runs at {endpoint.bind} now; its nodes restart" + (
            f" ({endpoint.notice})" * bool(endpoint.notice)
        )

    def turn(self, wire: str, role: str) -> str:
        """Let this role bind the wire and the other role connect; both restart."""
        known = self._plan.pattern.wire(self._plan.vocabulary.check_wire(wire))
        binding, connecting = ([end.role for end in ends] for ends in (known.binding, known.connecting))
        both = set(binding) & set(connecting)
        if both:
            raise Refused(f"both ends of {wire} are {min(both)}s; {min(both)}-{1 + known.turned} always binds.")
        if role not in (*binding, *connecting):
            raise Refused(f"no {role} is at {wire}; {' and '.join(dict.fromkeys((*binding, *connecting)))} are.")
        if role in binding:
            return f"{role} binds {wire} already"
        living = sum(node.state.alive for node in self._lookup.of_role(role))
        if living > 1:
            raise Refused(f"{living} {role}s cannot bind one address; `/nodes {role} 1` first.")
        is_held = any(node.state.alive for other in binding for node in self._lookup.of_role(other))
        self._plan.turn(wire, is_free=living > 0 and not is_held)
        self._declare()
        ours = self._lookup.on_wire(wire)
        self._lives.restart(ours)
        restart = "both restart" if role in self._plan.counts and binding[0] in self._plan.counts else "it restarts"
        return f"{role} binds {wire} and {' and '.join(dict.fromkeys(binding))} connects now; {restart}"

    def move_away(self, name: str) -> None:
        """Move the wires of a node that could not bind, since another program took the port after it was found free."""
        for wire in self.lost_wires(name):
            self._plan.move_away(wire)
            endpoint = self._plan.endpoints[wire]
            self._take(Moved(time.monotonic_ns(), wire, endpoint.connect))
            self._take(Noticed(time.monotonic_ns(), endpoint.notice))
            self._lives.restart([name, *self._lookup.on_wire(wire)])

    def lost_wires(self, name: str) -> list[str]:
        """The wires that can move if a node could not bind: no other node binds them, and no user named the address."""
        bound = [wire.name for wire, binds in self._plan.wires_of(name) if binds]
        return [wire for wire in bound if self._plan.may_move_away(wire) and not self._binders_besides(name, wire)]

    def _binders_besides(self, name: str, wire: str) -> list[str]:
        others = [other for other in self._lookup.on_wire(wire) if other != name]
        return [other for other in others if any(w.name == wire and binds for w, binds in self._plan.wires_of(other))]

    def _subscriber(self, name: str) -> NodeTraffic:
        node = self._lookup.living(name)
        if node.state is NodeState.FROZEN:
            raise Refused(f"{name} is frozen, and cannot be told; thaw it first.")
        if not self._plan.pattern.role(node.role).topics:
            raise Refused(f"{name} has no subscriptions that could be changed from here.")
        return node

    def _set_subscription(self, node: NodeTraffic, topic: bytes, on: bool) -> None:
        topics = list(self._plan.topics_of(node.name))
        topics.append(topic) if on else topics.remove(topic)
        self._plan.topics[node.name] = topics
        self._control.send(node.name, Subscribe(topic, on))
        self._gate.await_topics(node.name, topics)
