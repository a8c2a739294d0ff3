"""Nodes without processes: they feed a real `Traffic` with the reports that nodes would send."""

from __future__ import annotations

import itertools
import time

from msgspec.structs import replace

from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Declared, Ended, Met, Reported, Started
from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import End, Pattern, Wire
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


class FakeNodes:
    """They start and end at once, and a message is where it goes as soon as it is sent."""

    def __init__(self, pattern: Pattern) -> None:
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        self._declare(pattern)
        self.topics: dict[str, list[str]] = {}
        """Subscriptions that differ from what the pattern declares, by node."""
        self._sockets: dict[str, list[FakeSocket]] = {}
        self._sequence = itertools.count(1)
        self._turn = itertools.count()
        self._number = itertools.count(1)
        self._pids = itertools.count(4_001)

    @property
    def pattern(self) -> Pattern:
        """As it is played now."""
        pattern: Pattern = self.traffic.pattern
        return pattern

    def topics_of(self, node: str) -> list[str]:
        role, _, number = node.rpartition("-")
        return self.topics.get(node, self.pattern.role(role).topics_of(int(number)))

    def _end(self, name: str, state: NodeState, reason: str, status: int) -> None:
        cause = {NodeState.STOPPED: EndCause.TOLD, NodeState.KILLED: EndCause.KILLED}.get(state, EndCause.RAISED)
        self.traffic.take(Ended(time.monotonic_ns(), name, cause, status, reason))

    def _start(self, name: str) -> None:
        role, _, number = name.rpartition("-")
        known = self.traffic.nodes.get(name)
        life = known.life.number + 1 if known else 1
        self.traffic.take(Started(time.monotonic_ns(), name, role, int(number), life))
        node = self.traffic.nodes[name]
        self._sockets[name] = self._make_sockets(role, int(number))
        node.life.pid = next(self._pids)
        self._report(node, [])
        self.traffic.take(Met(time.monotonic_ns(), [name]))

    def _declare(self, pattern: Pattern) -> None:
        addresses = {wire.name: self.traffic.addresses.get(wire.name, wire.address) for wire in pattern.wires}
        self.traffic.take(Declared(time.monotonic_ns(), pattern.topology, addresses))
        self.traffic.pattern = pattern

    def _subscribe_to(self, node: NodeTraffic, topics: list[str]) -> None:
        self.topics[node.name] = topics
        for socket in self._sockets[node.name]:
            if socket.facts.type == "SUB":
                socket.facts = replace(socket.facts, subscriptions=tuple(topic.encode() for topic in topics))
        self._report(node, [])

    def _make_sockets(self, role: str, number: int) -> list[FakeSocket]:
        made: list[FakeSocket] = []
        for wire in self.pattern.wires:
            for end in wire.ends:
                if end.role != role or (end.first_only and number > 1):
                    continue
                bound, connected = wire.ends
                if bound.first_only and connected.role == role and number == 1 and end is connected:
                    continue
                made.append(FakeSocket(len(made), wire, end, self._facts(wire, end, role, number)))
        return made

    def _facts(self, wire: Wire, end: End, role: str, number: int) -> SocketFacts:
        topics = tuple(topic.encode() for topic in self.topics_of(f"{role}-{number}"))
        return SocketFacts(
            end.socket,
            bound=(wire.address,) if end is wire.binding[0] else (),
            connected=() if end is wire.binding[0] else (wire.address,),
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
            if name != sender and socket.wire.name == out.wire.name
            if bool(socket.facts.bound) != bool(out.facts.bound) and self.traffic.nodes[name].state.alive
        ]  # fmt: skip
        if kind_of(out.facts.type).publishes:
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
            VERSION, node.name, node.life.pid, next(self._sequence), now_ns, Activity.IDLE, now_ns, 0,
            sockets, samples, False, [], holding=False, life=node.life.number,
        )  # fmt: skip
        self.traffic.take(Reported(now_ns, report))


def _pair(tally: Tally) -> tuple[int, int]:
    return tally.messages, tally.bytes
