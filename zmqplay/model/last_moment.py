"""The last moment of a socket: what it received then may have come by a connection that nobody reported any more.

A node tells of its messages and of its connections in reports. One that is killed makes no more of them, though its
counts outlive it; one that is told to stop counts to the end, and has no ear for libzmq's monitors while it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

MOMENT_NS = 100_000_000
"""A connection is reported that long after it was made, at the latest: three reports."""


@dataclass(slots=True)
class LastMoment:
    """What one socket had received before its last moment."""

    before: int = 0
    """Messages counted by reports that are older than the last moment."""
    is_uncounted: bool = False
    """Its node was killed in a flood, so that its last messages may not have been counted."""
    _latest: int = 0
    _latest_ns: int = 0
    _has_begun: bool = False

    def note(self, received: int, time_ns: int) -> None:
        """A report that was made at this time has counted so many messages received."""
        if not self._has_begun and time_ns - self._latest_ns >= MOMENT_NS:
            self.before, self._latest, self._latest_ns = self._latest, received, time_ns

    def begin(self, time_ns: int) -> None:
        """The socket, or its node, begins to end: what is received from now on comes in its last moment."""
        if not self._has_begun and time_ns - self._latest_ns >= MOMENT_NS:
            self.before = self._latest
        self._has_begun = True
