"""The texts in a pane's borders: its title, or the names of all panes that share its place, and its note."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content as Text
from textual.widget import Widget

from zmqplay.ui import textual_private
from zmqplay.ui.draw.content import Beside


class Titles:
    """Writes the texts of the borders, only if they changed, since each write repaints."""

    def __init__(self, pane: Widget, title: str) -> None:
        self._pane = pane
        self._tabs = Text(title)
        self.shares_place = False
        """Whether the names of other panes stand in the place of the text beside the title."""
        self._beside: Sequence[Beside] = ()
        self._note = ""
        self._write()

    def name_place(self, tabs: Text, shares_place: bool) -> None:
        """Write the names of the panes that share this place; a pane alone keeps the text beside its title."""
        self._tabs, self.shares_place = tabs, shares_place
        self._write()

    def say_beside(self, beside: Sequence[Beside] | None) -> None:
        """Write this text beside the title, unless the pane shares its place."""
        if beside is not None and beside != self._beside:
            self._beside = beside
            self._write()

    def _write(self) -> None:
        beside = () if self.shares_place else self._beside
        texts = (Text.styled(text, f"not bold $foreground {percent}%") for text, percent in beside)
        self._pane.border_title = Text("").join([self._tabs, *texts])

    def say_below(self, note: str) -> None:
        """Write this note into the lower border."""
        if note != self._note:
            self._note = note
            textual_private.say_below(self._pane, Text(note))
