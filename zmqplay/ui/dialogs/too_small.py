"""The cover over a screen that does not fit into the terminal, and the base of the screens that have one."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Static

SMALLEST = (60, 18)
"""Columns and rows that the screens need."""


def too_small(width: int, height: int) -> str | None:
    """The sentence for a terminal that is too small for the screens; None if they fit."""
    if width >= SMALLEST[0] and height >= SMALLEST[1]:
        return None
    return f"zmqplay needs {SMALLEST[0]}×{SMALLEST[1]}, this is {width}×{height}"


class TooSmall(Static):
    """Covers its screen until the terminal is large enough, and names that size and the key that quits."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="too-small")
        self.display = False

    def adapt(self) -> None:
        """Cover or uncover the screen, depending on the terminal's size."""
        sentence = too_small(*self.app.size)
        self.display = sentence is not None
        if sentence:
            self.update(f"{sentence}\nctrl+q quits" if self.app.size.height > 1 else sentence)


class SizedScreen(Screen[None]):
    """A screen that composes a `TooSmall`, and shows it while the terminal is too small."""

    def on_mount(self) -> None:
        self._adapt()

    def on_resize(self) -> None:
        self._adapt()

    def _adapt(self) -> None:
        for cover in self.query(TooSmall):
            cover.adapt()
