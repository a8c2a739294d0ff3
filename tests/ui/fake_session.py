"""A session without processes: it does to a real `Traffic` what a session does, and remembers what was asked of it."""

from __future__ import annotations

import time

from tests.ui.fake_nodes import FakeNodes
from tests.ui.histories import HISTORIES
from zmqplay.control.controls import Playable, Rate, Whole
from zmqplay.control.refused import Refused as BadWish
from zmqplay.control.source import Controls, Guide
from zmqplay.model.facts import Moved
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.options import option, readable
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.guide import guide_of, vocabulary_of_pattern
from zmqplay.template import Template


class FakeSession(FakeNodes):
    """A `Playable`, all of it; `asked` says what it was asked to do."""

    def __init__(self, pattern: Pattern, fails: str = "", most: int = 6) -> None:
        super().__init__(pattern)
        self.notices = self.traffic.notices
        self.ready = False
        self.rate: Rate = 0.0
        self.message = ""
        self.size = 0
        self.asked: list[tuple[object, ...]] = []
        self.closed = False
        self._fails, self._most = fails, most
        self._work: dict[str, tuple[float, float]] = {}
        self._options: dict[str, dict[str, int | bytes]] = {}
        self._owed: float = 0.0
        self._drained_s = time.monotonic()

    # --- from start to end

    def launch(self) -> None:
        self.asked.append(("launch",))
        if self._fails:
            raise OSError(self._fails)
        for role in self.pattern.roles:
            for _ in range(role.count):
                self._start(self.next_name(role.name))
        self.ready = True

    def drain(self, budget_s: float) -> None:  # noqa: ARG002  # the seam's signature
        now = time.monotonic()
        self._owed += (self.rate or 0.0) * (now - self._drained_s)
        self._drained_s = now
        speakers = self.speakers
        while self._owed >= 1 and speakers:
            self._owed -= 1
            self._say_usual(speakers[0])
        now_ns = time.monotonic_ns()
        self.traffic.tick(now_ns)
        self.doctor.tick(now_ns)

    def close(self) -> None:
        self.asked.append(("close",))
        self.closed = True

    def crash(self, name: str, *output: str) -> None:
        """Let a node end by itself, with its last lines."""
        self.traffic.nodes[name].output.extend(output)
        self._end(name, NodeState.CRASHED, "it raised", 1)

    @property
    def guide(self) -> Guide:
        return guide_of(self.pattern)

    @property
    def controls(self) -> Controls:
        return Whole(self)

    # --- what was set

    @property
    def speakers(self) -> list[str]:
        roles = sorted((role for role in self.pattern.roles if role.speaks or role.answers), key=lambda r: not r.speaks)
        return [
            node.name for role in roles for node in self.traffic.nodes.values()
            if node.role == role.name and node.state.alive
        ]  # fmt: skip

    def rate_of(self, node: str) -> Rate:  # noqa: ARG002  # the seam's signature
        return self.rate

    def work_of(self, target: str) -> tuple[float, float]:
        return self._work.get(target) or self._work.get(target.rpartition("-")[0]) or (0.0, 0.0)

    def option_of(self, target: str, name: str) -> int | bytes | None:
        return self._options.get(target, {}).get(name)

    def options_of(self, node: str) -> dict[str, int | bytes]:
        return self._options.get(node.rpartition("-")[0], {}) | self._options.get(node, {})

    def default_of(self, name: str, type_: str) -> int | bytes:
        return option(name).default(type_)

    def address_of(self, wire: str) -> str:
        return self.traffic.addresses[wire]

    def next_name(self, role: str) -> str:
        return f"{role}-{1 + sum(node.role == role for node in self.traffic.nodes.values())}"

    # --- nodes

    def _living(self, name: str) -> NodeTraffic:
        node = self.traffic.nodes.get(vocabulary_of_pattern(self.pattern).check_node_name(name))
        if node is None:
            raise BadWish(f"there is no {name}; there are {', '.join(self.traffic.nodes)}.")
        if not node.state.alive:
            raise BadWish(f"{name} has ended ({node.state}); restart it first.")
        return node

    def add(self, role: str) -> str:
        self.asked.append(("add", role))
        if sum(node.role == role and node.state.alive for node in self.traffic.nodes.values()) >= self._most:
            raise BadWish(f"there are {self._most} nodes of the role {role}, and no more can be")
        name = self.next_name(role)
        self._start(name)
        return name

    def scale(self, role: str, count: int) -> None:
        self.asked.append(("nodes", role, count))
        living = [node.name for node in self.traffic.nodes.values() if node.role == role and node.state.alive]
        for name in living[count:]:
            self._end(name, NodeState.STOPPED, "stopped by you", 0)
        for _ in range(count - len(living)):
            self._start(self.next_name(role))

    def stop(self, name: str) -> None:
        self.asked.append(("stop", self._living(name).name))
        self._end(name, NodeState.STOPPED, "stopped by you", 0)

    def kill(self, name: str) -> None:
        self.asked.append(("kill", self._living(name).name))
        self._end(name, NodeState.KILLED, "killed by you", -9)

    def restart(self, name: str) -> None:
        self.asked.append(("restart", name))
        self._start(self.traffic.nodes[vocabulary_of_pattern(self.pattern).check_node_name(name)].name)

    def freeze(self, name: str) -> None:
        self._living(name).life.state = NodeState.FROZEN
        self.asked.append(("freeze", name))

    def thaw(self, name: str) -> None:
        self._living(name).life.state = NodeState.RUNNING
        self.asked.append(("thaw", name))

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        self.asked.append(("work", vocabulary_of_pattern(self.pattern).check_target(target), ms, jitter_ms))
        self._work[target] = ms, jitter_ms
        for node in self.traffic.nodes.values():
            if target in (node.name, node.role):
                node.work_ms, node.jitter_ms = ms, jitter_ms

    def fail(self, name: str) -> None:
        self.asked.append(("fail", self._living(name).name))

    # --- traffic

    def _say_usual(self, name: str) -> None:
        self._pass(name, Template(self._usual(name), name).frames(next(self._number)))

    def send(self, node: str, text: str) -> None:
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise BadWish("this text makes no message")
        self.asked.append(("send", node, text))
        self._pass(node, Template(text, node).frames(next(self._number)))

    def set_rate(self, rate: Rate, node: str = "") -> None:
        self.asked.append(("rate", rate, node) if node else ("rate", rate))
        self.rate = rate

    def burst(self, count: int, node: str = "") -> None:
        self.asked.append(("burst", count, node))
        for _ in range(count):
            self._say_usual(node or self.speakers[0])

    def set_message(self, text: str = "") -> None:
        self.asked.append(("message", text))
        self.message = text

    def set_size(self, size: int) -> None:
        self.asked.append(("size", size))
        self.size = size

    # --- sockets and wires

    def subscribe(self, name: str, topic: str) -> None:
        self._subscribe_to(self._living(name), [*self.topics_of(name), topic])
        self.asked.append(("subscribe", name, topic))

    def unsubscribe(self, name: str, topic: str) -> None:
        if topic not in self.topics_of(self._living(name).name):
            raise BadWish(f"{name} is not subscribed to {topic!r}.")
        self._subscribe_to(self._living(name), [known for known in self.topics_of(name) if known != topic])
        self.asked.append(("unsubscribe", name, topic))

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        self.asked.append(("option", vocabulary_of_pattern(self.pattern).check_target(target), name, value))
        options = self._options.setdefault(target, {})
        if value is None:
            options.pop(name, None)
            return f"{name} of {target} is as by default"
        options[name] = option(name).check(value)
        return f"{name} of {target} is {readable(value)} from now on"

    def set_endpoint(self, wire: str, address: str) -> str:
        self.asked.append(("wire", wire, address))
        self.traffic.take(Moved(time.monotonic_ns(), wire, address))
        return f"{wire} runs at {address} now; its nodes restart"

    def turn(self, wire: str, role: str) -> str:
        self.asked.append(("bind", wire, role))
        self._declare(self.pattern.turn(wire))
        return f"{role} binds {wire} now"


class ToldSession(FakeSession):
    """A history of its pattern has happened in it, and its clock stands still."""

    def __init__(self, pattern: Pattern) -> None:
        super().__init__(pattern)
        history = HISTORIES[pattern.name]()
        self.traffic, self.doctor, self.now_ns = history.traffic, history.doctor, history.now_ns
        self.notices = self.traffic.notices

    def launch(self) -> None:
        self.ready = True

    def drain(self, budget_s: float) -> None:
        """Nothing more comes."""


def is_playable(session: FakeSession) -> Playable:
    """A type checker sees here that the fake has all that a session has."""
    return session
