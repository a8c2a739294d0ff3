"""A session whose nodes are there only by their reports."""

from __future__ import annotations

import subprocess
import sys
import time

import msgspec

from zmqplay.bench.kit.load import Load
from zmqplay.model.facts import Met, Ticked
from zmqplay.model.messages.messages import Delivery, Message, Origin
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import find
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


class Reported(Session):
    """Collects and adds up as every session does, and shows what it is told."""

    def __init__(self, load: Load) -> None:
        super().__init__(find(load.pattern), Setup(counts=load.counts))
        self._load = load
        self._reporting: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process that reports."""
        if self._load.kept:
            remember(self, self._load)
        command = [sys.executable, "-m", "zmqplay.bench.kit.reporting", self._plan.monitor]
        self._reporting = subprocess.Popen(
            [*command, msgspec.json.encode(self._load).decode()], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )

    def drain(self, budget_s: float) -> None:
        self._collector.drain(self._take, budget_s)
        now_ns = time.monotonic_ns()
        if used := self._usage.sample(self.traffic, now_ns):
            self._take(used)
        self._take(Ticked(now_ns))
        self.doctor.tick(now_ns)
        nodes = self.traffic.nodes.values()
        if not self.ready and all(node.state is NodeState.RUNNING for node in nodes):
            self.ready = True
            self._take(Met(now_ns, [node.name for node in nodes]))

    def close(self) -> None:
        if self._reporting is not None and self._reporting.stdin is not None:
            self._reporting.stdin.close()
            self._reporting.wait()
        super().close()


def remember(session: Session, load: Load) -> None:
    """Fill the log, as if so many messages had passed."""
    wire = session.pattern.wires[0]
    sender, receiver = f"{wire.binding[0].role}-1", f"{wire.connecting[0].role}-1"
    begun_ns = time.monotonic_ns() - load.kept * 1_000_000
    for number in range(1, load.kept + 1):
        sent_ns, heads = begun_ns + number * 1_000_000, (b"Task %d" % number,) * min(16, load.frames)
        sizes = tuple(map(len, heads))
        delivery = Delivery(receiver, sent_ns + 200_000, heads, sizes)
        message = Message(
            -1, Origin(number, sent_ns), sender, wire.name, heads, sizes, wire.binding[0].socket,
            deliveries=[delivery],
        )  # fmt: skip
        session.traffic.messages.add(message)
