"""The thread whose activity is reported as the node's: the one that keeps the node from being at rest.

A role may have threads, or wait where the tap does not look: in an event loop, for a lock, a thread or a child. Its
thread's innermost frame tells; it is read when a report is made, at no cost to the role.
"""

from __future__ import annotations

import threading

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
        self.is_alone = False
        """As of the last call: whoever waits does so at the same socket, and at nothing else."""

    def clock(self, is_still: bool) -> Clock:
        """The clock of the busiest living thread that uses sockets; among equals, the role's own.

        With `is_still`, no message has passed since the last call, so a thread that is unseen may wait in a call.
        """
        living = held_up.living(self._clocks, is_still)
        others = [clock for thread, clock in living.items() if thread != self._main and clock.is_used]
        clocks = [self._own, *others] if self._own.is_used or not others else others
        foremost = min(clocks, key=lambda clock: RANK[clock.doing()])
        self.is_alone = all(clock.alone and clock.socket == foremost.socket for clock in clocks)
        return foremost
