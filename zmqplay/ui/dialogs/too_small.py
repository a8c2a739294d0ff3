"""What is shown where the screens do not fit, and the screen that knows when that is."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Static

from zmqplay.ui.terminal import too_small


class TooSmall(Static):
    """Covers its screen until the terminal is large enough; the sentence says how large that is."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="too-small")
        self.display = False

    def adapt(self) -> None:
        """Cover or uncover, by the terminal's size."""
        sentence = too_small(*self.app.size)
        self.display = sentence is not None
        if sentence:
            self.update(sentence)


class SizedScreen(Screen[None]):
    """A screen that says so when it has too little room; it composes a `TooSmall`."""

    def on_mount(self) -> None:
        self._adapt()

    def on_resize(self) -> None:
        self._adapt()

    def _adapt(self) -> None:
        for cover in self.query(TooSmall):
            cover.adapt()
