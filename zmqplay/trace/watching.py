"""A test's traffic: what the sockets of this process, and of the programs that it starts, send and receive."""

from __future__ import annotations

import _thread
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from zmqplay.model.messages.messages import Message
from zmqplay.model.words import counted
from zmqplay.trace.programs import environment
from zmqplay.trace.source import TracedSource

TIMEOUT_S = 5.0
STEP_S = 0.01
SETTLE_S = 1.0
"""How long a loss may take to be known: nothing must have moved meanwhile."""
QUIET_S = 0.2
SHOWN = 20
BODY = 40
"""Bytes of a message that the ladder shows."""

_root = SimpleNamespace(
    directory="",
    start_new_thread=_thread.start_new_thread,
    allocate_lock=_thread.allocate_lock,
    recursive_lock=_thread.RLock,
    sleep=time.sleep,
    finish=None,
    forget=None,
    resume=None,
    forked=False,
)
"""What `inside` asks of the place where it was begun: of this process there is one."""


class ZmqTraffic:
    """What the sockets have sent and received since the test asked for this fixture."""

    def __init__(self, source: TracedSource) -> None:
        self._source = source

    @property
    def sent(self) -> int:
        """Messages that send calls have accepted."""
        self._drain()
        return self._source.traffic.ledger.totals.sent

    @property
    def delivered(self) -> int:
        """Messages that were sent by watched sockets and received by watched sockets."""
        self._drain()
        return self._source.traffic.ledger.totals.delivered

    @property
    def in_flight(self) -> int:
        """Messages that may still arrive."""
        self._settle()
        return self._source.traffic.ledger.totals.in_flight

    @property
    def lost(self) -> int:
        """Messages that can no longer arrive; waits, for a second at most, until that is known of each."""
        self._settle()
        return self._source.traffic.ledger.totals.lost

    @property
    def lost_by_reason(self) -> dict[str, int]:
        """The lost messages by reason: `high-water-mark`, `unroutable`, `peer-died` and so on."""
        self._settle()
        return dict(self._source.traffic.ledger.totals.lost_by_reason)

    def wait_for(self, *, sent: int = 0, delivered: int = 0, timeout: float = TIMEOUT_S) -> None:
        """Wait until so many messages were sent and delivered; fail with AssertionError after `timeout` seconds."""
        until_s = time.monotonic() + timeout
        while True:
            self._drain()
            totals = self._source.traffic.ledger.totals
            if totals.sent >= sent and totals.delivered >= delivered:
                return
            if time.monotonic() > until_s:
                raise AssertionError(
                    f"after {timeout:g} s, of {counted(sent)}, {totals.sent} had been sent"
                    f" and {totals.delivered} of {delivered} delivered"
                )
            time.sleep(STEP_S)

    def findings(self) -> list[str]:
        """What is wrong, as the Doctor says it; hints are not among it."""
        self._settle()
        found = [diagnosis.finding for diagnosis in self._source.doctor.diagnoses.values()]
        return [finding.says for finding in found if finding.level == "wrong"]

    def ladder(self) -> str:
        """The ledger, the last messages, a line each, and the findings."""
        self._settle()
        traffic = self._source.traffic
        totals = traffic.ledger.totals
        reasons = "".join(f", {reason} {count}" for reason, count in totals.lost_by_reason.items())
        head = (
            f"sent {totals.sent}, expected {totals.expected} = delivered {totals.delivered}"
            f" + in flight {totals.in_flight} + lost {totals.lost}{reasons}"
        )
        log = traffic.messages
        rows = (log.row(number) for number in range(max(log.first, log.total - SHOWN), log.total))
        messages = [message for message in rows if message is not None]
        lines = [_line(message, messages[0].time_ns) for message in messages]
        return "\n".join([head, *lines, *(f"Doctor: {says}" for says in self.findings())])

    def _drain(self) -> None:
        self._source.drain(STEP_S)

    def _settle(self) -> None:
        """Wait until no message is under way, and nothing has moved for a moment."""
        begun_s = moved_s = time.monotonic()
        before = None
        while True:
            self._drain()
            totals, now_s = self._source.traffic.ledger.totals, time.monotonic()
            figures = totals.sent, totals.delivered, totals.lost, totals.in_flight
            if figures != before:
                before, moved_s = figures, now_s
            is_still = now_s - moved_s >= QUIET_S
            if (is_still and not totals.in_flight) or now_s - begun_s >= SETTLE_S:
                return
            time.sleep(STEP_S)


def _line(message: Message, begin_ns: int) -> str:
    receivers = " ".join(delivery.node for delivery in message.deliveries)
    lost = ", ".join(f"lost on the way to {node}: {reason}" for node, reason in message.lost.items())
    frames = " | ".join(repr(bytes(head[:BODY]))[1:] for head in message.heads)
    fate = lost or receivers or "nobody has it"
    return f"{(message.time_ns - begin_ns) / 1e6:9.2f} ms  {message.sender} → {fate}  {frames}"


@contextmanager
def watching(set_variable: Callable[[str, str], object]) -> Iterator[ZmqTraffic]:
    """Watch this process, and with `set_variable` the programs that it starts, until the block ends."""
    with TracedSource([]) as source:
        source.open()
        for name, value in environment(source.directory, dict(os.environ)).items():
            if os.environ.get(name) != value:
                set_variable(name, value)
        _begin(str(source.directory))
        try:
            yield ZmqTraffic(source)
        finally:
            _end()


def _begin(directory: str) -> None:
    from zmqplay.trace.inside.begin import begin

    if not _root.directory and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_in_child)
    _root.directory, _root.forked = directory, False
    begin(_root)


def _in_child() -> None:
    """This process is a forked child: it is watched afresh."""
    forget, _root.forget, _root.finish = _root.forget, None, None
    if forget is not None:
        forget()
        _root.forked = True
        from zmqplay.trace.inside.begin import begin

        begin(_root)


def _end() -> None:
    finish, forget, _root.finish, _root.forget = _root.finish, _root.forget, None, None
    if finish is not None:
        finish()
    if forget is not None:
        forget()
