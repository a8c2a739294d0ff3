"""A node's activity: at this moment, over the last seconds, and its use of the machine."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from zmqplay.wire import Activity, Report

POLLED_NS = 1_000_000_000
"""A role that polls makes its next call within this time; one that makes none for longer is at work."""
WAITS = (Activity.IDLE, Activity.BLOCKED)
HISTORY_KEPT = 64
"""Quarter seconds of history that are kept."""


@dataclass(slots=True)
class Doing:
    """The activity of a node's role, as last reported."""

    activity: Activity = Activity.BUSY
    since_ns: int = 0
    socket: int = -1
    """Number of the socket that the activity concerns; -1 for none."""
    alone: bool = False
    """A node that waits does so at this socket only: it takes nothing from its others meanwhile."""
    waiting_since_ns: int = 0
    """Since when each report that saw the role wait saw it wait alone at `socket`: in steps, or at a stretch."""
    line: int = 0
    """Line of the role's source file that is being executed; 0 if unknown."""
    reported_ns: int = 0
    passed_ns: int = 0
    """When a report last told that messages had passed."""
    asked_ns: int = 0
    """When the role last made a call by which no message passed, e.g. a receive that does not wait."""
    thawed_ns: int = 0
    """When the node was last thawed: reports that it made before are no measure of how late others are."""
    at_end: Doing | None = None
    """What the role did when the source began to end its nodes; None before that."""
    had_peer: bool = True
    """Whether the socket that the role was at had a peer when the source began to end its nodes."""

    def keep(self, *, had_peer: bool) -> None:
        """The source ends its nodes: keep what the role does now."""
        self.at_end, self.had_peer = replace(self), had_peer

    def next_life(self) -> Doing:
        """What is known as the node's next life begins."""
        return Doing(reported_ns=self.reported_ns, passed_ns=self.passed_ns)

    def take(self, report: Report, passed: bool) -> None:
        """Take a report; `passed` tells whether it counts more messages than the reports before."""
        if passed:
            self.passed_ns = report.time_ns
        elif report.since_ns > self.since_ns:
            self.asked_ns = self.since_ns  # of the call since then, a message may have been counted too late
        if (report.socket, report.alone) != (self.socket, self.alone) or report.activity not in WAITS:
            self.waiting_since_ns = report.since_ns
        self.reported_ns, self.line = report.time_ns, report.line
        self.activity, self.since_ns = report.activity, report.since_ns
        self.socket, self.alone = report.socket, report.alone

    @property
    def polls_in_vain(self) -> bool:
        """Whether the role has made a call since messages passed last, and none passed by it."""
        return self.asked_ns > self.passed_ns

    @property
    def silent_since_ns(self) -> int:
        """Since when the node has reported nothing, though it could: frozen, it cannot."""
        return max(self.reported_ns, self.thawed_ns)

    def rests(self, now_ns: int, passed_ns: int, for_ns: int) -> bool:
        """Whether the role has waited for `for_ns`, or polls and found nothing that long after `passed_ns`.

        What came while the node was frozen, it takes when it is thawed.
        """
        if self.activity in WAITS and now_ns - max(self.since_ns, self.thawed_ns) >= for_ns:
            return True
        return self.asked_ns - max(passed_ns, self.thawed_ns) >= for_ns and now_ns - self.since_ns < POLLED_NS


@dataclass(slots=True)
class Speech:
    """The state of a node's traffic generator."""

    holding: bool = True
    """The generator waits until all nodes have met."""
    holds: int = 0
    """How often the node had been told to wait or to resume, at the time of the report that set `holding`."""
    spoken: int = 0
    """Messages that the generator has made, in all lives of the node."""
    ahead: int | None = None
    """The least that `spoken` was ahead of the messages sent, in a report of this life; None before the first.

    In other reports, the generator had made a message that was not sent yet.
    """
    given: int = 0
    """Messages that were given to this life of the node, typed or as a burst."""
    taken: int = 0
    """Those of them that no longer wait for their turn."""
    unsent: int = 0
    """Messages that the role has taken and not sent, as last reported."""
    flat_out: bool = False
    """The generator makes messages as fast as they are taken, as last reported."""
    slowed_ns: int = 0
    """When the generator last ceased to do so."""
    given_later: dict[int, int] = field(default_factory=dict)
    """Messages that were given to lives that have not begun yet, by the life's number."""

    @property
    def to_be_sent(self) -> int:
        """Messages that were typed or generated and that the node has not sent yet.

        A generator that is behind its rate has not made the messages that it lacks: these do not wait.
        """
        return max(0, self.given - self.taken) + self.unsent + sum(self.given_later.values())

    def give(self, messages: int, life: int, present_life: int) -> None:
        """Messages were given to a life of the node: the present one, or one to come."""
        if life > present_life:
            self.given_later[life] = self.given_later.get(life, 0) + messages
        elif life == present_life:
            self.given += messages

    def next_life(self, life: int) -> Speech:
        """The state in which the life with this number begins."""
        later = {number: given for number, given in self.given_later.items() if number > life}
        return Speech(spoken=self.spoken, given=self.given_later.get(life, 0), given_later=later)

    def ended(self) -> None:
        """This life has ended: what it had not sent, it never will."""
        self.given = self.taken = self.unsent = 0

    def take(self, report: Report) -> None:
        """Take what a report tells of the generator."""
        if self.flat_out and not report.flat_out:
            self.slowed_ns = report.time_ns
        self.holding, self.holds, self.flat_out = report.holding, report.holds, report.flat_out
        self.taken, self.unsent = report.taken, report.unsent
        self.spoken = max(self.spoken, report.spoken)  # the last counts of a killed node are newer than its reports

    def reported(self, sent: int) -> None:
        """A report has told `spoken`, and that the node has sent `sent` messages in all its lives."""
        ahead = self.spoken - sent
        self.ahead = ahead if self.ahead is None else min(self.ahead, ahead)

    def died(self, sent: int, unreported: int) -> None:
        """The node died with `sent` messages sent, `unreported` of them after its last report."""
        most = self.spoken + unreported
        self.spoken = most if self.ahead is None else min(most, max(self.spoken, sent + self.ahead))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The time for which a process's threads were ready to run and waited for a processor."""

    seconds: float = 0.0
    at_ns: int = 0
    """When that was looked up, or the process started."""
    share: float = 0.0
    """The same, as a share (0–1) of the time between the last two looks."""

    def then(self, seconds: float, at_ns: int) -> Waiting:
        """As of a later look."""
        if not self.at_ns or at_ns <= self.at_ns:
            return Waiting(seconds, at_ns)
        share = (seconds - self.seconds) * 1e9 / (at_ns - self.at_ns)
        return Waiting(seconds, at_ns, min(1.0, max(0.0, share)))


@dataclass(slots=True)
class Usage:
    """CPU and memory of a node's process."""

    cpu_percent: float = 0.0
    memory_bytes: int = 0
    """Resident memory that is not shared; 0 before the first look."""
    cpu_seconds: float = 0.0
    """Time spent on a core since the process began."""
    threads: int = 0
    waiting: Waiting = field(default_factory=Waiting)


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
class Rates:
    """A node's rates over the last second, and for each quarter second before."""

    sent: float = 0.0
    """Messages a second."""
    received: float = 0.0
    """Messages a second."""
    busy: float = 0.0
    """Share of the last second, 0 to 1, that the role's own code took."""
    blocked: float = 0.0
    """Share of the last second, 0 to 1, that the role waited in `send`."""
    history: deque[float] = field(default_factory=lambda: deque([0.0] * HISTORY_KEPT, maxlen=HISTORY_KEPT))
    """Messages a second in both directions, one for each quarter second."""
    shares: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=HISTORY_KEPT))
    """For each quarter second, the shares (0 to 1) of busy time and of time blocked in `send`; the latest last."""
    moved_ns: int = 0
    """When a value here last changed; a node at rest leaves this alone, so that panes need not be drawn again."""
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=5))

    def mark(self, now: Mark, is_running: bool = True) -> None:
        """Remember these totals, and derive the rates from the totals of a second ago."""
        if self.marks:
            self._derive(now, self.marks[0], self.marks[-1], is_running)
        self.marks.append(now)

    def _derive(self, now: Mark, then: Mark, last: Mark, is_running: bool) -> None:
        seconds = max(1, now.time_ns - then.time_ns) / 1e9
        self.sent = (now.sent - then.sent) / seconds
        self.received = (now.received - then.received) / seconds
        self.busy, self.blocked = _shares(now, then) or (0.0, 0.0)
        spent = max(1, now.time_ns - last.time_ns)
        passed = now.sent + now.received - last.sent - last.received
        self.history.append(passed / spent * 1e9)
        before = self.shares[-1] if self.shares and is_running and self.busy + self.blocked else (0.0, 0.0)
        self.shares.append(_shares(now, last) or before)
        if any(self.history) or any(map(any, self.shares)) or len(self.shares) < HISTORY_KEPT:
            self.moved_ns = now.time_ns


def _shares(now: Mark, then: Mark) -> tuple[float, float] | None:
    """The shares, 0 to 1, of busy time and of time blocked in `send`; None if no time was reported between the marks.

    They are shares of the time that the node's own clocks have booked. A report may cover more or less time than
    passed between two marks, which are set by another clock.
    """
    times = now.busy_ns - then.busy_ns, now.idle_ns - then.idle_ns, now.blocked_ns - then.blocked_ns
    busy, idle, blocked = (max(0, time_ns) for time_ns in times)  # a late report takes back what was assumed
    whole = busy + idle + blocked
    return (busy / whole, blocked / whole) if whole else None
