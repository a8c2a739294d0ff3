"""Whether sampling every message keeps a program from passing as many as it could.

To sample a message costs some 10 µs here, and much more on a busy machine: then a program that sends without a pause
does not get to the number of messages in a window from which on only some are sampled. So a program that hardly waits
is now and then left alone for a moment, and counted.
"""

from __future__ import annotations

from time import monotonic_ns

from ...node.tap.capture import LOADED_NS

FEWEST = 16
"""Messages in a window; with fewer, sampling takes no notable time."""
IN_A_ROW = 6
"""Windows in which a program hardly waits, before it is looked at: a burst of some hundred messages is shown whole."""
FIRST_PATIENCE_NS, LONGEST_PATIENCE_NS = 250_000_000, 60_000_000_000


class Suspicion:
    """Asks for a look now and then, less and less often while none finds a flood."""

    def __init__(self) -> None:
        self._turned_ns = monotonic_ns()
        self._waited_ns = 0
        self._patience_ns = FIRST_PATIENCE_NS
        self._next_ns = 0
        self._in_a_row = 0
        self._has_looked = False

    def is_raised(self, passed: int, waited_ns: int, found: bool) -> bool:
        """Whether to look now. `passed` messages passed in the last window, until which the program's threads have
        waited for `waited_ns` in all; `found` tells what the last look has found."""
        now_ns = monotonic_ns()
        elapsed_ns, self._turned_ns = now_ns - self._turned_ns, now_ns
        waited, self._waited_ns = waited_ns - self._waited_ns, waited_ns
        if self._has_looked:
            self._has_looked = False
            self._patience_ns = FIRST_PATIENCE_NS if found else min(2 * self._patience_ns, LONGEST_PATIENCE_NS)
            self._next_ns = 0 if found else now_ns + self._patience_ns
        hardly_waits = passed >= FEWEST and elapsed_ns <= LOADED_NS and 2 * waited <= elapsed_ns
        self._in_a_row = self._in_a_row + 1 if hardly_waits else 0
        self._has_looked = self._in_a_row >= IN_A_ROW and now_ns >= self._next_ns
        return self._has_looked
