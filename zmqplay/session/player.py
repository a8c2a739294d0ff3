"""A session played by a schedule, until everything that was asked for is done, or can no longer be done."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from zmqplay.control.schedule import Outcome, Schedule, Timed
from zmqplay.control.source import Phase, Rate
from zmqplay.model.doctor.impossible import excess
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.waits import wait_of
from zmqplay.model.traffic import Traffic
from zmqplay.session.guard import Guard
from zmqplay.session.session import Session
from zmqplay.session.split import Split
from zmqplay.session.stalled import why_it_stalled

GIVE_UP_NS = 5_000_000_000
"""How long nothing must move before the rest of the count is given up."""
SETTLED_NS = 60_000_000
"""How long nothing must move before a run that has sent and delivered everything is over."""
COMMANDED_NS = 300_000_000
"""How long a command may take to show in the nodes' reports."""
LAST_S = 0.5
"""How long messages under way may still arrive after the time is over."""
STEP_S = 0.02


class Onlooker(Protocol):
    """Is told what happens during a run, while it happens."""

    def sent(self, count: int) -> None:
        """After each step: the number of messages sent so far."""

    def noticed(self, notices: Sequence[str]) -> None:
        """Sentences for the user: of faults at once, others at the end, e.g. that a port was taken."""

    def died(self, node: NodeTraffic) -> None:
        """A node crashed or was killed, and not by a command."""

    def commanded(self, outcomes: Iterable[Outcome]) -> None:
        """Commands were done, or could not be done."""


class Stillness:
    """Measures how long no message has moved, no node has changed and no command was given."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._last: object = None
        """The figures at the last look."""
        self._since_ns = 0

    def expect_change(self) -> None:
        """A command was given, and may take a moment to show."""
        self._since_ns = max(self._since_ns, time.monotonic_ns() + COMMANDED_NS)

    def lasts(self, for_ns: int) -> bool:
        """Whether nothing has moved for `for_ns`, and every node waits."""
        now_ns, nodes = time.monotonic_ns(), self._traffic.nodes.values()
        figures = self._traffic.ledger.totals, [(node.state, node.sent, node.received) for node in nodes]
        if figures != self._last:
            self._last, self._since_ns = figures, max(self._since_ns, now_ns)
        return now_ns - self._since_ns >= for_ns and self._traffic.quiet(now_ns, 0)


class Player:
    """One run, from the start of the nodes to their last reports."""

    # long: each part has a line, and says what it is for
    def __init__(
        self,
        session: Session,
        onlooker: Onlooker,
        *,
        count: int | None = None,
        seconds: float | None = None,
        rate: Rate = None,
        at: Iterable[Timed] = (),
        received: int | None = None,
        stays: bool = False,
    ) -> None:
        """End after `count` messages in all or after `seconds`, whichever is first; `rate` is of each speaking node.

        Also end once `received` messages have been received; if it `stays`, do not end when the count is full.
        """
        self._session, self._onlooker = session, onlooker
        self._traffic, self._speech = session.traffic, session.controls.speech
        self._count, self._limit_s, self._rate = count, seconds, rate
        self._received, self._stays = received, stays
        self._schedule = Schedule(session.controls, session.traffic, at)
        self._split = Split(self._speech, session.traffic, count)
        self._told: set[tuple[str, int]] = set()
        """Names and lives of the nodes whose deaths have been reported."""
        self._guard = Guard(onlooker.noticed)
        self._stillness = Stillness(session.traffic)
        self._begun = 0.0
        self.interrupted = False
        """Set from any thread or signal handler: end soon, keeping everything that is known."""
        self.complete = False
        """Everything that was asked for has been sent, and is delivered or lost."""
        self.gave_up = ""
        """Why not everything that was asked for could be sent and delivered; empty if it could."""
        self._has_deaths = False
        self.seconds = 0.0
        """The duration of the run."""

    @property
    def has_failures(self) -> bool:
        """Whether a node crashed or was killed, and not by a command; or zmqplay had a fault."""
        return self._has_deaths or self._guard.faults > 0

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcome of each command, in the order in which they were due."""
        return self._schedule.outcomes

    def play(self) -> None:
        """Play until everything is done, or can no longer be done; then stop the nodes."""
        self._session.open()
        self._begun = time.monotonic()
        self._guard.repeat(self._step, until=lambda: self._is_live or self._time_is_over or self._is_deserted)
        self._begun = time.monotonic()
        self._split.deal()
        self._speech.set_rate(self._rate)
        self._guard.repeat(self._turn, until=self._is_over)
        self.seconds = self._elapsed_s
        self._end()

    def _turn(self) -> None:
        self._keep_to_the_schedule()
        self._split.deal(settled=self._stillness.lasts(COMMANDED_NS))
        self._step()

    def _end(self) -> None:
        self._session.silence()
        until = time.monotonic() + LAST_S
        self._guard.repeat(
            self._step,
            until=lambda: self._is_clear or self.interrupted or time.monotonic() >= until,
        )
        self._guard.do(lambda: self._session.finish(lambda: self.interrupted))
        wrong = next(excess(self._traffic), None)
        self.gave_up = wrong.says if wrong else self.gave_up
        self.complete = self.complete and not wrong and not self._traffic.ledger.totals.in_flight
        self._onlooker.noticed(self._traffic.notices)
        self._tell_deaths()
        if not self.interrupted:
            self._onlooker.commanded(self._schedule.give_up(self.seconds))

    @property
    def _is_clear(self) -> bool:
        """Whether nothing is under way, and it is known of each message whether it came from a node of ours."""
        return not self._traffic.ledger.totals.in_flight and self._traffic.peers.are_known

    @property
    def _elapsed_s(self) -> float:
        return time.monotonic() - self._begun

    def _step(self) -> None:
        self._session.wait(min(STEP_S, self._schedule.wait_s(self._elapsed_s)))
        self._session.drain(0.05)
        self._tell_deaths()
        self._onlooker.sent(self._split.sent)

    def _keep_to_the_schedule(self) -> None:
        outcomes = self._schedule.keep(self._elapsed_s)
        if outcomes:
            self._stillness.expect_change()
            self._onlooker.commanded(outcomes)

    @property
    def _is_live(self) -> bool:
        return self._session.state.phase is Phase.LIVE

    @property
    def _time_is_over(self) -> bool:
        return self.interrupted or (self._limit_s is not None and self._elapsed_s >= self._limit_s)

    @property
    def _is_deserted(self) -> bool:
        return not any(node.state.alive for node in self._traffic.nodes.values())

    def _is_over(self) -> bool:
        all_sent = self._split.all_sent
        if self._time_is_over:
            self.complete = all_sent and not self.interrupted
            if not (all_sent or self.interrupted) and self._is_stuck:
                self.gave_up = why_it_stalled(self._traffic, self._split.speakers)
            return True
        if self._received is not None and sum(n.received for n in self._traffic.nodes.values()) >= self._received:
            self.complete = True
            return True
        if not self._schedule.is_over:
            return False
        if self._is_deserted:
            self.complete = all_sent and not self.has_failures
            self.gave_up = "" if all_sent else why_it_stalled(self._traffic, self._split.speakers)
            return True
        if self._count is None or self._stays or not self._is_live:
            return False
        if all_sent:
            self._speech.end_extra_traffic()
        if all_sent and not self._traffic.ledger.totals.in_flight:
            self.complete = self._stillness.lasts(GIVE_UP_NS if self._awaits_a_stranger else SETTLED_NS)
            return self.complete
        if self._stillness.lasts(GIVE_UP_NS if self._split.speakers else COMMANDED_NS):
            self.gave_up = why_it_stalled(self._traffic, self._split.speakers)
        return bool(self.gave_up)

    @property
    def _awaits_a_stranger(self) -> bool:
        """Whether a request was handed over to a foreign program, whose reply may still come."""
        asking = [socket for socket in self._traffic.sockets() if socket.kind.asks]
        return bool(self._traffic.ledger.totals.handed_over) and any(
            socket.sent.messages > socket.received.messages for socket in asking
        )

    @property
    def _is_stuck(self) -> bool:
        """Whether the rest of the count would not be sent in any time: a frozen node is left out, for it is meant."""
        nodes = self._traffic.nodes.values()
        if any(node.state is NodeState.FROZEN for node in nodes) or not self._stillness.lasts(COMMANDED_NS):
            return False
        waits = [wait_of(self._traffic, node) for node in nodes if node.name in self._split.speakers]
        return all(wait is not None and wait.brief for wait in waits)  # and not for its next message

    def _tell_deaths(self) -> None:
        """Report each node that has crashed or been killed, unless by a command or where the session mends it."""
        for node in self._traffic.nodes.values():
            life = node.name, node.life.number
            if node.state in (NodeState.CRASHED, NodeState.KILLED) and life not in self._told:
                self._told.add(life)
                if not (self._schedule.has_ended(node) or node.name in self._session.restarting):
                    self._has_deaths = True
                    self._onlooker.died(node)
