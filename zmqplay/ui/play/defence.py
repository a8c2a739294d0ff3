"""The screen's last line of defence: what fails by a fault of zmqplay is said once, and the screen goes on without."""

from __future__ import annotations

from collections.abc import Callable

from zmqplay import faults

TOLD_MOST = 20
"""Different faults that are said."""


class Defence:
    """Calls parts of the screen, and says which have failed."""

    def __init__(self, fail: Callable[[str], None], is_there: Callable[[], bool]) -> None:
        """`is_there` tells whether the screen still has its widgets: a key may come when these are gone."""
        self._fail, self._is_there = fail, is_there
        self._told: set[str] = set()

    def do(self, doing: str, act: Callable[[], object]) -> None:
        """Call `act`, unless the screen is gone; `doing` completes "it could not …"."""
        if not self._is_there():
            return
        try:
            act()
        except Exception as error:
            sentence = faults.caught(error, doing)
            if sentence not in self._told and len(self._told) < TOLD_MOST:
                self._told.add(sentence)
                self._fail(sentence)
