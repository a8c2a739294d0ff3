"""When a pane that changes all the time is drawn: in turns, so that not all panes are painted at once."""

from __future__ import annotations

SLOT_NS = 33_333_333
"""Length of a slot.

To paint takes the screen longer than to draw, and nobody reads thirty tables a second.
"""


class Slots:
    """One of `every` slots in turn; the first change after a rest does not wait."""

    def __init__(self, every: int, turn: int) -> None:
        self._every, self._turn = every, turn
        self._due_ns = 0

    def has_come(self, now_ns: int) -> bool:
        """The pane may be drawn."""
        return now_ns >= self._due_ns

    def take(self, now_ns: int) -> None:
        """The pane is drawn now: its next slot is the next of its turns."""
        slot = now_ns // SLOT_NS + 1
        self._due_ns = (slot + (self._turn - slot) % self._every) * SLOT_NS

    def free(self) -> None:
        """Let the pane be drawn without waiting."""
        self._due_ns = 0
