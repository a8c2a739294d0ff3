"""The lines in which the user types: the input line for messages and /commands, and the filter line in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from zmqplay.control.source import Source
from zmqplay.ui.keys.paste import LONGEST, printable
from zmqplay.ui.play.completion import completions, is_command

KEPT = 200
"""Entered lines that the arrows can bring back."""
LONGEST_FILTER = 200
BY_WORD = (
    Binding("alt+left", "cursor_left_word", show=False),
    Binding("alt+right", "cursor_right_word", show=False),
)
"""Keys that terminals also send for a word to the left or right; among the panes they resize."""


class History:
    """The entered lines, and the draft to which the last ↓ leads back."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = 0
        self._draft = ""

    def add(self, line: str) -> None:
        """Remember a line, unless it is empty or equals the last one."""
        if line and (not self._lines or self._lines[-1] != line):
            self._lines = [*self._lines, line][-KEPT:]
        self._at, self._draft = len(self._lines), ""

    def move(self, step: int, now: str) -> str | None:
        """The line `step` places from the present one, whose text is `now`; None if there is none."""
        to = self._at + step
        if not 0 <= to <= len(self._lines):
            return None
        if self._at == len(self._lines):
            self._draft = now
        self._at = to
        return self._draft if to == len(self._lines) else self._lines[to]


class _Completion(Suggester):
    """Suggests the rest of a command."""

    def __init__(self, source: Source) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._source = source

    async def get_suggestion(self, value: str) -> str | None:
        found = completions(value, self._source)
        return found[0] if found and found[0] != value else None


class InputLine(Input):
    """One line with history, completion of commands, and lossless paste."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next(1)", show=False),
        Binding("shift+tab", "next(-1)", show=False),
        Binding("up,alt+up", "recall(-1)", show=False),
        Binding("down,alt+down", "recall(1)", show=False),
        Binding("ctrl+d", "end_input", show=False),
        *BY_WORD,
    ]

    def __init__(
        self,
        source: Source,
        entered: Callable[[str], object],
        next_sender: Callable[[int], object],
        too_long: Callable[[], object],
        end: Callable[[], object],
    ) -> None:
        """`source` has the names that a command may use.

        Enter calls `entered` with the text. If the line has no command, Tab and shift+Tab call `next_sender` with 1 and
        -1. A paste that is too long for the line calls `too_long`, and does not change the line. ctrl+d in an empty
        line calls `end`.
        """
        completion = _Completion(source)
        super().__init__(id="message", compact=True, suggester=completion, select_on_focus=False, max_length=LONGEST)
        self.history = History()
        self._source = source
        self._entered, self._next_sender, self._too_long, self._end = entered, next_sender, too_long, end

    def restore(self, text: str) -> None:
        """Bring back an entered text that was refused, unless the user types the next; then ↑ brings it back."""
        if self.value:
            self.history.add(text)
            return
        with self.prevent(Input.Changed):  # the user has not changed it, so what was said about it stands
            self.put(text)

    async def action_submit(self) -> None:
        self._entered(self.value)

    def action_next(self, step: int) -> None:
        """Complete the command that is being typed, or else change the sender."""
        if not is_command(self.value):
            self._next_sender(step)
            return
        found = completions(self.value, self._source)
        if not found:
            return
        if found == [self.value]:  # complete already, so take the next choice
            found = completions(self.value.rpartition(" ")[0] + " ", self._source) or found
        at = found.index(self.value) if self.value in found else -1 if step > 0 else 0
        self.put(found[(at + step) % len(found)])

    def action_end_input(self) -> None:
        """What ctrl+d does in a terminal: in an empty line it ends the input, else it deletes."""
        if self.value:
            self.action_delete_right()
        else:
            self._end()

    def action_recall(self, step: int) -> None:
        """Bring back the line entered before, or the one after."""
        line = self.history.move(step, self.value)
        if line is not None:
            self.put(line)

    def put(self, text: str) -> None:
        """Replace the line by this text, with the cursor after it."""
        self.value = text
        self.cursor_position = len(text)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = printable(event.text)
        if len(self.value) + len(text) > LONGEST:
            self._too_long()
            return
        self.replace(text, *self.selection)
        if self.cursor_at_end:  # Textual does not scroll after the first insertion
            self.scroll_to(x=self.max_scroll_x, animate=False, force=True)


class FilterLine(Input):
    """Takes the place of the input line while the user types a filter or a search; each letter takes effect at once."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no_filter", show=False), *BY_WORD]

    def __init__(self, keep: Callable[[], object], end: Callable[[], object]) -> None:
        """`keep` is called at Enter, `end` at Escape."""
        about = "a text in topic, frames or names; >1k  lost  from:a  to:b; !text inverts"
        super().__init__(id="filter", compact=True, placeholder=about, select_on_focus=False, max_length=LONGEST_FILTER)
        self._keep, self._end = keep, end

    async def action_submit(self) -> None:
        self._keep()

    def action_no_filter(self) -> None:
        """Remove the filter or search."""
        self._end()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(printable(event.text), *self.selection)
