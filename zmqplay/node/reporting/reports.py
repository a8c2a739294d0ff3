"""A node's reports: the changes since the last report that the monitor took."""

from __future__ import annotations

import os
from collections import deque
from time import monotonic_ns
from typing import NamedTuple, TypeVar

from zmqplay.node.reporting.foremost import Foremost
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.observed import Observed
from zmqplay.node.reporting.source_line import SourceLine
from zmqplay.node.tap.capture import LIMIT
from zmqplay.node.tap.clock import BLOCKED, BUSY, Clock
from zmqplay.node.tap.sample import Sample as TapSample
from zmqplay.node.tap.tally import Counts, Keys
from zmqplay.node.tap.tap import Tap
from zmqplay.node.tap.tapped import Facts
from zmqplay.node.tap.times import SocketTimes
from zmqplay.wire import VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally

T = TypeVar("T")
MAY_DROP = ("PUB", "XPUB", "ROUTER", "REP")
"""The types of sockets that drop messages when a queue is full (zmq_socket(3), Action in mute state)."""


class _SocketState(NamedTuple):
    """One socket's present state; reported again when any part of it has changed."""

    number: int
    sent: Counts
    received: Counts
    times: tuple[int, ...]
    facts: Facts


class _News(NamedTuple):
    """The values whose change makes a report worth sending, besides samples and events."""

    sockets: list[_SocketState]
    since_ns: int
    holds: int
    holding: bool
    spoken: int
    discarded: dict[str, int]
    line: int
    taken: int
    unsent: int


class Reports:
    """Makes each report, and remembers what has been reported."""

    def __init__(self, tap: Tap, handover: Handover, clock: Clock, observed: Observed) -> None:
        """`clock` is the clock of the role's thread.

        Calls of other threads are counted and sampled alike, and their times are booked to the sockets that they use.
        """
        self.source_line = SourceLine()
        self._tap = tap
        self._capture = tap.capture
        self._clocks = tap.capture.clocks
        self._handover = handover
        self._clock = clock
        self._foremost = Foremost(self._clocks, clock)
        self._observed = observed
        self._times = SocketTimes(self._clocks)
        self._sequence = 0
        self._unsent_samples = 0
        self._last: _News | None = None
        self._passed = 0
        self._told: dict[int, _SocketState] = {}

    def make(self, events: list[SocketEvent], final: bool = False) -> Report | None:
        """The next report; None if there is nothing new."""
        node, now_ns = self._observed, monotonic_ns()  # before the counts: the report tells all that was until then
        holds, holding = node.holds, node.holding  # read before the counts: while holding, the counts are final
        samples = _all_of(self._handover.samples)
        sockets = self._sockets_now()
        passed = self._count_passed(sockets)
        self._clock = self._foremost.clock(is_still=not passed)
        news = _News(
            sockets=sockets,
            since_ns=self._clock.since_ns,
            holds=holds,
            holding=holding,
            spoken=node.spoken,
            discarded=dict(node.discarded),
            line=self.source_line.now(),
            taken=node.taken,
            unsent=self._unsent(sockets, final),
        )
        if news == self._last and not events and not samples and not final:
            return None
        self._last = news
        return self._report(
            news, now_ns, samples=samples, events=events, sampled=self._capture.begin_window(passed), final=final
        )

    @property
    def is_busy(self) -> bool:
        """Whether the node was busy at the last call of `make`; nothing tells when it begins to wait elsewhere."""
        return self._clock.doing() == BUSY

    def taken(self, report: Report) -> None:
        """Record that the monitor has taken the report."""
        for part in report.sockets:
            calls = self._tap.sockets[part.number].calls
            for keys, counts in (calls.sent_by_key, part.sent_by_key), (calls.received_by_key, part.received_by_key):
                if keys is not None:
                    keys.tell({key: (tally.messages, tally.bytes) for key, tally in counts.items()})

    def refused(self, report: Report) -> None:
        """The monitor did not take the report: drop the samples; counts and facts come with the next report."""
        self._unsent_samples += len(report.samples)
        self._last = None
        self._told = {}

    # long: a report has many fields
    def _report(
        self,
        news: _News,
        now_ns: int,
        *,
        samples: list[TapSample],
        events: list[SocketEvent],
        sampled: bool,
        final: bool,
    ) -> Report:
        self._sequence += 1
        self._times.share_out()
        return Report(
            version=VERSION,
            node=self._observed.name,
            pid=os.getpid(),
            sequence=self._sequence,
            time_ns=now_ns,
            activity=Activity(self._clock.doing()),
            since_ns=news.since_ns,
            socket=self._clock.socket,
            sockets=self._changed(news.sockets),
            samples=[Sample(*sample) for sample in samples],
            sampled=sampled,
            events=events,
            unsent_samples=self._unsent_samples,
            discarded=news.discarded,
            holding=news.holding,
            spoken=news.spoken,
            final=final,
            services_ns=[took_ns for clock in self._clocks.all() for took_ns in _all_of(clock.services_ns)],
            holds=news.holds,
            line=news.line,
            life=self._observed.life,
            taken=news.taken,
            unsent=news.unsent,
            limit=LIMIT,
            discards=_all_of(self._observed.discards),
            flat_out=self._observed.flat_out,
            alone=self._foremost.is_alone,
        )

    def _unsent(self, sockets: list[_SocketState], final: bool) -> int:
        """Messages that the role has taken and not sent; once it has ended, as many as in the report before."""
        sent = sum(state.sent[0] for state in sockets)
        if final and self._last and sent == sum(state.sent[0] for state in self._last.sockets):
            return self._last.unsent
        return self._observed.unsent(sent, self._clock.doing() == BLOCKED)

    def _sockets_now(self) -> list[_SocketState]:
        times = self._times.seen()
        return [
            _SocketState(
                number=tapped.number,
                sent=tapped.calls.sent(),
                received=tapped.calls.received(),
                times=times.get(tapped.number, (0, 0, 0)),
                facts=tapped.facts,
            )
            for tapped in list(self._tap.sockets)
        ]

    def _changed(self, sockets: list[_SocketState]) -> list[SocketReport]:
        """The sockets about which there is more to report than was reported."""
        changed = [self._socket(state) for state in sockets if self._told.get(state.number) != state]
        self._told = {state.number: state for state in sockets}
        return changed

    def _socket(self, state: _SocketState) -> SocketReport:
        calls = self._tap.sockets[state.number].calls
        told = self._told.get(state.number)
        busy_ns, idle_ns, blocked_ns = self._times.of(state.number, state.times)
        return SocketReport(
            number=state.number,
            sent=Tally(*state.sent),
            received=Tally(*state.received),
            busy_ns=busy_ns,
            idle_ns=idle_ns,
            blocked_ns=blocked_ns,
            sent_by_key=_tallies(calls.sent_by_key),
            received_by_key=_tallies(calls.received_by_key),
            sent_beyond=_tallies_beyond(calls.sent_by_key),
            facts=None if told and told.facts == state.facts else SocketFacts(*state.facts),
            written=self._handover.written(state.number) if state.facts.type in MAY_DROP else {},  # after the counts
        )

    def _count_passed(self, sockets: list[_SocketState]) -> int:
        """The number of messages that passed since the last call."""
        before = self._passed
        self._passed = sum(state.sent[0] + state.received[0] for state in sockets)
        return self._passed - before


def _tallies(keys: Keys | None) -> dict[bytes, Tally]:
    return {} if keys is None else {key: Tally(*counts) for key, counts in keys.changed().items()}


def _tallies_beyond(keys: Keys | None) -> dict[bytes, Tally]:
    return {} if keys is None else {key: Tally(*counts) for key, counts in keys.changed_beyond().items()}


def _all_of(queue: deque[T]) -> list[T]:
    """Take the present items; threads that use sockets append meanwhile."""
    return [queue.popleft() for _ in range(len(queue))]
