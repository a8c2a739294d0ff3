"""Each thread's present activity, and how long its activities took, by socket."""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .carrier import Carrier

BUSY, IDLE, BLOCKED, UNSEEN = range(4)
"""A thread runs its own code; waits for a message; waits in a send; is not watched, because of the load.

The numbers are those of `zmqplay.wire.Activity`.
"""
NO_SOCKET = -1
SERVICES_KEPT = 256
WAITED_NS = 100_000
"""A send that returns sooner counts as work, not as waiting."""


class Clock:
    """One thread's times. The time is read only where a message is sampled, so that the fast path does not pay for it.

    Only the clock's thread writes, with one exception: while the thread waits in a call that began unseen, the reporter
    enters that call for it.
    """

    __slots__ = (
        "_begun_ns", "_carrier", "_clocks", "_taken_ns", "_times", "activity", "alone", "native_id", "services_ns",
        "since_ns", "socket", "spent", "unseen_ns",
    )  # fmt: skip

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._carrier = clocks.carrier
        self.spent: dict[int, list[int]] = {}
        """Busy, idle and blocked nanoseconds by the number of the socket."""
        self.unseen_ns = 0
        """Nanoseconds in which the thread was not watched; no socket's times include them."""
        self.services_ns: deque[int] = deque(maxlen=SERVICES_KEPT)
        """Nanoseconds that each of the last messages took; the reader removes them."""
        self.begin()

    def begin(self) -> None:
        """A thread begins to use this clock: a new thread, or one with the identifier of a thread that has ended."""
        self.activity = BUSY
        self.since_ns = self._begun_ns = monotonic_ns()
        self.native_id = threading.get_native_id()
        """The system's number of the thread; Python's identifier is soon that of another thread."""
        self.socket = NO_SOCKET
        self.alone = False
        """The thread waits at this socket and at nothing else: from other sockets it takes nothing meanwhile."""
        self._times = self.spent.setdefault(NO_SOCKET, [0, 0, 0])
        self._taken_ns = 0
        """When the last message was received; 0 if unknown, or if its work is done."""

    def enter(self, activity: int, socket: int, alone: bool = True) -> int:
        """Book the time since the last change, begin `activity` at `socket`, and return the time.

        `alone`: if the thread waits, then for this socket only.
        """
        now = monotonic_ns()
        since, doing, closed = self.since_ns, self.activity, self._clocks.closed_ns
        if doing == BUSY and since < closed:  # meanwhile another thread has filled the window
            self._times[BUSY] += closed - since
            self.unseen_ns += now - closed
        elif doing == UNSEEN:
            self.unseen_ns += now - since
        elif doing == BLOCKED and now - since < WAITED_NS:
            self._times[BUSY] += now - since
        else:
            self._times[doing] += now - since
        if socket != self.socket:
            known = self.spent.get(socket)
            if known is None or self.socket == NO_SOCKET:
                self.begin_with(socket)
            else:
                self.socket, self._times = socket, known
        self.activity, self.since_ns, self.alone = activity, now, alone
        if self._carrier.wants_changes:
            self._carrier.changed()
        return now

    def begin_with(self, socket: int) -> None:
        """Book to `socket` from now on, and also the time before the thread had any socket."""
        times = self.spent.setdefault(socket, [0, 0, 0])
        if self.socket == NO_SOCKET:
            for kind, time_ns in enumerate(self.spent.pop(NO_SOCKET)):
                times[kind] += time_ns
        self.socket, self._times = socket, times

    @property
    def is_used(self) -> bool:
        """Whether the thread has made a call that was seen."""
        return self.since_ns != self._begun_ns

    def doing(self) -> int:
        """The activity; UNSEEN if another thread has filled the window since this thread was last seen."""
        return UNSEEN if self.activity == BUSY and self.since_ns < self._clocks.closed_ns else self.activity

    def wait(self) -> None:
        """The thread begins to wait for something other than one socket, e.g. a poll of several."""
        self.enter(IDLE, self.socket, alone=False)

    def resume(self) -> None:
        """The thread runs its own code again."""
        self.enter(BUSY, self.socket)

    def taken(self, time_ns: int) -> None:
        """A message was received at `time_ns`."""
        self._taken_ns = time_ns

    def served(self) -> None:
        """The thread asks for the next message, so its work on the last message is done.

        The duration is known only if every message since was sampled.
        """
        if self._taken_ns > self._clocks.closed_ns:
            self.services_ns.append(monotonic_ns() - self._taken_ns)
        self._taken_ns = 0


class _Mine(threading.local):
    clock: Clock | None = None


class Clocks:
    """The clocks of all threads that use sockets. Each thread books its own calls, also on sockets made elsewhere."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.closed_ns = 0
        """When the last window became full; threads are not watched from then until the next window."""
        self._mine = _Mine()
        self._by_thread: dict[int, Clock] = {}

    def mine(self) -> Clock:
        """The calling thread's clock."""
        return self._mine.clock or self._begin()

    def by_thread(self) -> list[tuple[int, Clock]]:
        """The same clocks, each with the identifier of its thread, which may have ended."""
        return list(self._by_thread.copy().items())

    def all(self) -> list[Clock]:
        """The clock of each thread that has used a socket, in the order of first use."""
        return list(self._by_thread.values())

    def wait(self) -> None:
        """The calling thread begins to wait for something other than one socket."""
        self.mine().wait()

    def wait_at(self, socket: int) -> None:
        """The calling thread begins to wait for this socket, e.g. in a poll of no other."""
        self.mine().enter(IDLE, socket)

    def resume(self) -> None:
        """The calling thread runs its own code again."""
        self.mine().resume()

    def close_window(self) -> None:
        """The window is full: no thread is watched until the next window."""
        mine = self.mine()
        self.closed_ns = mine.enter(UNSEEN, mine.socket)

    def _begin(self) -> Clock:
        thread = threading.get_ident()
        clock = self._by_thread.get(thread)
        if clock is None:
            clock = self._by_thread[thread] = Clock(self)
        else:
            clock.begin()
        self._mine.clock = clock
        return clock
