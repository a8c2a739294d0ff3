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

from zmqplay.node.role.outbox import Speech, TaskFailed
from zmqplay.node.tap.clock import Clock
from zmqplay.patterns.pattern import Stopped
from zmqplay.wire import Start

INBOX_WAITING = 16
"""Messages that may wait in an inbox."""
CLOSING_S = 0.1
"""How long a context may take to end, beside its sockets' linger."""


class PlayedNode:
    """A role's view of its process: what `zmqplay.patterns.pattern.Node` promises."""

    def __init__(self, start: Start, clock: Clock, private: zmq.Context[Any]) -> None:
        """`private` is the context for zmqplay's own sockets, which are not watched."""
        self.name = start.name
        self.number = start.number
        self.topics = start.topics
        self.life = start.life
        self.speech = Speech(start.name, start.spoken)
        self.discarded: Counter[str] = Counter()
        self._endpoints = start.endpoints
        self._clock = clock
        self._private = private
        self._work_s, self._jitter_s = start.work_ms / 1000, start.jitter_ms / 1000
        self._fails = False
        self._changed = threading.Condition()
        self._ending: threading.Thread | None = None
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.linger_ms = 1000
        for name, value in start.options.items():
            self.context.setsockopt(getattr(zmq, name), value)

    def endpoint(self, wire: str) -> str:
        """Where this node binds or connects for a wire."""
        return self._endpoints[wire]

    def messages(self) -> Iterator[list[bytes]]:
        """What is to be said, as frames."""
        return self.speech.messages(self._clock)

    @cached_property
    def inbox(self) -> zmq.Socket[bytes]:
        """What is to be said, as a PULL socket. A thread puts it there."""
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
            for message in self.speech.messages(None):
                filler.send_multipart(message)
        except (Stopped, zmq.ContextTerminated):
            filler.close(0)

    def work(self) -> None:
        """Take as long as the work time says now; Stopped if the node is told to stop meanwhile."""
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
        """Let work take this long from now on, also the piece that is under way."""
        with self._changed:
            self._work_s, self._jitter_s = ms / 1000, jitter_ms / 1000
            self._changed.notify_all()

    def fail(self) -> None:
        """Let the next piece of work raise, or the next message."""
        with self._changed:
            self._fails = True
        self.speech.fail()

    def discard(self, reason: str) -> None:
        """The last message came in vain."""
        self.discarded[reason] += 1

    def stop(self, linger_ms: int | None = None) -> None:
        """Let the role end: whatever it waits in raises. May be called twice and from any thread."""
        if linger_ms is not None:
            self.linger_ms = linger_ms
        with self._changed:
            if self._ending is None:
                self._ending = threading.Thread(target=self.context.term, name="ending", daemon=True)
                self._ending.start()
            self._changed.notify_all()
        self.speech.stop()

    def ending_linger_ms(self) -> int | None:
        """How long its sockets may linger, once it has been told to stop."""
        return self.linger_ms if self._ending else None

    def ended(self) -> None:
        """Wait until the context has ended, which takes until the sockets' linger is over.

        A socket in which the role was blocked cannot be given its linger any more (libzmq: ETERM), and would go on.
        """
        if self._ending:
            self._ending.join(self.linger_ms / 1000 + CLOSING_S)
