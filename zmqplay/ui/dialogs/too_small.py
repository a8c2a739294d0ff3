"""The cover over a screen that does not fit into the terminal, and the screens that have one."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Static

from zmqplay.ui.terminal import too_small


class TooSmall(Static):
    """Covers its screen until the terminal is large enough, and says how large that is."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="too-small")
        self.display = False

    def adapt(self) -> None:
        """Cover or uncover the screen, by the terminal's size."""
        sentence = too_small(*self.app.size)
        self.display = sentence is not None
        if sentence:
            self.update(sentence)


class SizedScreen(Screen[None]):
    """A screen that composes a `TooSmall`, which is shown when there is too little room."""

    def on_mount(self) -> None:
        self._adapt()

    def on_resize(self) -> None:
        self._adapt()

    def _adapt(self) -> None:
        for cover in self.query(TooSmall):
            cover.adapt()
