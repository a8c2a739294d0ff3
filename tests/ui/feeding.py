"""What panes are tested on: a `Telling` whose nodes do not tell of their connections before `meet`."""

from __future__ import annotations

from tests.telling import BEGIN_NS, MS, Telling
from zmqplay.patterns.pattern import Pattern

__all__ = ["BEGIN_NS", "MS", "Feeding"]


class Feeding(Telling):
    """Plays a session without processes: each `send` is seen by the sender's tap and by those of the receivers."""

    def __init__(self, pattern: Pattern, counts: dict[str, int] | None = None) -> None:
        super().__init__(pattern, counts, connected=False)
