"""The thread that sends a node's reports and takes its instructions.

The thread sleeps without a wake-up while nothing happens and the role waits. The first change after a silence wakes the
thread and is reported at once; after that, a report goes out at the end of each window, as long as something changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic_ns
from typing import Any, NamedTuple, Protocol

import zmq

from zmqplay.instructions import Instruction, MayEnd, Start, decode_instruction
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.monitor import Monitor, coalesce
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.tap.capture import LOADED_NS, WINDOW_NS
from zmqplay.wire import LARGEST_REPORT, SocketEvent, encode

NOBLOCK = int(zmq.NOBLOCK)
POLLIN = int(zmq.POLLIN)
REPORTS_WAITING = 64
NUDGE_MS = 5
"""How often the role's thread is interrupted while calls wait for the role's thread."""
EARLY, EARLY_NS = 8, 3_000_000
"""The first EARLY reports of a node wait at most EARLY_NS, since all nodes wait until these tell which peers the node
has met. Measured: 8 nodes are ready after 35 instead of 60 ms."""
LONGEST_PATIENCE_NS = 1_000_000_000
LAST_REPORT_NS = 10_000_000_000
"""How long a node that has ended waits for the monitor to take its last report."""


class Obedient(Protocol):
    """Carries out a node's instructions."""

    def follow(self, instruction: Instruction) -> None:
        """Carry out one instruction."""

    def nudge(self) -> bool:
        """Interrupt the role's thread if calls wait for it, or if it must end; return whether to do so again soon."""


class Policy(NamedTuple):
    """What happens to the process when the reporter can no longer work."""

    orphaned: Callable[[], None]
    """Called when the pipe from zmqplay has ended, and zmqplay with it; must not return."""
    cannot_report: Callable[[BaseException], None]
    """Called when the reporter's thread has failed, so that no further report can be sent."""


class Reporter(threading.Thread):
    """Owns the report and control sockets; everything else it only reads."""

    def __init__(
        self,
        start: Start,
        *,
        private: zmq.Context[Any],
        reports: Reports,
        handover: Handover,
        obedient: Obedient,
        parent_fd: int,
        policy: Policy,
    ) -> None:
        """`start` names the monitor and the control socket; `private` is the context for zmqplay's own sockets.

        The pipe `parent_fd` ends with zmqplay.
        """
        super().__init__(name="reporter", daemon=True)
        self._start_with = start
        self._private = private
        self._reports = reports
        self._handover = handover
        self._obedient = obedient
        self._parent_fd = parent_fd
        self._policy = policy
        self._events: list[SocketEvent] = []
        self._asleep = False
        self._free_ns = 0
        """When the next report may go out: one window after the last report."""
        self._next_ns = self._ended_ns = 0
        self._patience_ns = WINDOW_NS
        self._over = False

    def finish(self) -> None:
        """The role has ended: send the last report, and return when the monitor has it."""
        self._ended_ns = monotonic_ns()
        self._handover.wake()
        self.join()

    def run(self) -> None:
        """Read instructions and wake-ups, and report when due."""
        try:
            self._run()
        except BaseException as error:  # any failure: nothing else would tell that this thread has ended
            self._policy.cannot_report(error)

    def _run(self) -> None:
        self._reports_to = self._private.socket(zmq.PUSH)
        self._reports_to.sndhwm = REPORTS_WAITING
        self._show_secret(self._reports_to)
        self._reports_to.connect(self._start_with.monitor)
        self._control = self._private.socket(zmq.DEALER)
        self._control.routing_id = self._start_with.routing_id or self._start_with.name.encode()
        self._show_secret(self._control)
        self._control.connect(self._start_with.control)
        while not self._over:
            self._take(self._poll())
            now = monotonic_ns()
            if not self._asleep and now >= self._next_ns:
                self._report(now)
        self._reports_to.close(0)
        self._control.close(0)

    def _show_secret(self, socket: zmq.Socket[Any]) -> None:
        """Let the session know, within the handshake, that this node is one of its own."""
        if secret := self._start_with.secret:
            socket.plain_username, socket.plain_password = self._start_with.name.encode(), secret

    def _poll(self) -> set[object]:
        wait_ms = -1 if self._asleep else max(0, -((monotonic_ns() - self._next_ns) // 1_000_000))
        if self._obedient.nudge():
            wait_ms = NUDGE_MS if wait_ms < 0 else min(wait_ms, NUDGE_MS)
        watched: list[tuple[Any, int]] = [
            (fd, POLLIN) for fd in (self._control, self._handover.wake_fd, self._parent_fd)
        ]
        watched += [(monitor.pair, POLLIN) for monitor in self._handover.monitors]
        try:
            return {ready for ready, _ in zmq.zmq_poll(watched, wait_ms)}
        except zmq.ContextTerminated:
            return {monitor.pair for monitor in self._handover.monitors}

    def _take(self, ready: set[object]) -> None:
        if self._parent_fd in ready:
            self._policy.orphaned()
        if self._handover.wake_fd in ready:
            self._rouse(at_once=self._handover.read_wake_ups())
        # first, since an instruction may end the role's context, and with it what its monitors hold by now
        for monitor in list(self._handover.monitors):
            if monitor.pair in ready or self._control in ready:
                self._read(monitor)
        if self._control in ready:
            self._rouse()
            instruction = decode_instruction(self._control.recv())
            if isinstance(instruction, MayEnd):
                self._over = True
            else:
                self._obedient.follow(instruction)

    def _read(self, monitor: Monitor) -> None:
        self._rouse()
        events, is_open = monitor.read()
        coalesce(self._events, events)
        if not is_open:
            monitor.pair.close()
            self._handover.monitors.remove(monitor)

    def _rouse(self, at_once: bool = True) -> None:
        """Schedule a report: as soon as the last window is over, or at the end of the present one."""
        self._asleep = False
        self._next_ns = self._free_ns if at_once else max(self._free_ns, _window_after(monotonic_ns()))

    def _report(self, now_ns: int) -> None:
        """Report what is new; sleep if nothing is."""
        if self._ended_ns and now_ns - self._ended_ns > LAST_REPORT_NS:
            self._over = True
        report = self._reports.make(self._events, final=bool(self._ended_ns))
        if report is None:
            self._handover.want(True)  # check again: something may have come before this request
            report = self._reports.make(self._events)
            if report is None:
                self._rest(now_ns)
                return
        self._patience_ns = WINDOW_NS
        self._handover.want(False)
        window_ns = LOADED_NS if report.sampled else WINDOW_NS
        self._free_ns = now_ns + EARLY_NS if report.sequence <= EARLY else _window_after(now_ns, window_ns)
        self._next_ns = self._free_ns
        if self._send(encode(report)):
            self._reports.taken(report)
            self._events = []
        else:
            self._reports.refused(report)

    def _send(self, encoded: bytes) -> bool:
        """Send a report, unless the monitor does not keep up or would not take a report of this size."""
        if len(encoded) > LARGEST_REPORT:
            return False
        try:
            self._reports_to.send(encoded, NOBLOCK)
        except zmq.Again:
            return False
        return True

    def _rest(self, now_ns: int) -> None:
        """Sleep until something happens. While the node is busy, look again, less and less often: see `Foremost`."""
        self._asleep = not self._reports.is_busy
        self._next_ns = now_ns + self._patience_ns
        self._patience_ns = min(2 * self._patience_ns, LONGEST_PATIENCE_NS)


def _window_after(now_ns: int, window_ns: int = WINDOW_NS) -> int:
    return (now_ns // window_ns + 1) * window_ns
