"""The last line of defence of a run: a fault of zmqplay costs one part of it, and the run goes on with the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from zmqplay import faults
from zmqplay.control.refused import Refused

T = TypeVar("T")
MOST = 20
"""Parts that may fail before the run is given up."""


class Guard:
    """Does the parts of a run."""

    def __init__(self, tell: Callable[[Sequence[str]], object]) -> None:
        """`tell` is given a sentence for each different fault, at once."""
        self._tell = tell
        self._told: set[str] = set()
        self.faults = 0
        """Parts that have failed by a fault of zmqplay."""

    def do(self, part: Callable[[], T]) -> T | None:
        """Do a part, and return what it returns; None if it failed. The fault is raised if it is one too many.

        An OSError is no fault: the terminal that shows the progress may be gone.
        """
        try:
            return part()
        except (Refused, OSError):
            raise
        except Exception as error:
            self.faults += 1
            sentence = faults.caught(error, "go on with the run for a moment")
            if sentence not in self._told:
                self._told.add(sentence)
                self._tell([sentence])
            if self.faults == MOST:
                raise
            return None

    def repeat(self, part: Callable[[], object], *, until: Callable[[], bool]) -> None:
        """Do a part again and again, until that is true."""
        while not self.do(until):
            self.do(part)
