"""One pattern being played, without a terminal: all that can be done to its nodes, each at once."""

from __future__ import annotations

import time

from zmqplay.control.controls import Rate
from zmqplay.instructions import Burst, Fail, Send, Work
from zmqplay.model.facts import Frozen, WorkSet
from zmqplay.model.nodes import NodeState
from zmqplay.session.hosts import open_files
from zmqplay.session.lifecycle import LINGER_MS
from zmqplay.session.setup import BadWish, check_count, check_work
from zmqplay.session.wiring import Wiring
from zmqplay.template import Template


class Session(Wiring):
    """What the screen, the commands and `zmqplay run` ask for. BadWish, a ValueError, says why something cannot be."""

    # --- nodes

    def add(self, role: str) -> str:
        """Start one more node of a role, and return its name."""
        nodes = [node for node in self.traffic.nodes.values() if node.role == role]
        self._check_count(role, sum(node.state.alive for node in nodes) + 1)
        name = self.next_name(role)
        self._launch_aside([name])
        return name

    def _check_count(self, role: str, count: int) -> None:
        check_count(self.pattern, role, count)
        others = sum(node.state.alive for node in self.traffic.nodes.values() if node.role != role)
        try:
            open_files.check(others + count)
        except open_files.TooFewFiles as error:
            raise BadWish(str(error)) from None
        bound = (wire for wire in self.pattern.wires if {end.role for end in wire.binding} == {role})
        wire = next((wire for wire in bound if all(end.role != role for end in wire.connecting)), None)
        if wire is not None and count > 1:
            other = wire.connecting[0].role
            raise BadWish(
                f"{role} binds {wire.name} at {self.address_of(wire.name)}, which only one socket can; "
                f"let {other} bind it first: `/bind {wire.name} {other}`."
            )

    def next_name(self, role: str) -> str:
        """What the next node of a role will be called."""
        return f"{role}-{1 + max((n.number for n in self.traffic.nodes.values() if n.role == role), default=0)}"

    def scale(self, role: str, count: int) -> None:
        """Let a role have so many living nodes: ended ones start again before new ones come, the last stop first."""
        self._check_count(role, count)
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

    def stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        """End a node as a well-behaved program ends; what it has queued may take that long to leave."""
        self._stop(self.living(name).name, linger_ms)

    def kill(self, name: str) -> None:
        """End a node at once, by SIGKILL."""
        self.living(name)
        self._crew.kill(name)

    def freeze(self, name: str) -> None:
        """Let a node stand still, by SIGSTOP, its connections open."""
        node = self.living(name)
        if not node.life.pid:
            raise BadWish(f"{name} is still starting.")
        if node.state is NodeState.FROZEN:
            raise BadWish(f"{name} is frozen already.")
        self._crew.freeze(name)
        self._take(Frozen(time.monotonic_ns(), name))

    def thaw(self, name: str) -> None:
        """Let a frozen node go on."""
        if self.living(name).state is not NodeState.FROZEN:
            raise BadWish(f"{name} is not frozen.")
        self._thaw(name)

    def restart(self, name: str) -> None:
        """Start a node that has ended again, under its name; end it first if it lives."""
        self._restart([self.node(name).name])

    # --- work and traffic

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        """Let work take this long at a node or at all of a role, give or take the jitter; also what is under way."""
        check_work(ms)
        check_work(jitter_ms)
        nodes = self.nodes_of(target)
        if target not in self.traffic.nodes:
            for node in self.traffic.nodes.values():
                if node.role == target:
                    self._plan.work_ms.pop(node.name, None)
        self._plan.work_ms[target] = ms, jitter_ms
        for node in nodes:
            self._take(WorkSet(time.monotonic_ns(), node.name, ms, jitter_ms))
            self._control.send(node.name, Work(ms, jitter_ms))

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""
        return self._plan.work_of(target)

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
            self._voices.speak(node)
            return
        self._plan.rate = rate
        self._plan.rates.clear()
        self._voices.speak_anew()

    def limit(self, node: str, most: int) -> None:
        """Let a speaking node make no more than so many messages in all its lives, bursts apart."""
        self._plan.most[node] = most
        self._voices.speak(node)

    def burst(self, count: int, node: str = "") -> None:
        """Let each speaking node send so many messages at once, or one of them."""
        names = [self._speaking(node)] if node else [name for name in self.speakers if self._voices.makes_traffic(name)]
        if not names:
            raise BadWish("no node is left that makes traffic; start one first.")
        for name in names:
            self._voices.say(name, Burst(count, self._plan.messages_of(name), self._plan.size), self._ending)

    def _speaking(self, name: str) -> str:
        if not self._voices.makes_traffic(self.living(name).name):
            ours = ", ".join(speaker for speaker in self.speakers if self._voices.makes_traffic(speaker)) or "nobody"
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
        self._voices.speak_anew()

    def set_size(self, size: int) -> None:
        """Pad each body that is made to so many bytes."""
        self._plan.size = size
        self._voices.speak_anew()

    def send(self, node: str, text: str) -> None:
        """Let a node say what the user typed."""
        if node not in self.speakers:
            raise BadWish(f"{node} cannot send; {' or '.join(self.speakers) or 'nobody'} can.")
        number = self.traffic.nodes[node].speech.spoken + 1
        self._voices.say(node, Send(Template(text, node, self._plan.size).frames(number)), self._ending)
