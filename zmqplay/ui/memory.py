"""The settings while zmqplay runs: read at its start, and written whenever something is to be remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from zmqplay.ui import settings
from zmqplay.ui.settings import Arrangement


class Memory:
    """Remembers the theme, animations, and for each pattern its panes and what of its lesson was tried."""

    def __init__(self, path: Path | None, tell: Callable[[str], object]) -> None:
        """`tell` is called with a sentence if the settings cannot be written. Without `path` nothing is remembered."""
        self._path, self._tell = path, tell
        self.settings, self.problem = settings.load(path)
        """The settings, and a sentence if the file of settings could not be read."""

    def arrangement_of(self, name: str) -> Arrangement:
        """The last arrangement of a pattern's panes; the default one if there is none."""
        return self.settings.arrangement_of(name)

    def remember_arrangement(self, name: str, arrangement: Arrangement) -> None:
        """Save the arrangement of a pattern's panes."""
        self.settings.layouts[name] = arrangement
        self.save()

    def tried_in(self, name: str) -> Sequence[str]:
        """The names of the steps of a pattern's lesson that were tried, in this run or in an earlier one."""
        return self.settings.tried.get(name, ())

    def remember_tried(self, name: str, steps: Sequence[str]) -> None:
        """Save the names of the steps of a pattern's lesson that were tried."""
        self.settings.tried[name] = list(steps)
        self.save()

    def save(self) -> None:
        """Write the settings."""
        if problem := settings.save(self.settings, self._path):
            self._tell(problem)
