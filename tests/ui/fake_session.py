"""A session without processes: it feeds a real `Traffic` with the reports that nodes would send."""

from __future__ import annotations

import itertools
import time

from zmqplay.patterns.pattern import End, Pattern, Wire
from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.template import Template
from zmqplay.wire import VERSION, Activity, Report, Sample, SocketFacts, SocketReport, Tally


class FakeSocket:
    """One socket of a node that is not there."""

    def __init__(self, number: int, wire: Wire, end: End, facts: SocketFacts) -> None:
        self.number, self.wire, self.end, self.facts = number, wire, end, facts
        self.sent, self.received = Tally(), Tally()
        self.busy_ns = 0

    def tally(self, sent: bool, frames: list[bytes]) -> int:
        """Count a message, and give its number."""
        tally = self.sent if sent else self.received
        tally.messages += 1
        tally.bytes += sum(map(len, frames))
        return tally.messages


class FakeSession:
    """Has just what the play screen needs, and remembers what was asked of it in `asked`."""

    def __init__(self, pattern: Pattern, fails: str = "", most: int = 6) -> None:
        self.pattern = pattern
        self.traffic = Traffic(pattern, {wire.name: wire.address for wire in pattern.wires})
        self.notices: list[str] = []
        self.ready = False
        self.rate: float | None = 0.0
        self.asked: list[tuple[object, ...]] = []
        self.closed = False
        self._fails, self._most = fails, most
        self._sockets: dict[str, list[FakeSocket]] = {}
        self._sequence = itertools.count(1)
        self._turn = itertools.count()
        self._number = itertools.count(1)
        self._owed: float = 0.0
        self._drained_s = time.monotonic()

    # --- the seam

    def launch(self) -> None:
        self.asked.append(("launch",))
        if self._fails:
            raise OSError(self._fails)
        for role in self.pattern.roles:
            for _ in range(role.count):
                self._start(role.name)
        self.ready = True

    def drain(self, budget_s: float) -> None:  # noqa: ARG002  # the seam's signature
        now = time.monotonic()
        self._owed += (self.rate or 0.0) * (now - self._drained_s)
        self._drained_s = now
        speakers = self.speakers
        while self._owed >= 1 and speakers:
            self._owed -= 1
            self._pass(speakers[0], Template(self._usual(speakers[0]), speakers[0]).frames(next(self._number)))
        self.traffic.tick(time.monotonic_ns())

    @property
    def speakers(self) -> list[str]:
        roles = sorted((role for role in self.pattern.roles if role.speaks or role.answers), key=lambda r: not r.speaks)
        return [
            node.name for role in roles for node in self.traffic.nodes.values()
            if node.role == role.name and node.state.alive
        ]  # fmt: skip

    def send(self, node: str, text: str) -> None:
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise ValueError("this text makes no message")
        self.asked.append(("send", node, text))
        self._pass(node, Template(text, node).frames(next(self._number)))

    def set_rate(self, rate: float | None) -> None:
        self.asked.append(("rate", rate))
        self.rate = rate

    def add(self, role: str) -> str:
        self.asked.append(("add", role))
        if sum(node.role == role and node.state.alive for node in self.traffic.nodes.values()) >= self._most:
            raise ValueError(f"there are {self._most} nodes of the role {role}, and no more can be")
        return self._start(role)

    def stop(self, name: str) -> None:
        self.asked.append(("stop", name))
        self._end(name, NodeState.STOPPED, "stopped by you", 0)

    def kill(self, name: str) -> None:
        self.asked.append(("kill", name))
        self._end(name, NodeState.KILLED, "killed by you", -9)

    def close(self) -> None:
        self.asked.append(("close",))
        self.closed = True

    # --- what happens to it

    def crash(self, name: str, *output: str) -> None:
        """Let a node end by itself, with its last lines."""
        self.traffic.nodes[name].output.extend(output)
        self._end(name, NodeState.CRASHED, "it raised", 1)

    def _end(self, name: str, state: NodeState, reason: str, status: int) -> None:
        node = self.traffic.nodes[name]
        node.state, node.reason, node.exit = state, reason, status

    def _start(self, role: str) -> str:
        number = 1 + sum(node.role == role for node in self.traffic.nodes.values())
        node = self.traffic.expect(f"{role}-{number}", role, number)
        self._sockets[node.name] = list(self._make_sockets(role, number))
        self._report(node, [])
        return node.name

    def _make_sockets(self, role: str, number: int) -> list[FakeSocket]:
        made: list[FakeSocket] = []
        for wire in self.pattern.wires:
            for end in wire.ends:
                if end.role != role or (end.first_only and number > 1):
                    continue
                if wire.bind.first_only and wire.connect.role == role and number == 1 and end is wire.connect:
                    continue
                made.append(FakeSocket(len(made), wire, end, self._facts(wire, end, role, number)))
        return made

    def _facts(self, wire: Wire, end: End, role: str, number: int) -> SocketFacts:
        topics = tuple(topic.encode() for topic in self.pattern.role(role).topics_of(number))
        return SocketFacts(
            end.socket,
            bound=(wire.address,) if end is wire.bind else (),
            connected=() if end is wire.bind else (wire.address,),
            routing_id=f"{role.title()}{number}".encode() if end.socket == "DEALER" else b"",
            subscriptions=topics if end.socket == "SUB" else (),
        )

    def _usual(self, name: str) -> str:
        return (self.pattern.role(self.traffic.nodes[name].role).messages or ("Hello {n}",))[0]

    def _pass(self, sender: str, frames: list[bytes]) -> None:
        """Let one message go from its sender to whoever is due, at once."""
        out = self._sockets[sender][0]
        now_ns = time.monotonic_ns()
        far = [
            (name, socket) for name, sockets in self._sockets.items() for socket in sockets
            if name != sender and socket.wire is out.wire and bool(socket.facts.bound) != bool(out.facts.bound)
            if self.traffic.nodes[name].state.alive
        ]  # fmt: skip
        if out.facts.type in ("PUB", "XPUB"):
            far = [(name, socket) for name, socket in far if self._wants(socket, frames[0])]
        elif far:
            far = [far[next(self._turn) % len(far)]]
        self._report(self.traffic.nodes[sender], [self._sample(out, True, frames, now_ns)])
        for name, socket in far:
            arrived = self._sample(socket, False, frames, now_ns + 190_000)
            self._report(self.traffic.nodes[name], [arrived])

    def _wants(self, socket: FakeSocket, topic: bytes) -> bool:
        return any(topic.startswith(prefix) for prefix in socket.facts.subscriptions)

    def _sample(self, socket: FakeSocket, sent: bool, frames: list[bytes], time_ns: int) -> Sample:
        number = socket.tally(sent, frames)
        heads = tuple(frame[:512] for frame in frames)
        return Sample(socket.number, sent, number, time_ns, tuple(map(len, frames)), heads, hash(tuple(frames)))

    def _report(self, node: NodeTraffic, samples: list[Sample]) -> None:
        now_ns = time.monotonic_ns()
        sockets = [
            SocketReport(socket.number, Tally(*_pair(socket.sent)), Tally(*_pair(socket.received)), facts=socket.facts)
            for socket in self._sockets[node.name]
        ]
        report = Report(
            VERSION, node.name, 4_000 + node.number, next(self._sequence), now_ns, Activity.IDLE, now_ns, 0,
            sockets, samples, False, [], holding=False,
        )  # fmt: skip
        self.traffic.feed(report, now_ns)


def _pair(tally: Tally) -> tuple[int, int]:
    return tally.messages, tally.bytes
