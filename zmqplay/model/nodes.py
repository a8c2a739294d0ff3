"""One node and its sockets, as the reports describe it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from zmqplay.counters import Page
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.wire import Activity, Tally

HISTORY_KEPT = 64
"""Quarter seconds."""


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
    former: list[SocketTraffic] = field(default_factory=list)
    """The sockets of its former lives."""
    former_pids: set[int] = field(default_factory=set)
    activity: Activity = Activity.BUSY
    since_ns: int = 0
    activity_socket: int = -1
    line: int = 0
    """Where its role was when it last reported, as its source file counts the lines; 0 if that is not known."""
    sequence: int = 0
    """Of its last report."""
    reported_ns: int = 0
    output: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """What it printed, line by line; the last lines of a traceback when it crashed."""
    discarded: Counter[str] = field(default_factory=Counter)
    """What its role declared to have come in vain, in all its lives."""
    discarded_before: Counter[str] = field(default_factory=Counter)
    holding: bool = True
    holds: int = 0
    """How often it had been told to wait or to go on when it said whether it is holding."""
    spoken: int = 0
    final: bool = False
    """Its counts are complete: the last report has come."""
    exact: bool = False
    """It was killed, and its counts are exact to the message all the same."""
    sampled: bool = False
    """More passes than is shown message by message."""
    unsent_samples: int = 0
    ignored: str = ""
    """Why its peer will never listen to it, e.g. a second guest at a PAIR."""
    work_ms: float = 0.0
    jitter_ms: float = 0.0
    ended_ns: int = 0
    """When it ended last."""
    stopping_ns: int = 0
    """When it was told to stop; 0 if it was not."""
    services: Spread = field(default_factory=Spread)
    """What each of its last messages took, from its receive to the next."""
    cpu_percent: float = 0.0
    memory_bytes: int = 0
    rate_sent: float = 0.0
    """Messages a second, over the last second."""
    rate_received: float = 0.0
    busy: float = 0.0
    """Share of the last second, 0 to 1, that its own code took."""
    blocked: float = 0.0
    """Share of the last second that it waited in send."""
    history: deque[float] = field(default_factory=lambda: deque([0.0] * HISTORY_KEPT, maxlen=HISTORY_KEPT))
    """Messages a second in both directions, one for each quarter second."""
    shares: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=HISTORY_KEPT))
    """Which share of each quarter second it was busy, and blocked in send; the latest last."""
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=5))
    moved_ns: int = 0
    """When rates, history and shares were last other than those of a node that has rested for long."""

    @property
    def sent(self) -> int:
        """Messages, on all sockets."""
        return sum(socket.sent.messages for socket in self.all_sockets)

    @property
    def received(self) -> int:
        """Messages, on all sockets."""
        return sum(socket.received.messages for socket in self.all_sockets)

    @property
    def all_sockets(self) -> list[SocketTraffic]:
        """Those of its former lives and of this one."""
        return [*self.former, *self.sockets.values()]

    def begin_anew(self) -> None:
        """It is started again: its counts go on, its process is another."""
        for socket in self.sockets.values():
            socket.facts = msgspec.structs.replace(socket.facts, closed=True)
            socket.handshakes = 0
        self.former += self.sockets.values()
        self.sockets = {}
        self.discarded_before = self.discarded
        self.former_pids.add(self.pid)
        self.state, self.reason, self.exit, self.ignored = NodeState.STARTING, "", None, ""
        self.pid = self.sequence = self.since_ns = self.stopping_ns = 0
        self.activity, self.activity_socket, self.line = Activity.BUSY, -1, 0
        self.holding, self.final, self.exact, self.sampled = True, False, False, False
        self.holds = 0

    def take_last_counts(self, page: Page) -> None:
        """It was killed: its counts are those that outlive it, exact unless messages passed unseen before."""
        self.exact = True
        for socket in self.sockets.values():
            sent, received = page.get(socket.number, sent=True), page.get(socket.number, sent=False)
            socket.sent = max(socket.sent, Tally(*sent[:2]), key=lambda tally: tally.messages)
            socket.received = max(socket.received, Tally(*received[:2]), key=lambda tally: tally.messages)
            self.exact &= (sent.exact or not socket.sent.messages) and (received.exact or not socket.received.messages)

    def service_ms(self, share: float) -> float | None:
        """What of its last messages this share took at most: 0.5 for the median, 0.99; None before the first."""
        return self.services.percentile_ms(share)

    def times_ns(self, now_ns: int) -> tuple[int, int, int]:
        """Busy, idle and blocked time since it began, up to now."""
        times = [0, 0, 0]
        for socket in self.all_sockets:
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
            spent = max(1, now_ns - last.time_ns)
            busy, blocked = now.busy_ns - last.busy_ns, now.blocked_ns - last.blocked_ns
            self.shares.append((min(1.0, max(0.0, busy / spent)), min(1.0, max(0.0, blocked / spent))))
            if any(self.history) or any(map(any, self.shares)) or len(self.shares) < HISTORY_KEPT:
                self.moved_ns = now_ns
        self.marks.append(now)
