"""What the role does at this moment and how long it has done what, by socket."""

from __future__ import annotations

import os
from collections import deque
from time import monotonic_ns

from zmqplay.wire import Activity

BUSY, IDLE, BLOCKED, UNSEEN = (int(activity) for activity in Activity)

SERVICES_KEPT = 256

WAITED_NS = 100_000
"""A send that returns sooner has not waited: it has worked."""

STIR, WAKE = b"\0", b"\1"
"""What the reporter is told: something has begun, which may be over when the window is; a message has passed."""


class Clock:
    """Read by the role's thread where a message is looked at anyway, so that the hot path reads no clock.

    The reporter only reads it, or writes while the role is held up in a call that nothing saw begin.
    """

    __slots__ = (
        "_wake_fd", "activity", "dozing", "services_ns", "since_ns", "sleeping", "socket", "taken_ns", "times",
        "unseen_ns",
    )  # fmt: skip

    def __init__(self, wake_fd: int) -> None:
        self.activity = BUSY
        self.since_ns = monotonic_ns()
        self.socket = -1
        self.times = [0, 0, 0]
        """The current socket's busy, idle and blocked nanoseconds."""
        self.taken_ns = 0
        """When the last message was received; 0 if it is not known, or the message is done with."""
        self.services_ns: deque[int] = deque(maxlen=SERVICES_KEPT)
        """What messages took, since the last report."""
        self.unseen_ns = 0
        """What passed while nobody looked, and has not been shared out yet."""
        self.sleeping = True
        """The reporter wants to hear of any change, soon."""
        self.dozing = True
        """The reporter wants to hear of a message, at once."""
        self._wake_fd = wake_fd

    def enter(self, activity: int, socket: int, times: list[int]) -> int:
        """Book the time since the last change, begin something else, and return the time."""
        now = monotonic_ns()
        if self.activity == BLOCKED and now - self.since_ns < WAITED_NS:
            self.activity = BUSY
        if self.activity == UNSEEN:
            self.unseen_ns += now - self.since_ns
        else:
            self.times[self.activity] += now - self.since_ns
        self.activity, self.since_ns, self.socket, self.times = activity, now, socket, times
        if activity == UNSEEN:
            self.taken_ns = 0  # others pass now, and nobody sees when the role is done with which
        if self.sleeping:
            self.sleeping = False
            os.write(self._wake_fd, STIR)
        return now

    def begin_with(self, times: list[int]) -> None:
        """There is a first socket: book to it."""
        for kind, time_ns in enumerate(self.times):
            times[kind] += time_ns
        self.socket, self.times = 0, times

    def wait(self) -> None:
        """The role begins to wait for something that is no socket."""
        self.enter(IDLE, self.socket, self.times)

    def resume(self) -> None:
        """The role goes on with its own code."""
        self.enter(BUSY, self.socket, self.times)

    def taken(self, time_ns: int) -> None:
        """A message was received."""
        self.taken_ns = time_ns

    def served(self) -> None:
        """The role wants the next message, so the last one is done with."""
        if self.taken_ns:
            self.services_ns.append(monotonic_ns() - self.taken_ns)
            self.taken_ns = 0

    def wake(self) -> None:
        """There is something to report at once."""
        self.sleeping = self.dozing = False
        os.write(self._wake_fd, WAKE)
