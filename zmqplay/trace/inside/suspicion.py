"""Whether sampling every message keeps a program from passing as many as it could.

To sample a message costs some 10 µs here, and much more on a busy machine: then a program that sends without a pause
does not get to the number of messages in a window from which on only some are sampled. So a program that spends
much of its time on that is now and then left alone for a moment, and counted.
"""

from __future__ import annotations

from time import monotonic_ns

from ...node.tap.capture import LOADED_NS, WINDOW_NS

SHARE = 8
"""Of a program's time one part in so many, spent on handing over samples, is suspect: sampling takes thrice that.
A program that works or waits between two messages spends far less."""
IN_A_ROW = 6
"""Suspect windows before a look: a burst of some hundred messages is shown whole."""
EACH_NS, RAREST = 16 * WINDOW_NS, 16
"""Looks begin at multiples of EACH_NS, in all processes alike, since two slowed ones must be left alone together. While
none finds a flood they become rarer, up to each RAREST-th."""


class Suspicion:
    """Asks for a look now and then, less and less often while none finds a flood."""

    def __init__(self) -> None:
        self._turned_ns = monotonic_ns()
        self._in_a_row = 0
        self._each = 1
        self._has_looked = False

    def is_raised(self, spent_ns: int, found: bool) -> bool:
        """Whether to look now. `spent_ns` was spent in the last window; `found` tells what the last look has found."""
        now_ns = monotonic_ns()
        before_ns, self._turned_ns = self._turned_ns, now_ns
        elapsed_ns = now_ns - before_ns
        if self._has_looked:
            self._each = 1 if found else min(2 * self._each, RAREST)
        self._in_a_row = self._in_a_row + 1 if elapsed_ns <= LOADED_NS and spent_ns * SHARE > elapsed_ns else 0
        period_ns = EACH_NS * self._each
        is_time = now_ns // period_ns > before_ns // period_ns
        self._has_looked = is_time and self._in_a_row >= IN_A_ROW
        return self._has_looked
