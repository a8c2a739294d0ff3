"""Of what a node has printed, the line that says why it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zmqplay.instructions import STATUS_EXITED

TRACEBACK = re.compile(r"(  \+ Exception Group )?Traceback \(most recent call last\):$")
RAISED = re.compile(r"(?:  \| )?(?P<says>\S.*)")
"""The first line after a traceback's steps, which are indented: it begins with the type; the message may go on."""


class LastWords:
    """Reads a node's output as it comes."""

    def __init__(self) -> None:
        self._last = self._raised = ""
        self._is_traceback = False

    def take(self, lines: Iterable[str]) -> None:
        """Read some more lines."""
        for line in lines:
            if not line.strip():
                continue
            self._last = line.strip()
            if TRACEBACK.match(line):
                self._is_traceback = True
            elif self._is_traceback and (found := RAISED.match(line)):
                self._raised, self._is_traceback = found["says"].rstrip(), False

    def after(self, status: int) -> str:
        """What was said last of an end with this exit status: what was raised, unless the role has called sys.exit."""
        return self._last if status == STATUS_EXITED else self._raised or self._last
