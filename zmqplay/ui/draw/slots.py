"""Slots of time in which constantly changing panes are drawn in turn, so that they are not all painted at once."""

from __future__ import annotations

SLOT_NS = 33_333_333
"""Length of a slot.

Painting a pane costs more than drawing it, and nobody can read thirty tables a second.
"""


class Slots:
    """Allows a pane one in `every` slots, number `turn`; the first change after a rest does not wait."""

    def __init__(self, every: int, turn: int) -> None:
        self._every, self._turn = every, turn
        self._due_ns = 0

    def has_come(self, now_ns: int) -> bool:
        """Whether the pane may be drawn now."""
        return now_ns >= self._due_ns

    def take(self, now_ns: int) -> None:
        """Note that the pane is drawn now, so that it next waits for its turn."""
        slot = now_ns // SLOT_NS + 1
        self._due_ns = (slot + (self._turn - slot) % self._every) * SLOT_NS

    def free(self) -> None:
        """Allow the next drawing without waiting."""
        self._due_ns = 0
