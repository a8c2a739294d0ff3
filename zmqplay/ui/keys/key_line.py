"""The keys that matter now, at the bottom of a screen, each to be pressed or clicked on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from zmqplay.ui.look.theme import MUTED

GAP = 2
Shown = tuple[str, str, str]
"""What to press, what it does in a word or two, and the action when it is clicked on."""


class KeyLine(Static):
    """Shows as many of its keys as there is room for, the most needed first."""

    auto_links = False

    def __init__(self, keys: Sequence[Shown] = ()) -> None:
        super().__init__(markup=False, id="keys")
        self._keys = tuple(keys)

    def show(self, keys: Sequence[Shown]) -> None:
        """Show these from now on."""
        if self._keys != tuple(keys):
            self._keys = tuple(keys)
            self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        line, room = Content(" "), self.size.width
        for key, label, action in self._keys:
            text = Content.assemble((key, "bold $primary"), (f" {label}", MUTED))
            if line.cell_length + text.cell_length > room:
                break
            line = line + text.stylize(Style.from_meta({"@click": action})) + " " * GAP
        self.update(line, layout=False)
