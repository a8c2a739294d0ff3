"""The Node object that a role's function is given."""

from __future__ import annotations

import os
import stat
import threading
from collections import Counter, deque
from collections.abc import Container, Iterator
from functools import cached_property
from random import uniform
from time import monotonic, monotonic_ns
from typing import Any

import zmq

from zmqplay.instructions import Start
from zmqplay.node.role.outbox import Outbox, TaskFailed
from zmqplay.node.tap.clock import Clocks
from zmqplay.patterns.pattern import Stopped

INBOX_WAITING = 16
"""Messages that may wait in an inbox."""
CLOSING_S = 0.1
"""How long a context may take to end, in addition to its sockets' linger."""


class PlayedNode:
    """A role's view of its process, as `zmqplay.patterns.pattern.Node` promises."""

    def __init__(self, start: Start, clocks: Clocks, private: zmq.Context[Any]) -> None:
        """`clocks` book the role's waits; `private` is the context for zmqplay's own sockets."""
        self.name = start.name
        self.number = start.number
        self.life = start.life
        self.topics = start.topics
        self.outbox = Outbox(start.name, start.spoken)
        self.discarded: Counter[str] = Counter()
        self.discards: deque[tuple[str, int]] = deque(maxlen=1_000)
        """The latest that no report has told yet: the reason, and when."""
        self._filled = self._drained = 0
        """Messages that were put into the inbox, and that the role took from there."""
        self.shadowed: Container[int] = ()
        """Handles of the sockets that the role uses through shadows, past the node's own methods."""
        self._endpoints = start.endpoints
        self._further = start.further
        self._clocks = clocks
        self._private = private
        self._work_s, self._jitter_s = start.work_ms / 1000, start.jitter_ms / 1000
        self._fails = False
        self._changed = threading.Condition()
        self._stopped = False
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

    @property
    def taken(self) -> int:
        """Messages given to the node, typed or as a burst, that no longer wait for their turn."""
        return self.outbox.taken

    @property
    def flat_out(self) -> bool:
        """Whether the traffic generator makes messages as fast as they are taken."""
        return self.outbox.flat_out

    def unsent(self, sent: int, blocked: bool) -> int:
        """Messages that the role has taken, or that wait in its inbox, and has not sent.

        `sent` is the number of messages that the role has sent; `blocked` tells whether it waits in a `send`.
        """
        if self._filled:
            if self.inbox.underlying in self.shadowed:  # what the role took from there is not counted
                return int(blocked)
            return self._filled - self._drained + (blocked and self._drained > sent)
        return int(blocked and self.outbox.is_out)

    def endpoint(self, wire: str) -> str:
        """The address at which this node binds or connects for a wire."""
        if wire not in self._endpoints:
            raise LookupError(f"{self.name} has no wire {wire!r}; it has {', '.join(self._endpoints) or 'none'}")
        return self._checked(self._endpoints[wire])

    def endpoints(self, wire: str) -> list[str]:
        """All addresses at which this node binds or connects for a wire."""
        return [self.endpoint(wire), *map(self._checked, self._further.get(wire, ()))]

    @staticmethod
    def _checked(address: str) -> str:
        """Return an address at which libzmq destroys no file."""
        path = address.removeprefix("ipc://")
        if path.startswith("/") and os.path.lexists(path) and not stat.S_ISSOCK(os.lstat(path).st_mode):
            raise FileExistsError(f"{path!r} is no socket any more, and binding would destroy it")  # libzmq unlinks
        return address

    def messages(self) -> Iterator[list[bytes]]:
        """Yield each message that the role should send, as frames."""
        return self.outbox.messages(self._clocks)

    @cached_property
    def inbox(self) -> zmq.Socket[bytes]:
        """A PULL socket with the same messages, filled by a thread."""
        inbox: zmq.Socket[bytes] = self._private.socket(zmq.PULL)
        inbox.rcvhwm = 1
        inbox.bind("inproc://inbox")
        receive = inbox.recv

        def recv(flags: int = 0, copy: bool = True, track: bool = False) -> Any:
            frame = receive(flags, copy=False, track=track)
            self._drained += not frame.more
            return frame.bytes if copy else frame

        vars(inbox)["recv"] = recv  # `recv_multipart` calls it for each frame
        threading.Thread(target=self._fill_inbox, name="inbox", daemon=True).start()
        return inbox

    def _fill_inbox(self) -> None:
        filler = self._private.socket(zmq.PUSH)
        filler.sndhwm = INBOX_WAITING
        filler.connect("inproc://inbox")
        try:
            for message in self.outbox.messages(None):
                self._filled += 1
                filler.send_multipart(message)
        except (Stopped, zmq.ContextTerminated):
            filler.close(0)

    def work(self) -> None:
        """Wait as long as the work time says, even if it changes meanwhile; raise Stopped if told to stop."""
        if not self._work_s and not self._fails:
            return
        begun, off = monotonic(), uniform(-1, 1)
        with self._changed:
            while (left := begun + self._work_s + off * self._jitter_s - monotonic()) > 0:
                if self._stopped:
                    raise Stopped
                self._changed.wait(left)
            if self._fails:
                raise TaskFailed(f"{self.name} was told to fail at this task")

    def set_work(self, ms: float, jitter_ms: float) -> None:
        """Let each task take `ms` plus or minus `jitter_ms` from now on, also the task under way."""
        with self._changed:
            self._work_s, self._jitter_s = ms / 1000, jitter_ms / 1000
            self._changed.notify_all()

    def fail(self) -> None:
        """Raise TaskFailed at the next task or the next message."""
        with self._changed:
            self._fails = True
        self.outbox.fail()

    def discard(self, reason: str) -> None:
        """Count the last received message as useless."""
        self.discarded[reason] += 1
        self.discards.append((reason, monotonic_ns()))

    def stop(self, linger_ms: int | None = None) -> None:
        """Let `messages` and `work` raise Stopped. May be called twice, and from any thread."""
        if linger_ms is not None:
            self.linger_ms = linger_ms
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self.outbox.stop()

    def ending_linger_ms(self) -> int | None:
        """How long, in milliseconds, the sockets of a stopped node may linger; None if it was not told to stop."""
        return self.linger_ms if self._stopped else None
