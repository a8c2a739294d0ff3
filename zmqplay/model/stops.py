"""When each node could do nothing: while it was frozen, and while it was dead before its next life."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from zmqplay.model.facts import Ended, Frozen, Over, Started, Thawed

KEPT = 100
"""Most stops of one node that are kept."""


class Stopped(StrEnum):
    """What a node was instead of running."""

    FROZEN = "frozen"
    DEAD = "dead"


@dataclass(slots=True)
class Stop:
    """A time for which a node did nothing."""

    what: Stopped
    begin_ns: int
    end_ns: int = 0
    """0 while it lasts."""


class Stops:
    """The last stops of each node."""

    def __init__(self) -> None:
        self._of: dict[str, deque[Stop]] = {}
        self.at_end: dict[str, Stopped] = {}
        """What nodes were when the source began to end them, of those that did not run."""
        self._is_over = False

    def take(self, fact: object) -> None:
        """Take a fact; most concern no stop."""
        match fact:
            case Frozen():
                self._begin(fact.node, Stopped.FROZEN, fact.at_ns)
            case Ended():
                self._begin(fact.node, Stopped.DEAD, fact.at_ns)
            case Thawed() | Started():
                self._end(fact.node, fact.at_ns)
            case Over() if not self._is_over:
                self._is_over = True
                self.at_end = {name: stops[-1].what for name, stops in self._of.items() if not stops[-1].end_ns}
            case _:
                pass

    def _begin(self, node: str, what: Stopped, at_ns: int) -> None:
        self._end(node, at_ns)
        self._of.setdefault(node, deque(maxlen=KEPT)).append(Stop(what, at_ns))

    def _end(self, node: str, at_ns: int) -> None:
        for stop in self._of.get(node, ()):
            stop.end_ns = stop.end_ns or at_ns

    def between(self, node: str, begin_ns: int, end_ns: int) -> dict[Stopped, int]:
        """For how long, in nanoseconds, a node was stopped within this time, by what it was."""
        found: dict[Stopped, int] = {}
        for stop in self._of.get(node, ()):
            lasted = min(stop.end_ns or end_ns, end_ns) - max(stop.begin_ns, begin_ns)
            if lasted > 0:
                found[stop.what] = found.get(stop.what, 0) + lasted
        return found
