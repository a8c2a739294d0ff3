"""Controls that record each call, and answer with the facts that the user would see.

They contain no rules: a test sets the sentence with which a call is refused. The rules of a real session are tested
with a real session.
"""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.control.guide import Guide
from zmqplay.control.refused import Refused
from zmqplay.control.source import Place, Rate
from zmqplay.model.facts import Printed, WorkSet
from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeState
from zmqplay.model.options import option, readable
from zmqplay.patterns.pattern import Pattern
from zmqplay.template import Template


class PlayedTelling(Telling):
    """Tells the facts of nodes that start, speak and end at once."""

    def begin(self, name: str) -> None:
        """Start a node, for the first time or again, and let it meet the others."""
        role, _, number = name.rpartition("-")
        self.start(role, int(number))
        self.meet(name)
        self.join(name)

    def say(self, sender: str, *frames: bytes) -> None:
        """Send a message that arrives at once: at a publisher's subscribers, or at the next node in turn."""
        role = self.traffic.nodes[sender].role
        wire = next(wire for wire in self.pattern.wires if any(end.role == role for end in wire.ends))
        end = next(end for end in wire.ends if end.role == role)
        far = {other.role for other in wire.ends if other is not end}
        hear = [n.name for n in self.traffic.nodes.values() if n.role in far and n.state.alive and n.name != sender]
        if kind_of(end.socket).publishes:
            hear = [name for name in hear if self._wants(name, frames[0])]
        elif hear:
            hear = [hear[self.traffic.messages.total % len(hear)]]
        is_routed = kind_of(end.socket).routes and len(frames) > 1
        got = frames[1:] if is_routed else frames  # a ROUTER takes the routing id off
        self.send(sender, hear, *frames, got=got)
        for name in (sender, *hear):
            self.tell(name)

    def _wants(self, name: str, topic: bytes) -> bool:
        return any(topic.startswith(prefix) for prefix in self.nodes[name].sockets[0].facts.subscriptions)

    def crash(self, name: str, *output: str) -> None:
        """Let a node end by itself, after it printed `output`."""
        self.take(Printed(self.now_ns, name, list(output)))
        self.end(name, NodeState.CRASHED, output[-1] if output else "")


class Asked:
    """The calls of the controls, in order."""

    def __init__(self, told: PlayedTelling) -> None:
        self.told = told
        self.all: list[tuple[object, ...]] = []
        self.refusal = ""
        """The sentence with which calls are refused; empty if they are not."""

    def note(self, *what: object) -> None:
        """Record a call; Refused if there is a `refusal`."""
        if self.refusal:
            raise Refused(self.refusal)
        self.all.append(what)


class FakeNodes:
    """Controls of nodes that start and end at once."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._told = asked, asked.told
        self._work: dict[str, tuple[float, float]] = {}

    def add(self, role: str) -> str:
        self._asked.note("add", role)
        name = self.next_name(role)
        self._told.begin(name)
        return name

    def next_name(self, role: str) -> str:
        return f"{role}-{1 + sum(node.role == role for node in self._told.traffic.nodes.values())}"

    def scale(self, role: str, count: int) -> None:
        self._asked.note("nodes", role, count)
        while sum(n.role == role and n.state.alive for n in self._told.traffic.nodes.values()) < count:
            self._told.begin(self.next_name(role))

    def count_of(self, role: str) -> int:
        return sum(node.role == role and node.state.alive for node in self._told.traffic.nodes.values())

    def stop(self, name: str) -> None:
        self._asked.note("stop", name)
        self._told.stop(name)

    def kill(self, name: str) -> None:
        self._asked.note("kill", name)
        self._told.kill(name)

    def freeze(self, name: str) -> None:
        self._asked.note("freeze", name)
        self._told.freeze(name)

    def thaw(self, name: str) -> None:
        self._asked.note("thaw", name)
        self._told.thaw(name)

    def restart(self, name: str) -> None:
        self._asked.note("restart", name)
        self._told.begin(name)

    def set_work(self, target: str, ms: float, jitter_ms: float = 0.0) -> None:
        self._asked.note("work", target, ms, jitter_ms)
        self._work[target] = ms, jitter_ms
        for node in self._told.traffic.nodes.values():
            if target in (node.name, node.role):
                self._told.take(WorkSet(self._told.now_ns, node.name, ms, jitter_ms))

    def work_of(self, target: str) -> tuple[float, float]:
        return self._work.get(target) or self._work.get(target.rpartition("-")[0]) or (0.0, 0.0)

    def fail(self, name: str) -> None:
        self._asked.note("fail", name)


class FakeSpeech:
    """Controls of speech; each message arrives at once."""

    def __init__(self, asked: Asked, guide: Guide) -> None:
        self._asked, self._told, self._guide = asked, asked.told, guide
        self.rate: Rate = 0.0
        self.message = ""
        self.size = 0
        self._said = 0

    @property
    def speakers(self) -> list[str]:
        able = [guide for guide in self._guide.roles.values() if guide.speaks or guide.answers]
        nodes = self._told.traffic.nodes.values()
        ordered = sorted(able, key=lambda guide: not guide.speaks)
        return [node.name for guide in ordered for node in nodes if node.role == guide.name and node.state.alive]

    def rate_of(self, node: str) -> Rate:  # noqa: ARG002  # no node has a rate of its own
        return self.rate

    def end_input(self, node: str) -> None:
        raise Refused(f"{node} reads no standard input.")

    def send(self, node: str, text: str, body: bytes | None = None) -> None:
        self._asked.note("send", node, text)
        self.say(node, text, body)

    def say(self, node: str, text: str | None = None, body: bytes | None = None) -> None:
        """Let a node send this text, or its role's own message."""
        self._said += 1
        if text is None:
            text = (self._guide.roles[self._told.traffic.nodes[node].role].messages or ("Hello {n}",))[0]
        frames = Template(text, node).frames(self._said)
        self._told.say(node, *(frames if body is None else [*frames[:-1], body]))

    def set_rate(self, rate: Rate, node: str = "") -> None:
        self._asked.note("rate", rate, node) if node else self._asked.note("rate", rate)
        self.rate = rate

    def burst(self, count: int, node: str = "") -> None:
        self._asked.note("burst", count, node)
        for _ in range(count):
            self.say(node or self.speakers[0])

    def set_message(self, text: str = "") -> None:
        self._asked.note("message", text)
        self.message = text

    def set_size(self, size: int) -> None:
        self._asked.note("size", size)
        self.size = size


class FakeWiring:
    """Controls of wiring; they keep each setting, and restart no node."""

    def __init__(self, asked: Asked, pattern: Pattern) -> None:
        self._asked, self._told, self._pattern = asked, asked.told, pattern
        self._topics: dict[str, list[bytes]] = {}
        self._options: dict[str, dict[str, int | bytes]] = {}

    def address_of(self, wire: str) -> str:
        return self._told.traffic.addresses[wire]

    def topics_of(self, node: str) -> list[bytes]:
        role, _, number = node.rpartition("-")
        return self._topics.setdefault(node, self._pattern.role(role).topics_of(int(number)))

    def option_of(self, target: str, name: str) -> int | bytes | None:
        return self._options.get(target, {}).get(name)

    def options_of(self, node: str) -> dict[str, int | bytes]:
        return self._options.get(node.rpartition("-")[0], {}) | self._options.get(node, {})

    def default_of(self, name: str, type_: str) -> int | bytes:
        return option(name).default(type_)

    def subscribe(self, name: str, topic: bytes) -> None:
        self._asked.note("subscribe", name, topic)
        self.topics_of(name).append(topic)

    def unsubscribe(self, name: str, topic: bytes) -> None:
        self._asked.note("unsubscribe", name, topic)
        self.topics_of(name).remove(topic)

    def set_option(self, target: str, name: str, value: int | bytes | None) -> str:
        self._asked.note("option", target, name, value)
        options = self._options.setdefault(target, {})
        if value is None:
            options.pop(name, None)
            return f"{name} of {target} is as by default"
        options[name] = value
        return f"{name} of {target} is {readable(value)} from now on"

    def set_endpoint(self, wire: str, address: str) -> str:
        self._asked.note("wire", wire, address)
        self._told.move(wire, address)
        return f"{wire} runs at {address} now; its nodes restart"

    def turn(self, wire: str, role: str) -> str:
        self._asked.note("bind", wire, role)
        return f"{role} binds {wire} now"


class FakeCode:
    """Controls of code that stands in `mine.py`; a test sets what a look at the file says."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.says = ""

    def look(self) -> str:
        says, self.says = self.says, ""
        return says

    def place_of(self, role: str) -> Place:
        self._asked.note("place", role)
        return Place("/tmp/mine.py", 7)
