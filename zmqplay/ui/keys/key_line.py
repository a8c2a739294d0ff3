"""The key line at the bottom of a screen: the keys that matter now, each to be pressed or clicked on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from zmqplay.ui.look.theme import FAINT, MUTED

GAP = 2


class ShownKey(NamedTuple):
    """One key in the line."""

    key: str
    """The key, as the user reads it."""
    label: str
    """The effect, in a word or two."""
    action: str
    """The action that Textual runs when the key is clicked on."""
    is_faint: bool = False
    """Whether the key can do nothing here; pressed, such a key says why."""


class KeyLine(Static):
    """Shows as many keys as fit, the most needed first."""

    auto_links = False

    def __init__(self, keys: Sequence[ShownKey] = ()) -> None:
        super().__init__(markup=False, id="keys")
        self.shown = tuple(keys)
        """The keys, also those for which there is no room."""

    def show(self, keys: Sequence[ShownKey]) -> None:
        """Replace the keys by these, the most needed first."""
        if self.shown != tuple(keys):
            self.shown = tuple(keys)
            self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        line, room = Content(" "), self.size.width
        for key, label, action, is_faint in self.shown:
            styles = (FAINT, FAINT) if is_faint else ("bold $primary", MUTED)
            text = Content.assemble((key, styles[0]), (f" {label}", styles[1]))
            if line.cell_length + text.cell_length > room:
                break
            line = line + text.stylize(Style.from_meta({"@click": action})) + " " * GAP
        self.update(line, layout=False)
