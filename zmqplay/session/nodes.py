"""One node and its sockets, as the reports describe them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from zmqplay.wire import Activity, SocketFacts, SocketReport, Tally


class NodeState(StrEnum):
    """What became of a node."""

    STARTING = "starting"
    RUNNING = "running"
    FROZEN = "frozen"
    STOPPED = "stopped"
    KILLED = "killed"
    CRASHED = "crashed"

    @property
    def alive(self) -> bool:
        return self in (NodeState.STARTING, NodeState.RUNNING, NodeState.FROZEN)


@dataclass(slots=True)
class SocketTraffic:
    """One socket of a node."""

    node: str
    number: int
    facts: SocketFacts
    wire: str = ""
    """The wire of the pattern that it is on."""
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    busy_ns: int = 0
    idle_ns: int = 0
    blocked_ns: int = 0
    sent_by_key: dict[bytes, Tally] = field(default_factory=dict)
    received_by_key: dict[bytes, Tally] = field(default_factory=dict)
    handshakes: int = 0
    """Peers that it is connected to."""
    handshake_ns: int = 0
    """When the first one was."""

    @property
    def type(self) -> str:
        return self.facts.type

    @property
    def binds(self) -> bool:
        return bool(self.facts.bound)

    def feed(self, report: SocketReport) -> None:
        """Take the later counts."""
        self.sent, self.received = report.sent, report.received
        self.busy_ns, self.idle_ns, self.blocked_ns = report.busy_ns, report.idle_ns, report.blocked_ns
        self.sent_by_key.update(report.sent_by_key)
        self.received_by_key.update(report.received_by_key)
        if report.facts is not None:
            self.facts = report.facts


@dataclass(slots=True)
class Mark:
    """A node's totals at a moment."""

    time_ns: int
    sent: int
    received: int
    busy_ns: int
    idle_ns: int
    blocked_ns: int


@dataclass(slots=True)
class NodeTraffic:
    """One node: what it is, how it fares, and what passed its sockets."""

    name: str
    role: str
    number: int
    state: NodeState = NodeState.STARTING
    reason: str = ""
    """Why it ended, in words."""
    exit: int | None = None
    """Its exit status; negative for a signal."""
    pid: int = 0
    sockets: dict[int, SocketTraffic] = field(default_factory=dict)
    activity: Activity = Activity.BUSY
    since_ns: int = 0
    activity_socket: int = -1
    sequence: int = 0
    """Of its last report."""
    reported_ns: int = 0
    output: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """What it printed, line by line; the last lines of a traceback when it crashed."""
    discarded: dict[str, int] = field(default_factory=dict)
    holding: bool = True
    spoken: int = 0
    final: bool = False
    """Its counts are complete: the last report has come."""
    sampled: bool = False
    """More passes than is shown message by message."""
    unsent_samples: int = 0
    ignored: str = ""
    """Why its peer will never listen to it, e.g. a second guest at a PAIR."""
    work_ms: float = 0.0
    cpu_percent: float = 0.0
    memory_bytes: int = 0
    rate_sent: float = 0.0
    """Messages a second, over the last second."""
    rate_received: float = 0.0
    busy: float = 0.0
    """Share of the last second, 0 to 1, that its own code took."""
    blocked: float = 0.0
    """Share of the last second that it waited in send."""
    history: deque[float] = field(default_factory=lambda: deque([0.0] * 64, maxlen=64))
    """Messages a second in both directions, one for each quarter second."""
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=5))

    @property
    def sent(self) -> int:
        """Messages, on all sockets."""
        return sum(socket.sent.messages for socket in self.sockets.values())

    @property
    def received(self) -> int:
        """Messages, on all sockets."""
        return sum(socket.received.messages for socket in self.sockets.values())

    def times_ns(self, now_ns: int) -> tuple[int, int, int]:
        """Busy, idle and blocked time since it began, up to now."""
        times = [0, 0, 0]
        for socket in self.sockets.values():
            times[0] += socket.busy_ns
            times[1] += socket.idle_ns
            times[2] += socket.blocked_ns
        if self.state.alive and self.activity is not Activity.UNSEEN and self.since_ns:
            times[self.activity] += max(0, now_ns - self.since_ns)
        return times[0], times[1], times[2]

    def busy_share(self, now_ns: int) -> float:
        """Share of its whole life, 0 to 1, that its own code took."""
        busy, idle, blocked = self.times_ns(now_ns)
        return busy / max(1, busy + idle + blocked)

    def mark(self, now_ns: int) -> None:
        """Remember the totals, and derive the rates from those of a second ago."""
        now = Mark(now_ns, self.sent, self.received, *self.times_ns(now_ns))
        if self.marks:
            then = self.marks[0]
            seconds = max(1, now_ns - then.time_ns) / 1e9
            self.rate_sent = (now.sent - then.sent) / seconds
            self.rate_received = (now.received - then.received) / seconds
            times = now.busy_ns - then.busy_ns, now.idle_ns - then.idle_ns, now.blocked_ns - then.blocked_ns
            whole = max(1, sum(times))
            self.busy, self.blocked = max(0.0, times[0] / whole), max(0.0, times[2] / whole)
            last = self.marks[-1]
            passed = now.sent + now.received - last.sent - last.received
            self.history.append(passed / max(1, now_ns - last.time_ns) * 1e9)
        self.marks.append(now)
