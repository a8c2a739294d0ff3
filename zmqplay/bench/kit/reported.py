"""A source whose nodes exist only as reports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import zmq

from zmqplay.bench.kit.load import Load
from zmqplay.control.source import Controls, Phase, State
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Declared, Fact, Met, Started, Ticked
from zmqplay.model.messages.messages import Delivery, Message, Origin
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.patterns import find
from zmqplay.session.channels.collector import Collector
from zmqplay.session.guide import guide_of
from zmqplay.session.hosts.usage import UsageProbe


class ReportedSource:
    """A `Source`: works as a session does, and shows nodes that one process reports."""

    controls: Controls | None = None

    def __init__(self, load: Load) -> None:
        self.pattern = find(load.pattern)
        self.guide = guide_of(self.pattern)
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        self.state = State(Phase.STARTING)
        self.wall_offset_ns = time.time_ns() - time.monotonic_ns()
        self._load = load
        self._directory = tempfile.TemporaryDirectory(prefix="zmqplay-bench-")
        self._monitor = f"ipc://{Path(self._directory.name, 'monitor')}"
        self._context: zmq.Context[Any] = zmq.Context()
        self._collector = Collector(self._context, self._monitor)
        self._usage = UsageProbe()
        self._reporting: subprocess.Popen[bytes] | None = None
        for fact in self._first_facts():
            self.traffic.take(fact)
        if load.kept:
            remember(self.traffic, load)

    def _first_facts(self) -> Iterator[Fact]:
        now_ns = time.monotonic_ns()
        yield Declared(now_ns, self.pattern.topology, {wire.name: wire.address for wire in self.pattern.wires})
        for role in self.pattern.roles:
            for number in range(1, self._load.counts.get(role.name, role.count) + 1):
                yield Started(now_ns, f"{role.name}-{number}", role=role.name, number=number, life=1)

    @property
    def now_ns(self) -> int:
        return time.monotonic_ns()

    def open(self) -> None:
        """Start the process that reports."""
        command = [sys.executable, "-m", "zmqplay.bench.kit.reporting", self._monitor]
        self._reporting = subprocess.Popen(
            [*command, msgspec.json.encode(self._load).decode()], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )

    def drain(self, budget_s: float) -> None:
        """Take the reports that have arrived, for at most `budget_s`, and let time pass."""
        self._collector.drain(self.traffic.take, budget_s)
        now_ns = time.monotonic_ns()
        nodes = self.traffic.nodes.values()
        if used := self._usage.sample(nodes, now_ns):
            self.traffic.take(used)
        ticked = Ticked(now_ns)
        self.traffic.take(ticked)
        self.doctor.take(ticked)
        if self.state.phase is Phase.STARTING and all(node.state is NodeState.RUNNING for node in nodes):
            self.state = State(Phase.LIVE)
            self.traffic.take(Met(now_ns, [node.name for node in nodes]))

    def close(self) -> None:
        """End the process that reports."""
        self.state = State(Phase.OVER)
        if self._reporting is not None and self._reporting.stdin is not None:
            self._reporting.stdin.close()
            self._reporting.wait()
        self._collector.close()
        self._context.destroy(linger=0)
        self._directory.cleanup()


def remember(traffic: Traffic, load: Load) -> None:
    """Fill the log as if `load.kept` messages had passed: as facts they would take longer than the case itself."""
    wire = traffic.topology.wires[0]
    sender, receiver = f"{wire.binding[0].role}-1", f"{wire.connecting[0].role}-1"
    begun_ns = time.monotonic_ns() - load.kept * 1_000_000
    for number in range(1, load.kept + 1):
        sent_ns, heads = begun_ns + number * 1_000_000, (b"Task %d" % number,) * min(16, load.frames)
        sizes = tuple(map(len, heads))
        delivery = Delivery(receiver, sent_ns + 200_000, heads, sizes)
        message = Message(
            row=-1,
            origin=Origin(number, sent_ns),
            sender=sender,
            wire=wire.name,
            heads=heads,
            sizes=sizes,
            socket=wire.binding[0].socket,
            deliveries=[delivery],
        )
        traffic.messages.add(message)
