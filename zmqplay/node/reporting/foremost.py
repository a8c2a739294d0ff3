"""The thread whose activity is reported as the node's: the one that keeps the node from being at rest.

A role may have threads, or wait where the tap does not look: in an event loop, for a lock, a thread or a child. Its
thread's innermost frame tells; it is read when a report is made, at no cost to the role.
"""

from __future__ import annotations

import threading
from types import FrameType

from zmqplay.node.tap import held_up
from zmqplay.node.tap.clock import BLOCKED, BUSY, IDLE, UNSEEN, Clock, Clocks

RANK = {UNSEEN: 0, BUSY: 1, BLOCKED: 2, IDLE: 3}


class Foremost:
    """Finds the clock to report."""

    def __init__(self, clocks: Clocks, own: Clock) -> None:
        """`own` is the clock of the role's thread, which is the main thread."""
        self._clocks = clocks
        self._own = own
        self._main = threading.main_thread().ident or 0

    def clock(self, is_still: bool) -> Clock:
        """The clock of the busiest living thread that uses sockets; among equals, the role's own.

        With `is_still`, no message has passed since the last call, so a thread that is unseen may wait in a call.
        """
        frames = held_up.frames_of_others()
        known = {thread.ident: thread.native_id for thread in threading.enumerate()}
        living = {
            thread: clock
            for thread, clock in self._clocks.by_thread()
            if thread in frames and known.get(thread, clock.native_id) == clock.native_id
        }
        for thread, clock in living.items():
            _look(clock, frames[thread], is_still)
        others = [clock for thread, clock in living.items() if thread != self._main and clock.is_used]
        clocks = [self._own, *others] if self._own.is_used or not others else others
        return min(clocks, key=lambda clock: RANK[clock.doing()])


def _look(clock: Clock, frame: FrameType, is_still: bool) -> None:
    """Enter on the clock what its thread waits for, if the thread's own calls have not said so."""
    doing = clock.doing()
    if (doing == BUSY and held_up.waits_elsewhere(frame)) or (
        doing == UNSEEN and is_still and (held_up.is_polling(frame) or held_up.waits_elsewhere(frame))
    ):
        clock.wait()
    elif doing == UNSEEN and is_still and (direction := held_up.direction_at(frame)):
        direction.begin_for(clock)
