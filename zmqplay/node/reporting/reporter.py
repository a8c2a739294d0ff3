"""The thread that sends a node's reports and takes its commands.

It sleeps without a wake-up while nothing happens. The first change after a silence wakes it and is reported at once;
from then on it reports at the end of each window, as long as something changes.
"""

from __future__ import annotations

import os
import threading
import traceback
from contextlib import suppress
from functools import partial
from time import monotonic_ns
from typing import Any

import zmq

from zmqplay.node.reporting.main_thread import Errands
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.capture import LOADED_NS, WINDOW_NS
from zmqplay.node.tap.clock import WAKE, Clock
from zmqplay.node.tap.monitor import Monitor, coalesce
from zmqplay.node.tap.tap import Tap
from zmqplay.node.tap.tapped import TappedSocket
from zmqplay.wire import (
    Burst,
    Command,
    Done,
    Fail,
    Generate,
    Hold,
    Send,
    SetOption,
    SocketEvent,
    Start,
    Stop,
    Subscribe,
    Work,
    decode_command,
    encode,
)

NOBLOCK = int(zmq.NOBLOCK)
POLLIN = int(zmq.POLLIN)
REPORTS_WAITING = 64
NUDGE_MS = 5
"""How often the role's thread is interrupted while errands wait for it."""
EARLY, EARLY_NS = 8, 3_000_000
"""The first reports of a node wait no longer than that: all wait to hear whom it has met (8 nodes: 60 → 35 ms)."""
LAST_WORDS_NS = 10_000_000_000
"""How long a node that has ended waits for the monitor to take its last report."""


class Reporter(threading.Thread):
    """Owns the report and control sockets; everything else it only reads."""

    def __init__(self, start: Start, private: zmq.Context[Any], node: PlayedNode, clock: Clock, wake_fd: int) -> None:
        super().__init__(name="reporter", daemon=True)
        self._start_with = start
        self._private = private
        self._node = node
        self._clock = clock
        self._wake_fd = wake_fd
        self._monitors: list[Monitor] = []
        self._events: list[SocketEvent] = []
        self._asleep = False
        self._free_ns = 0
        """When the next report may go out, since the last one has had its window."""
        self._next_ns = 0
        self._ended_ns = 0
        self._over = False

    def report_with(self, reports: Reports, tap: Tap, errands: Errands, life_fd: int) -> None:
        """Begin; end the process when the pipe `life_fd` comes to its end, since then zmqplay is gone."""
        self._reports, self._tap, self._errands = reports, tap, errands
        self._life_fd = life_fd
        self.start()

    def watch(self, tapped: TappedSocket, socket: zmq.Socket[Any]) -> None:
        """Follow a new socket's events. Called in the role's thread."""
        with suppress(zmq.ZMQError, TypeError):  # no room for two more sockets, or no context: no events are seen
            self._monitors.append(Monitor(tapped.number, socket))
        self._clock.wake()

    def finish(self) -> None:
        """The role has ended: report for the last time, and return when the monitor has it."""
        self._ended_ns = monotonic_ns()
        self._clock.wake()
        self.join()

    def run(self) -> None:
        """Take what comes, report when it is time. A node that cannot report does not go on."""
        try:
            self._run()
        except BaseException:
            traceback.print_exc()
            os._exit(70)

    def _run(self) -> None:
        self._reports_to = self._private.socket(zmq.PUSH)
        self._reports_to.sndhwm = REPORTS_WAITING
        self._reports_to.connect(self._start_with.monitor)
        self._control = self._private.socket(zmq.DEALER)
        self._control.routing_id = self._start_with.routing_id or self._start_with.name.encode()
        self._control.connect(self._start_with.control)
        while not self._over:
            self._take(self._poll())
            self._errands.nudge()
            now = monotonic_ns()
            if not self._asleep and now >= self._next_ns:
                self._report(now)
        self._reports_to.close(0)
        self._control.close(0)

    def _poll(self) -> set[object]:
        wait_ms = -1 if self._asleep else max(0, -((monotonic_ns() - self._next_ns) // 1_000_000))
        if self._errands.waiting:
            wait_ms = NUDGE_MS if wait_ms < 0 else min(wait_ms, NUDGE_MS)
        watched: list[tuple[Any, int]] = [(fd, POLLIN) for fd in (self._control, self._wake_fd, self._life_fd)]
        watched += [(monitor.pair, POLLIN) for monitor in self._monitors]
        try:
            return {ready for ready, _ in zmq.zmq_poll(watched, wait_ms)}
        except zmq.ContextTerminated:
            return {monitor.pair for monitor in self._monitors}

    def _take(self, ready: set[object]) -> None:
        if self._life_fd in ready:
            os._exit(1)  # zmqplay is gone, however it died
        if self._wake_fd in ready:
            self._rouse(at_once=WAKE in os.read(self._wake_fd, 4096))
        if self._control in ready:
            self._rouse()
            self._obey(decode_command(self._control.recv()))
        for monitor in [monitor for monitor in self._monitors if monitor.pair in ready]:
            self._rouse()
            events, is_open = monitor.read()
            coalesce(self._events, events)
            if not is_open:
                monitor.pair.close()
                self._monitors.remove(monitor)

    def _rouse(self, at_once: bool = True) -> None:
        """Report as soon as the last window is over, or at the end of this one."""
        self._asleep = False
        self._next_ns = self._free_ns if at_once else max(self._free_ns, _window_after(monotonic_ns()))

    def _obey(self, command: Command) -> None:
        match command:
            case Send(frames):
                self._node.speech.say(frames)
            case Generate():
                self._node.speech.generate(command)
            case Burst():
                self._node.speech.burst(command)
            case Hold(on):
                self._node.speech.hold(on)
            case Work(ms, jitter_ms):
                self._node.set_work(ms, jitter_ms)
            case Fail():
                self._node.fail()
            case Subscribe(topic, on):
                self._errands.send(partial(self._subscribe, topic, on))
            case SetOption(name, value):
                self._errands.send(partial(self._set_option, name, value))
            case Stop(linger_ms):
                self._node.stop(linger_ms)
            case Done():
                self._over = True

    def _subscribe(self, topic: str, on: bool) -> None:
        """Let the role's sockets subscribe, or, if it has not made them yet, let it do so then; in its own thread."""
        topics = self._node.topics
        if self._tap.subscribe(topic.encode(), on):
            return
        if on:
            topics.append(topic)
        elif topic in topics:
            topics.remove(topic)

    def _set_option(self, name: str, value: int | bytes) -> None:
        """Set an option on the role's sockets, and on those to come; in its own thread."""
        self._node.context.setsockopt(getattr(zmq, name), value)
        self._tap.set_option(name, value)

    def _report(self, now_ns: int) -> None:
        """Report what is new; go to sleep if nothing is."""
        if self._ended_ns and now_ns - self._ended_ns > LAST_WORDS_NS:
            self._over = True
        report = self._reports.make(self._events, final=bool(self._ended_ns))
        if report is None:
            self._clock.sleeping = self._clock.dozing = True  # and look once more, for what came between the two
            report = self._reports.make(self._events)
            if report is None:
                self._asleep = True
                return
        self._clock.sleeping = self._clock.dozing = False
        window_ns = LOADED_NS if report.sampled else WINDOW_NS
        self._free_ns = now_ns + EARLY_NS if report.sequence <= EARLY else _window_after(now_ns, window_ns)
        self._next_ns = self._free_ns
        try:
            self._reports_to.send(encode(report), NOBLOCK)
        except zmq.Again:
            self._reports.refused(report)
        else:
            self._reports.taken(report)
            self._events = []


def _window_after(now_ns: int, window_ns: int = WINDOW_NS) -> int:
    return (now_ns // window_ns + 1) * window_ns
