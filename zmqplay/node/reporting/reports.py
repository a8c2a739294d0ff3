"""A node's reports: what has changed since the last one that the monitor took."""

from __future__ import annotations

import os
from collections import deque
from time import monotonic_ns
from typing import TypeVar

from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import UNSEEN, Clock
from zmqplay.node.tap.direction import Line
from zmqplay.node.tap.source_line import Whereabouts
from zmqplay.node.tap.tap import Tap
from zmqplay.node.tap.tapped import TappedSocket
from zmqplay.wire import VERSION, Activity, Report, SocketEvent, SocketReport

T = TypeVar("T")

HELD_UP = (
    "send", "send_with_care", "send_multipart", "recv", "recv_by_hand", "recv_with_care", "recv_multipart", "recv_into",
)  # fmt: skip
"""The tapped calls that wait in libzmq, and so are the role's innermost frame meanwhile, or next to it."""
POLLS = ("zmq_poll", "select")
"""The innermost frame of a role that waits in a poller, `zmq.select` or an event loop."""


class Reports:
    """Makes each report, and remembers what the monitor has been told."""

    def __init__(self, tap: Tap, capture: Capture, clock: Clock, node: PlayedNode) -> None:
        self._tap = tap
        self._capture = capture
        self._clock = clock
        self._node = node
        self.whereabouts = Whereabouts()
        self._sequence = 0
        self._unsent_samples = 0
        self._last: tuple[object, ...] = ()
        self._passed = 0
        self._told: dict[int, tuple[object, ...]] = {}
        self._seen: dict[int, list[int]] = {}
        self._shared: dict[int, list[int]] = {}

    def make(self, events: list[SocketEvent], final: bool = False) -> Report | None:
        """The next report; None if there is nothing new."""
        holds, holding = self._node.speech.holds, self._node.speech.holding  # before the counts, so that they are final
        samples = _all_of(self._capture.samples)
        sockets = list(self._tap.sockets)
        states = [self._state(tapped) for tapped in sockets]
        passed = self._count_passed(sockets)
        if self._clock.activity == UNSEEN and not passed:
            self._look_where_it_is()
        node = self._node
        line = self.whereabouts.line()
        news = states, self._clock.since_ns, node.speech.spoken, holds, holding, node.discarded.total(), line
        if news == self._last and not events and not samples and not final:
            return None
        self._last = news
        self._sequence += 1
        self._share_out_unseen(sockets)
        return Report(
            VERSION,
            node.name,
            os.getpid(),
            self._sequence,
            monotonic_ns(),
            Activity(self._clock.activity),
            self._clock.since_ns,
            self._clock.socket,
            self._changed(sockets, states),
            samples,
            self._capture.begin_window(passed),
            events,
            self._unsent_samples,
            dict(node.discarded),
            holding,
            node.speech.spoken,
            final,
            _all_of(self._clock.services_ns),
            holds,
            line,
            node.life,
        )

    def taken(self, report: Report) -> None:
        """The monitor has it."""
        for part in report.sockets:
            calls = self._tap.sockets[part.number].calls
            for keys, counts in (calls.sent_by_key, part.sent_by_key), (calls.received_by_key, part.received_by_key):
                if keys is not None:
                    keys.tell(counts)

    def refused(self, report: Report) -> None:
        """The monitor does not keep up: the samples are given up, the counts and facts come with the next report."""
        self._unsent_samples += len(report.samples)
        self._last = ()
        self._told = {}

    def _state(self, tapped: TappedSocket) -> tuple[object, ...]:
        sent, received = tapped.calls.sent(), tapped.calls.received()
        return sent.messages, sent.bytes, received.messages, received.bytes, tuple(tapped.calls.times), tapped.facts

    def _changed(self, sockets: list[TappedSocket], states: list[tuple[object, ...]]) -> list[SocketReport]:
        """Those of which there is more to tell than the monitor was told."""
        now = {tapped.number: state for tapped, state in zip(sockets, states, strict=True)}
        changed = [self._socket(tapped) for tapped in sockets if self._told.get(tapped.number) != now[tapped.number]]
        self._told = now
        return changed

    def _socket(self, tapped: TappedSocket) -> SocketReport:
        calls = tapped.calls
        shared = self._shared.get(tapped.number, [0, 0, 0])
        before = self._told.get(tapped.number)
        busy_ns, idle_ns, blocked_ns = [seen + unseen for seen, unseen in zip(calls.times, shared, strict=True)]
        return SocketReport(
            tapped.number,
            calls.sent(),
            calls.received(),
            busy_ns,
            idle_ns,
            blocked_ns,
            calls.sent_by_key.changed() if calls.sent_by_key is not None else {},
            calls.received_by_key.changed() if calls.received_by_key is not None else {},
            None if before and before[-1] is tapped.facts else tapped.facts,
        )

    def _count_passed(self, sockets: list[TappedSocket]) -> int:
        """Messages since the last time."""
        before = self._passed
        self._passed = sum(tapped.calls.sent().messages + tapped.calls.received().messages for tapped in sockets)
        return self._passed - before

    def _look_where_it_is(self) -> None:
        """The role is inside a call that began unseen: its frame tells which."""
        frame = self.whereabouts.frame()
        if frame is None:
            return
        if frame.f_code.co_name in POLLS:
            self._clock.wait()
        for held in (frame, frame.f_back):  # pyzmq's own send may stand between the tapped one and libzmq
            line = held and held.f_locals.get("line")
            if held and isinstance(line, Line) and held.f_code.co_name in HELD_UP:
                line.begin()

    def _share_out_unseen(self, sockets: list[TappedSocket]) -> None:
        """Divide the time when nobody looked as the time was divided when somebody did."""
        seen = {tapped.number: list(tapped.calls.times) for tapped in sockets}
        passed = {
            number: [now - then for now, then in zip(times, self._seen.get(number, [0, 0, 0]), strict=True)]
            for number, times in seen.items()
        }
        whole = sum(map(sum, passed.values()))
        unseen = self._clock.unseen_ns
        if whole <= 0:
            return
        self._seen = seen
        self._clock.unseen_ns -= unseen
        for number, times in passed.items():
            shared = self._shared.setdefault(number, [0, 0, 0])
            for kind, time_ns in enumerate(times):
                shared[kind] += unseen * time_ns // whole


def _all_of(queue: deque[T]) -> list[T]:
    """Take what is there; the role's thread goes on appending."""
    return [queue.popleft() for _ in range(len(queue))]
