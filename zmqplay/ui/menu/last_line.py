"""The menu's last line: an answer or a failure, for as long as it takes to read it."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from zmqplay.text import cell_fit, safe
from zmqplay.ui.look.theme import MUTED

READ_S = 8.0
BESIDE = 22
"""Cells for the margins of the menu, the sign, and the key."""


class MenuLine(Static):
    """Takes a row above the keys while there is something to say."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="hint")
        self.display = False
        self.text = ""
        """The sentence that is shown now."""
        self._ends: Timer | None = None

    def say(self, text: str, wrong: bool = False) -> None:
        """Show an answer; `wrong` marks a refusal."""
        self._show(text, ("✗ ", "bold $error") if wrong else ("› ", "bold $accent"))

    def fail(self, text: str) -> None:
        """Show a failure, and the key that shows all of it."""
        self._show(text, ("✗ ", "bold $error"), ("   F2", "bold $primary"), (" more", MUTED))

    def _show(self, text: str, sign: tuple[str, str], *more: tuple[str, str]) -> None:
        if self._ends is not None:
            self._ends.stop()
        self.text, self.display = safe(text, 400), True
        shown = cell_fit(self.text, min(cell_len(self.text), self.app.size.width - BESIDE)) if more else self.text
        self.update(Content.assemble(" ", sign, shown, *more))
        self._ends = self.set_timer(READ_S, self._end)

    def _end(self) -> None:
        self.text, self.display = "", False

    async def on_click(self, event: events.Click) -> None:
        """Open the log, which has the whole sentence."""
        event.stop()
        await self.app.run_action("journal")
