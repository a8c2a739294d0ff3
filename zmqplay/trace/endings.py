"""The ends of processes, told one look later: by then, all that others had done before is told as well.

The pages of processes are read one after the other. What a process has sent just before its peer ended may be read only
by the next look, and would else seem to have been sent to a peer that was gone.
"""

from __future__ import annotations

from zmqplay.trace.cast import Member

Ending = tuple[Member, int | None]
"""A node, and the status of its process where it is known."""


class Endings:
    """Keeps the ends of one look until after the next."""

    def __init__(self) -> None:
        self._new: list[Ending] = []
        self._due: list[Ending] = []

    def add(self, member: Member, status: int | None) -> None:
        """A process has ended, and all that it left was read."""
        if all(one is not member for one, _ in (*self._new, *self._due)):
            self._new.append((member, status))

    def due(self) -> list[Ending]:
        """The ends that are to be told now; called once after each look."""
        due, self._due, self._new = self._due, self._new, []
        return due
