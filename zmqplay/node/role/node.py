"""The Node that a role is given."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from random import uniform
from time import monotonic
from typing import Any

import zmq

from zmqplay.instructions import Start
from zmqplay.node.role.outbox import Outbox, TaskFailed
from zmqplay.node.tap.clock import Clocks
from zmqplay.patterns.pattern import Stopped

INBOX_WAITING = 16
"""Messages that may wait in an inbox."""
CLOSING_S = 0.1
"""How long a context may take to end, beside its sockets' linger."""


class PlayedNode:
    """A role's view of its process: what `zmqplay.patterns.pattern.Node` promises."""

    def __init__(self, start: Start, clocks: Clocks, private: zmq.Context[Any]) -> None:
        """`clocks` book what the role waits for; `private` is the context for zmqplay's own sockets."""
        self.name = start.name
        self.number = start.number
        self.life = start.life
        self.topics = start.topics
        self.outbox = Outbox(start.name, start.spoken)
        self.discarded: Counter[str] = Counter()
        self._endpoints = start.endpoints
        self._clocks = clocks
        self._private = private
        self._work_s, self._jitter_s = start.work_ms / 1000, start.jitter_ms / 1000
        self._fails = False
        self._changed = threading.Condition()
        self._ending: threading.Thread | None = None
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.linger_ms = 1000
        for name, value in start.options.items():
            self.context.setsockopt(getattr(zmq, name), value)

    @property
    def holding(self) -> bool:
        """Whether the role has been told to wait before its next message, and waits."""
        return self.outbox.holding

    @property
    def holds(self) -> int:
        """How often the role has been told to wait or to resume."""
        return self.outbox.holds

    @property
    def spoken(self) -> int:
        """Messages that the traffic generator has made."""
        return self.outbox.spoken

    def endpoint(self, wire: str) -> str:
        """Where this node binds or connects for a wire."""
        return self._endpoints[wire]

    def messages(self) -> Iterator[list[bytes]]:
        """Yield each message that the role is to send, as frames."""
        return self.outbox.messages(self._clocks)

    @cached_property
    def inbox(self) -> zmq.Socket[bytes]:
        """The same messages in a PULL socket, which a thread fills."""
        inbox: zmq.Socket[bytes] = self._private.socket(zmq.PULL)
        inbox.rcvhwm = 1
        inbox.bind("inproc://inbox")
        threading.Thread(target=self._fill_inbox, name="inbox", daemon=True).start()
        return inbox

    def _fill_inbox(self) -> None:
        filler = self._private.socket(zmq.PUSH)
        filler.sndhwm = INBOX_WAITING
        filler.connect("inproc://inbox")
        try:
            for message in self.outbox.messages(None):
                filler.send_multipart(message)
        except (Stopped, zmq.ContextTerminated):
            filler.close(0)

    def work(self) -> None:
        """Take as long as the work time says, also when it changes meanwhile; Stopped if the node is told to stop."""
        if not self._work_s and not self._fails:
            return
        begun, off = monotonic(), uniform(-1, 1)
        with self._changed:
            while (left := begun + self._work_s + off * self._jitter_s - monotonic()) > 0:
                if self._ending:
                    raise Stopped
                self._changed.wait(left)
            if self._fails:
                raise TaskFailed(f"{self.name} was told to fail at this task")

    def set_work(self, ms: float, jitter_ms: float) -> None:
        """Let work take `ms` plus or minus `jitter_ms` from now on, also the piece that is under way."""
        with self._changed:
            self._work_s, self._jitter_s = ms / 1000, jitter_ms / 1000
            self._changed.notify_all()

    def fail(self) -> None:
        """Let the next piece of work raise TaskFailed, or the next message."""
        with self._changed:
            self._fails = True
        self.outbox.fail()

    def discard(self, reason: str) -> None:
        """Count the last message as one that came in vain."""
        self.discarded[reason] += 1

    def stop(self, linger_ms: int | None = None) -> None:
        """Let the role end: any call that it waits in raises. May be called twice and from any thread."""
        if linger_ms is not None:
            self.linger_ms = linger_ms
        with self._changed:
            if self._ending is None:
                self._ending = threading.Thread(target=self.context.term, name="ending", daemon=True)
                self._ending.start()
            self._changed.notify_all()
        self.outbox.stop()

    def ending_linger_ms(self) -> int | None:
        """How long the role's sockets may linger, once the node has been told to stop; else None."""
        return self.linger_ms if self._ending else None

    def ended(self) -> None:
        """Wait until the context has ended, at most until the sockets' linger is over.

        A socket in which the role was blocked no longer takes a linger (libzmq: ETERM), and would hold up the context.
        """
        if self._ending:
            self._ending.join(self.linger_ms / 1000 + CLOSING_S)
