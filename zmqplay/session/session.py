"""One pattern being played, without a terminal: all that can be done to its nodes, each at once."""

from __future__ import annotations

from zmqplay.session.endpoints import EndpointTaken
from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.options import option, readable
from zmqplay.session.playable import Rate
from zmqplay.session.setup import BadWish, check_count, check_node_name, check_target, check_wire, check_work
from zmqplay.session.stage import Stage
from zmqplay.template import Template
from zmqplay.wire import Burst, Fail, Send, SetOption, Subscribe, Work


class Session(Stage):
    """What the screen, the commands and `zmqplay run` ask for. BadWish, a ValueError, says why something cannot be."""

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

    # --- nodes

    def add(self, role: str) -> str:
        """Start one more node of a role, and return its name."""
        nodes = [node for node in self.traffic.nodes.values() if node.role == role]
        check_count(self.pattern, role, sum(node.state.alive for node in nodes) + 1)
        name = self.next_name(role)
        self._launch_aside([name])
        return name

    def next_name(self, role: str) -> str:
        """What the next node of a role will be called."""
        return f"{role}-{1 + max((n.number for n in self.traffic.nodes.values() if n.role == role), default=0)}"

    def scale(self, role: str, count: int) -> None:
        """Let a role have so many living nodes: ended ones start again before new ones are made, the last stop first."""
        check_count(self.pattern, role, count)
        nodes = [node for node in self.traffic.nodes.values() if node.role == role]
        living = [node for node in nodes if node.state.alive]
        for node in living[count:]:
            self.stop(node.name)
        missing = max(0, count - len(living))
        names = [node.name for node in nodes if not node.state.alive][:missing]
        first_new = max((node.number for node in nodes), default=0) + 1
        names += [f"{role}-{number}" for number in range(first_new, first_new + missing - len(names))]
        if names:
            self._launch_aside(names)

    def kill(self, name: str) -> None:
        """End a node at once, by SIGKILL."""
        self.living(name)
        self._crew.kill(name)

    def freeze(self, name: str) -> None:
        """Let a node stand still, by SIGSTOP, its connections open."""
        node = self.living(name)
        if not node.pid:
            raise BadWish(f"{name} is still starting.")
        if node.state is not NodeState.FROZEN:
            self._crew.freeze(name)
            node.state = NodeState.FROZEN

    def restart(self, name: str) -> None:
        """Start a node that has ended again, under its name; end it first if it lives."""
        self._restart([self.node(name).name])

    def _restart(self, names: list[str]) -> None:
        for name in names:
            self.stop(name)
        self._ending.update(names)

    # --- work and traffic

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        """Let work take this long at a node or at all nodes of a role, give or take the jitter; also what is under way."""
        check_work(ms)
        check_work(jitter_ms)
        nodes = self.nodes_of(target)
        if target not in self.traffic.nodes:
            for node in self.traffic.nodes.values():
                if node.role == target:
                    self._plan.work_ms.pop(node.name, None)
        self._plan.work_ms[target] = ms, jitter_ms
        for node in nodes:
            node.work_ms, node.jitter_ms = ms, jitter_ms
            self._control.send(node.name, Work(ms, jitter_ms))

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""
        return self._plan.work_of(target if "-" in target else f"{target}-0")

    def fail(self, name: str) -> None:
        """Let a node's role raise at its next task."""
        self._control.send(self.living(name).name, Fail())

    @property
    def rate(self) -> Rate:
        """Messages a second of each speaking node; 0 for none, None for as fast as it goes."""
        return self._plan.rate

    def rate_of(self, node: str) -> Rate:
        """That of one node, which may have its own."""
        return self._plan.rate_of(node)

    def set_rate(self, rate: Rate, node: str = "") -> None:
        """Let each speaking node send so many messages a second, or one of them."""
        if node:
            self._plan.rates[self._speaking(node)] = rate
            self._speak(node)
            return
        self._plan.rate = rate
        self._plan.rates.clear()
        for name in self.speakers:
            self._speak(name)

    def burst(self, count: int, node: str = "") -> None:
        """Let each speaking node send so many messages at once, or one of them."""
        names = [self._speaking(node)] if node else [name for name in self.speakers if self._speaks(name)]
        for name in names:
            self._control.send(name, Burst(count, self._plan.messages_of(name), self._plan.size))

    def _speaking(self, name: str) -> str:
        if not self._speaks(self.living(name).name):
            ours = ", ".join(speaker for speaker in self.speakers if self._speaks(speaker)) or "nobody"
            raise BadWish(f"{name} makes no traffic by itself; {ours} can.")
        return name

    @property
    def message(self) -> str:
        """What traffic is made of; empty for what the roles declare."""
        return self._plan.messages[0] if self._plan.messages else ""

    @property
    def size(self) -> int:
        """Bytes to which bodies are padded."""
        return self._plan.size

    def set_message(self, text: str = "") -> None:
        """Let the traffic be made of this text; of what the roles declare, if it is empty."""
        self._plan.messages = (text,) if text else ()
        self._speak_anew()

    def set_size(self, size: int) -> None:
        """Pad each body that is made to so many bytes."""
        self._plan.size = size
        self._speak_anew()

    def _speak_anew(self) -> None:
        for name in self.speakers:
            self._speak(name)

    def send(self, node: str, text: str) -> None:
        """Let a node say what the user typed."""
        if node not in self.speakers:
            raise BadWish(f"{node} cannot send; {' or '.join(self.speakers) or 'nobody'} can.")
        number = self.traffic.nodes[node].spoken + 1
        self._control.send(node, Send(Template(text, node, self._plan.size).frames(number)))

    # --- sockets

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
        self._await_topics(name, topics)

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
        if known.live and value is not None:
            for node in nodes:
                self._control.send(node.name, SetOption(name, value))
            return f"{said} from now on"
        self._restart([node.name for node in nodes])
        ours = ", ".join(node.name for node in nodes[:4]) + (", …" if len(nodes) > 4 else "")
        return f"{said}; {ours} restart{'s' if len(nodes) == 1 else ''}, since it works only before bind and connect"

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
        self.traffic.move(wire, endpoint.connect)
        self._restart(self._nodes_on(wire))
        return f"{wire} runs at {endpoint.bind} now; its nodes restart" + (
            f" ({endpoint.notice})" * bool(endpoint.notice)
        )

    def turn(self, wire_name: str, role: str) -> str:
        """Let this role bind the wire and the other connect; both restart."""
        wire = self.pattern.wire(check_wire(self.pattern, wire_name))
        if wire.bind.role == wire.connect.role:
            raise BadWish(f"both ends of {wire.name} are {wire.bind.role}s; {wire.bind.role}-1 always binds.")
        if role not in (wire.bind.role, wire.connect.role):
            raise BadWish(f"no {role} is at {wire.name}; {wire.bind.role} and {wire.connect.role} are.")
        if role == wire.bind.role:
            return f"{role} binds {wire.name} already"
        living = len(self.nodes_of(role))
        if living > 1:
            raise BadWish(f"{living} {role}s cannot bind one address; `/nodes {role} 1` first.")
        self._plan.turn(wire.name)
        self.traffic.pattern = self.pattern
        self._restart(self._nodes_on(wire.name))
        return f"{role} binds {wire.name} and {wire.bind.role} connects now; both restart"

    def _nodes_on(self, wire: str) -> list[str]:
        names = [node.name for node in self.traffic.nodes.values() if node.state.alive]
        return [name for name in names if any(held.name == wire for held, _ in self._wires_of(name))]
