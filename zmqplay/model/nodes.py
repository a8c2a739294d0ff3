"""One node and its sockets, as the reports describe it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from signal import Signals

import msgspec

from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, LastCount
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.wire import Activity

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


STATES = {
    EndCause.TOLD: NodeState.STOPPED,
    EndCause.RETURNED: NodeState.STOPPED,
    EndCause.KILLED: NodeState.KILLED,
    EndCause.KILLED_FROM_OUTSIDE: NodeState.KILLED,
}


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
class Life:
    """One life of a node: from a start to an end, under one process id."""

    number: int = 1
    """1 for the first start under this name."""
    state: NodeState = NodeState.STARTING
    cause: EndCause | None = None
    """Why it ended; None while it lives."""
    reason: str = ""
    """Why it ended, in words."""
    exit: int | None = None
    """Its exit status; negative for a signal."""
    pid: int = 0
    ended_ns: int = 0
    """When the node ended last, in this life or a former one."""
    stopping_ns: int = 0
    """When it was told to stop; 0 if it was not."""
    final: bool = False
    """Its counts are complete: the last report has come."""
    exact: bool = False
    """It was killed, and its counts are exact to the message all the same."""

    def end(self, fact: Ended) -> None:
        """The process has ended."""
        self.exit, self.ended_ns, self.cause = fact.exit, fact.at_ns, fact.cause
        self.state = STATES.get(fact.cause, NodeState.CRASHED)
        self.reason = _in_words(fact)


@dataclass(slots=True)
class Doing:
    """What a node's role does at a moment, as it was last reported."""

    activity: Activity = Activity.BUSY
    since_ns: int = 0
    socket: int = -1
    """The socket that the activity is about; -1 for none."""
    line: int = 0
    """The line of its source file at which the role is; 0 if that is not known."""
    reported_ns: int = 0


@dataclass(slots=True)
class Speech:
    """How far a node's traffic generator is, and whether it waits."""

    holding: bool = True
    holds: int = 0
    """How often it had been told to wait or to go on when it said whether it is holding."""
    spoken: int = 0
    """Messages that the generator has made, in all lives."""


@dataclass(slots=True)
class Usage:
    """What a node's process takes of the machine."""

    cpu_percent: float = 0.0
    memory_bytes: int = 0


@dataclass(slots=True)
class Rates:
    """What a node did over the last second, and over the quarter seconds before."""

    sent: float = 0.0
    """Messages a second."""
    received: float = 0.0
    """Messages a second."""
    busy: float = 0.0
    """Share of the last second, 0 to 1, that its own code took."""
    blocked: float = 0.0
    """Share of the last second that it waited in send."""
    history: deque[float] = field(default_factory=lambda: deque([0.0] * HISTORY_KEPT, maxlen=HISTORY_KEPT))
    """Messages a second in both directions, one for each quarter second."""
    shares: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=HISTORY_KEPT))
    """Which share of each quarter second it was busy, and blocked in send; the latest last."""
    moved_ns: int = 0
    """When rates, history and shares were last other than those of a node that has rested for long."""
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=5))

    def mark(self, now: Mark) -> None:
        """Remember these totals, and derive the rates from those of a second ago."""
        if self.marks:
            self._derive(now, self.marks[0], self.marks[-1])
        self.marks.append(now)

    def _derive(self, now: Mark, then: Mark, last: Mark) -> None:
        seconds = max(1, now.time_ns - then.time_ns) / 1e9
        self.sent = (now.sent - then.sent) / seconds
        self.received = (now.received - then.received) / seconds
        times = now.busy_ns - then.busy_ns, now.idle_ns - then.idle_ns, now.blocked_ns - then.blocked_ns
        whole = max(1, sum(times))
        self.busy, self.blocked = max(0.0, times[0] / whole), max(0.0, times[2] / whole)
        spent = max(1, now.time_ns - last.time_ns)
        passed = now.sent + now.received - last.sent - last.received
        self.history.append(passed / spent * 1e9)
        busy, blocked = now.busy_ns - last.busy_ns, now.blocked_ns - last.blocked_ns
        self.shares.append((min(1.0, max(0.0, busy / spent)), min(1.0, max(0.0, blocked / spent))))
        if any(self.history) or any(map(any, self.shares)) or len(self.shares) < HISTORY_KEPT:
            self.moved_ns = now.time_ns


@dataclass(slots=True)
class NodeTraffic:
    """One node: what it is, how it fares, and what passed its sockets."""

    name: str
    role: str
    number: int
    life: Life = field(default_factory=Life)
    doing: Doing = field(default_factory=Doing)
    speech: Speech = field(default_factory=Speech)
    usage: Usage = field(default_factory=Usage)
    rates: Rates = field(default_factory=Rates)
    sockets: dict[int, SocketTraffic] = field(default_factory=dict)
    former: list[SocketTraffic] = field(default_factory=list)
    """The sockets of its former lives."""
    former_pids: set[int] = field(default_factory=set)
    sequence: int = 0
    """Of its last report."""
    output: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """What it printed, line by line; the last lines of a traceback when it crashed."""
    discarded: Counter[str] = field(default_factory=Counter)
    """What its role declared to have come in vain, in all its lives."""
    discarded_before: Counter[str] = field(default_factory=Counter)
    sampled: bool = False
    """More passes than is shown message by message."""
    unsent_samples: int = 0
    ignored: str = ""
    """Why its peer will never listen to it, e.g. a second guest at a PAIR."""
    work_ms: float = 0.0
    jitter_ms: float = 0.0
    services: Spread = field(default_factory=Spread)
    """What each of its last messages took, from its receive to the next."""

    @property
    def state(self) -> NodeState:
        """What became of it."""
        return self.life.state

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

    def begin_again(self, life: int) -> None:
        """It is started again: its counts go on, its process is another."""
        for socket in self.sockets.values():
            socket.facts = msgspec.structs.replace(socket.facts, closed=True)
            socket.handshakes = 0
        self.former += self.sockets.values()
        self.sockets = {}
        self.discarded_before = self.discarded
        self.former_pids.add(self.life.pid)
        self.life, self.doing = Life(life, ended_ns=self.life.ended_ns), Doing(reported_ns=self.doing.reported_ns)
        self.speech = Speech(spoken=self.speech.spoken)
        self.sequence, self.ignored, self.sampled = 0, "", False

    def take_last_counts(self, counts: Iterable[LastCount]) -> None:
        """It was killed: its counts are those that outlive it, exact unless messages passed unseen before."""
        self.life.exact = True
        for count in counts:
            socket = self.sockets.get(count.number)
            if socket is None:
                continue
            socket.sent = max(socket.sent, count.sent, key=lambda tally: tally.messages)
            socket.received = max(socket.received, count.received, key=lambda tally: tally.messages)
            self.life.exact &= count.sent_is_exact or not socket.sent.messages
            self.life.exact &= count.received_is_exact or not socket.received.messages

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
        if self.state.alive and self.doing.activity is not Activity.UNSEEN and self.doing.since_ns:
            times[self.doing.activity] += max(0, now_ns - self.doing.since_ns)
        return times[0], times[1], times[2]

    def busy_share(self, now_ns: int) -> float:
        """Share of its whole life, 0 to 1, that its own code took."""
        busy, idle, blocked = self.times_ns(now_ns)
        return busy / max(1, busy + idle + blocked)

    def mark(self, now_ns: int) -> None:
        """Derive the rates from the totals of this moment."""
        self.rates.mark(Mark(now_ns, self.sent, self.received, *self.times_ns(now_ns)))


def _in_words(fact: Ended) -> str:
    """Why a node ended."""
    if fact.exit < 0:
        outside = ", not by zmqplay" if fact.cause is EndCause.KILLED_FROM_OUTSIDE else ""
        return f"killed by {Signals(-fact.exit).name}{outside}"
    if fact.cause is EndCause.TOLD:
        return "told to stop"
    if fact.cause is EndCause.RETURNED:
        return "its role has ended"
    return fact.says or f"exit status {fact.exit}"
