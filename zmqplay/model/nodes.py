"""One node and its sockets, as its reports describe them."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from zmqplay.model.activity import Doing, Mark, Rates, Speech, Usage, Waiting
from zmqplay.model.causes import EndCause, in_words
from zmqplay.model.facts import (
    Ended,
    Frozen,
    Given,
    LastCounts,
    Printed,
    ReadsInput,
    Started,
    Stopping,
    Thawed,
    Used,
    WorkSet,
)
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.wire import Activity, Report


class NodeState(StrEnum):
    """The state of a node."""

    STARTING = "starting"
    RUNNING = "running"
    FROZEN = "frozen"
    STOPPED = "stopped"
    KILLED = "killed"
    CRASHED = "crashed"

    @property
    def alive(self) -> bool:
        return self in (NodeState.STARTING, NodeState.RUNNING, NodeState.FROZEN)


KILLED = (EndCause.KILLED, EndCause.KILLED_FROM_OUTSIDE, EndCause.FORK_SERVER_ENDED)
STOPPED = (EndCause.TOLD, EndCause.RETURNED, EndCause.PORT_LOST)
STATES = dict.fromkeys(STOPPED, NodeState.STOPPED) | dict.fromkeys(KILLED, NodeState.KILLED)


@dataclass(slots=True)
class Life:
    """One life of a node: from a start to an end, under one process id."""

    number: int = 1
    """1 for the first start under this name."""
    state: NodeState = NodeState.STARTING
    cause: EndCause | None = None
    """Why the node ended; None while it lives."""
    reason: str = ""
    """Why the node ended, in words."""
    exit: int | None = None
    """The process's exit status; negative for a signal. None while it lives, and where it is not known."""
    pid: int = 0
    ended_ns: int = 0
    """When the node last ended, in this life or an earlier one."""
    alive_ns: int = 0
    """When the node was last known to live, in a life that has ended: what was sent to it later may not be lost."""
    stopping_ns: int = 0
    """When the node was told to stop; 0 if it was not."""
    final: bool = False
    """The node's last report has come, so its counts are complete."""
    exact: bool = False
    """The node was killed, and its counts are nevertheless exact."""
    awaits_input: bool = False  # a line on its standard input

    def end(self, fact: Ended) -> None:
        """Record the end of the process."""
        self.exit, self.ended_ns, self.cause = fact.exit, fact.at_ns, fact.cause
        self.alive_ns, self.awaits_input = fact.alive_ns or fact.at_ns, False
        self.state = STATES.get(fact.cause, NodeState.CRASHED)
        self.reason = in_words(fact.cause, fact.exit, fact.says)


OfNode = Printed | ReadsInput | Frozen | Thawed | Stopping | WorkSet | Used | Given
"""The facts that concern one node alone."""


@dataclass(slots=True)
class NodeTraffic:
    """One node: its role, its life and activity, and its sockets."""

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
    """The sockets of former lives."""
    former_pids: set[int] = field(default_factory=set)
    sequence: int = 0
    """The number of the node's last report in this life."""
    output: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    """The lines that the node printed; after a crash, the end of the traceback."""
    discarded: Counter[str] = field(default_factory=Counter)
    """Messages that the role has declared useless, by reason, in all lives."""
    discarded_before: Counter[str] = field(default_factory=Counter)
    """The same, in former lives only."""
    sampled: bool = False
    """More messages pass than the node's reports show one by one."""
    unsent_samples: int = 0
    """Samples that the node threw away because the monitor did not keep up."""
    ignored: str = ""
    """Why the node's peer will never listen to it, e.g. a second guest at a PAIR."""
    work_ms: float = 0.0
    jitter_ms: float = 0.0
    services: Spread = field(default_factory=Spread)
    """How long each of the last messages took, from one receive to the next."""

    @property
    def state(self) -> NodeState:
        return self.life.state

    @property
    def sent(self) -> int:
        """Messages sent, on all sockets."""
        return sum(socket.sent.messages for socket in self.all_sockets)

    @property
    def received(self) -> int:
        """Messages received, on all sockets."""
        return sum(socket.received.messages for socket in self.all_sockets)

    @property
    def all_sockets(self) -> list[SocketTraffic]:
        """The sockets of former lives, and of this one."""
        return [*self.former, *self.sockets.values()]

    def take(self, fact: OfNode) -> None:
        """Take a fact that concerns this node alone."""
        match fact:
            case Printed():
                self.output.extend(fact.lines)
            case ReadsInput():
                self.life.awaits_input = fact.waits
            case Frozen():
                self.life.state = NodeState.FROZEN
            case Thawed():
                self.life.state = NodeState.RUNNING if self.life.pid else NodeState.STARTING
                self.doing.thawed_ns = fact.at_ns
            case Stopping():
                self.life.stopping_ns = self.life.stopping_ns or fact.at_ns
            case WorkSet():
                self.work_ms, self.jitter_ms = fact.work_ms, fact.jitter_ms
            case Given():
                self.speech.give(fact.messages, fact.life, self.life.number)
            case Used():
                waiting = self.usage.waiting.then(fact.waited_seconds, fact.at_ns)
                self.usage = Usage(fact.cpu_percent, fact.memory_bytes, fact.cpu_seconds, fact.threads, waiting)

    def take_report(self, report: Report) -> int:
        """Take a report's facts about the whole node; return how many reports are missing before this one."""
        missing, self.sequence = max(0, report.sequence - self.sequence - 1), report.sequence
        self.life.pid = report.pid
        known = self.sockets
        passed = any(part.number not in known or known[part.number].is_behind(part) for part in report.sockets)
        self.doing.take(report, passed=passed)
        self.sampled, self.unsent_samples = report.sampled, report.unsent_samples
        if report.discarded:
            self.discarded = self.discarded_before + Counter(report.discarded)
        self.speech.take(report)
        if report.services_ns:
            self.services.extend(report.services_ns)
        self.life.final = report.final
        if self.state is NodeState.STARTING:
            self.life.state = NodeState.RUNNING
        return missing

    def start(self, fact: Started) -> None:
        """Begin the life that `fact` announces; the counts of earlier lives stay."""
        if self.life.number != fact.life:
            self._end_life(fact.life)
        self.work_ms, self.jitter_ms = fact.work_ms, fact.jitter_ms
        self.usage.waiting = Waiting(at_ns=fact.at_ns)

    def _end_life(self, life: int) -> None:
        for socket in self.sockets.values():
            socket.facts = msgspec.structs.replace(socket.facts, closed=True)
            socket.killed, socket.handshakes = self.state is NodeState.KILLED, 0
        self.former, self.sockets = [*self.former, *self.sockets.values()], {}
        self.discarded_before = self.discarded
        self.former_pids.add(self.life.pid)
        self.life, self.doing = Life(life, ended_ns=self.life.ended_ns), self.doing.next_life()
        self.speech, self.usage = self.speech.next_life(life), Usage()
        self.sequence, self.ignored, self.sampled = 0, "", False

    def open_stream(self, socket: SocketTraffic) -> None:
        """Give a socket the stream that it sends: the stream of a socket that it replaces on its way, else a new one.

        A REQ that is closed and made again after a timeout continues the stream of the first; two sockets that are open
        at the same time send two streams.
        """
        before = [other for other in self.all_sockets if other is not socket and other.way == socket.way]
        continued = {other.continues for other in before}
        for other in before:
            if other.key not in continued and (other.facts.closed or other.life < socket.life):
                socket.continues, socket.stream_number, socket.before = other.key, other.stream_number, other.numbered
                return
        socket.continues, socket.before = None, 0
        socket.stream_number = len({other.stream_number for other in before})

    def take_last_counts(self, fact: LastCounts) -> None:
        """Take the counts that a killed node left behind: exact, unless messages had passed unseen before."""
        self.life.exact, self.doing.passed_ns = True, fact.at_ns
        for count in fact.sockets:
            if (socket := self.sockets.get(count.number)) is None:
                continue
            socket.sent = max(socket.sent, count.sent, key=lambda tally: tally.messages)
            socket.received = max(socket.received, count.received, key=lambda tally: tally.messages)
            sent, received = socket.sent.messages, socket.received.messages
            unsure = bool((sent and not count.sent_is_exact) or (received and not count.received_is_exact))
            socket.last_moment.is_uncounted, self.life.exact = unsure, self.life.exact and not unsure

    def service_ms(self, share: float) -> float | None:
        """Milliseconds within which this share (0–1) of the last messages was done; None before the first message."""
        return self.services.percentile_ms(share)

    def times_ns(self, now_ns: int) -> tuple[int, int, int]:
        """Busy, idle and blocked time since its first start, up to now."""
        times = [0, 0, 0]
        for socket in self.all_sockets:
            times[0] += socket.busy_ns
            times[1] += socket.idle_ns
            times[2] += socket.blocked_ns
        if self.state.alive and self.doing.activity is not Activity.UNSEEN and self.doing.since_ns:
            times[self.doing.activity] += max(0, now_ns - self.doing.since_ns)
        return times[0], times[1], times[2]

    def busy_share(self, now_ns: int) -> float:
        """Share of all the node's lives, 0 to 1, that the role's own code took."""
        busy, idle, blocked = self.times_ns(now_ns)
        return busy / max(1, busy + idle + blocked)

    def mark(self, now_ns: int) -> None:
        """Derive the rates from the totals of this moment."""
        self.rates.mark(Mark(now_ns, self.sent, self.received, *self.times_ns(now_ns)), self.state is NodeState.RUNNING)
