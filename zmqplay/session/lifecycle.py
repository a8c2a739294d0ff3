"""The lifecycle of a session's nodes: the `nodes` part of its controls, each action at once."""

from __future__ import annotations

import time
from collections.abc import Callable

from zmqplay.control.refused import Refused
from zmqplay.control.vocabulary import check_work
from zmqplay.instructions import Fail, Work
from zmqplay.model.facts import Fact, Frozen, WorkSet
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts.host import Host
from zmqplay.session.lives import LINGER_MS, Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan, role_of


class Lifecycle:
    """`NodeControls` of a session. Raises Refused, with the reason, if something cannot be done."""

    def __init__(
        self, *, lookup: Lookup, lives: Lives, plan: Plan, host: Host, control: Control, take: Callable[[Fact], None]
    ) -> None:
        self._lookup = lookup
        self._lives = lives
        self._plan = plan
        self._host = host
        self._control = control
        self._take = take

    def add(self, role: str) -> str:
        """Start one more node of a role, and return its name."""
        self._check_count(role, sum(map(self._lives_on, self._lookup.of_role(role))) + 1)
        name = self.next_name(role)
        self._lives.start([name])
        return name

    def next_name(self, role: str) -> str:
        """The name of the next new node of a role."""
        return f"{role}-{1 + self._highest_number(role)}"

    def scale(self, role: str, count: int) -> None:
        """Bring a role to `count` living nodes: ended nodes start again before new ones; the last ones stop first."""
        self._check_count(role, count)
        nodes = self._lookup.of_role(role)
        living = [node for node in nodes if self._lives_on(node)]
        for node in living[count:]:
            self.stop(node.name)
        missing = max(0, count - len(living))
        names = [node.name for node in nodes if not self._lives_on(node)][:missing]
        first_new = self._highest_number(role) + 1
        names += [f"{role}-{number}" for number in range(first_new, first_new + missing - len(names))]
        if names:
            self._lives.start(names)

    def count_of(self, role: str) -> int:
        """The number of nodes of a role that live and have not been told to end, or that are about to start again."""
        names = [node.name for node in self._lookup.of_role(role) if node.state.alive and not node.life.stopping_ns]
        return len({*names, *(name for name in self._lives.restarting if role_of(name) == role)})

    def stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        """Let a node end as a well-behaved program does; its queued messages have `linger_ms` to leave."""
        if name not in self._lives.restarting:
            self._lookup.living(name)
        self._lives.stay_ended(name)
        self._lives.stop(name, linger_ms)

    def kill(self, name: str) -> None:
        """End a node at once, by SIGKILL."""
        self._lookup.living(name)
        self._lives.stay_ended(name)
        self._host.kill(name)

    def freeze(self, name: str) -> None:
        """Freeze a node, by SIGSTOP; its connections stay open."""
        node = self._lookup.living(name)
        if not node.life.pid:
            raise Refused(f"{name} is still starting.")
        if node.state is NodeState.FROZEN:
            raise Refused(f"{name} is frozen already.")
        self._host.freeze(name)
        self._take(Frozen(time.monotonic_ns(), name))

    def thaw(self, name: str) -> None:
        """Let a frozen node run again."""
        if self._lookup.living(name).state is not NodeState.FROZEN:
            raise Refused(f"{name} is not frozen.")
        self._lives.thaw(name)

    def restart(self, name: str) -> None:
        """Start a node again under its name; end it first if it lives."""
        self._lives.restart([self._lookup.node(name).name])

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        """Let each task of a node or role take `ms`, plus or minus `jitter_ms`; also a task under way."""
        check_work(ms)
        check_work(jitter_ms)
        nodes = self._lookup.target(target)
        if target not in self._lookup.nodes:
            for node in self._lookup.of_role(target):
                self._plan.work_ms.pop(node.name, None)
        self._plan.work_ms[target] = ms, jitter_ms
        for node in nodes:
            self._take(WorkSet(time.monotonic_ns(), node.name, ms, jitter_ms))
            self._control.send(node.name, Work(ms, jitter_ms))

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""
        return self._plan.work_of(target)

    def fail(self, name: str) -> None:
        """Let a node's role raise an exception at its next task."""
        self._control.send(self._lookup.living(name).name, Fail())

    def _lives_on(self, node: NodeTraffic) -> bool:
        """Whether a node lives, or is about to start again."""
        return node.state.alive or node.name in self._lives.restarting

    def _highest_number(self, role: str) -> int:
        return max((node.number for node in self._lookup.of_role(role)), default=0)

    def _check_count(self, role: str, count: int) -> None:
        """Refuse more nodes than the role, the system, or a bound address allows."""
        self._plan.vocabulary.check_count(role, count)
        others = sum(node.role != role for node in self._lookup.all_alive())
        self._host.check(others + count)
        bound = (wire for wire in self._plan.pattern.wires if {end.role for end in wire.binding} == {role})
        wire = next((wire for wire in bound if all(end.role != role for end in wire.connecting)), None)
        if wire is not None and count > 1:
            other = wire.connecting[0].role
            raise Refused(
                f"{role} binds {wire.name} at {self._plan.endpoints[wire.name].bind}, which only one socket can; "
                f"let {other} bind it first: `/bind {wire.name} {other}`."
            )
