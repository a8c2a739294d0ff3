"""The line that the user types into: a message as the chosen node, a /command, or a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from zmqplay.control.seam import Session
from zmqplay.ui.keys.paste import LONGEST, printable
from zmqplay.ui.play.completion import completions, is_command

KEPT = 200


class History:
    """What was entered before, and the draft that one comes back to."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._at = 0
        self._draft = ""

    def add(self, line: str) -> None:
        if line and (not self._lines or self._lines[-1] != line):
            self._lines = [*self._lines, line][-KEPT:]
        self._at, self._draft = len(self._lines), ""

    def move(self, step: int, now: str) -> str | None:
        """The line that many steps on; None where there is none."""
        to = self._at + step
        if not 0 <= to <= len(self._lines):
            return None
        if self._at == len(self._lines):
            self._draft = now
        self._at = to
        return self._draft if to == len(self._lines) else self._lines[to]


class _Completion(Suggester):
    """Suggests how a command goes on."""

    def __init__(self, line: InputLine) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        found = completions(value, self._line.session)
        return found[0] if found and found[0] != value else None


class InputLine(Input):
    """One line with history, completion of commands, and a paste that loses nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next(1)", show=False),
        Binding("shift+tab", "next(-1)", show=False),
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        text: str

    class TooLong(Message):
        """More was pasted than a line takes; it is left as it was."""

    @dataclass
    class SenderWanted(Message):
        """The sender this many steps on is to speak."""

        step: int

    def __init__(self, session: Session) -> None:
        """The session tells what a command may name now."""
        completion = _Completion(self)
        super().__init__(id="message", compact=True, suggester=completion, select_on_focus=False, max_length=LONGEST)
        self.history = History()
        self.session = session

    def accept(self) -> None:
        """The text was taken: remember it, and begin a new one."""
        self.history.add(self.value)
        self.value = ""

    async def action_submit(self) -> None:
        self.post_message(self.Entered(self.value))

    def action_next(self, step: int) -> None:
        """Complete the command that is being typed, or change the sender."""
        if not is_command(self.value):
            self.post_message(self.SenderWanted(step))
            return
        found = completions(self.value, self.session)
        if not found:
            return
        if found == [self.value]:  # complete already: on to the one beside it
            found = completions(self.value.rpartition(" ")[0] + " ", self.session) or found
        at = found.index(self.value) if self.value in found else -1 if step > 0 else 0
        self.put(found[(at + step) % len(found)])

    def action_recall(self, step: int) -> None:
        line = self.history.move(step, self.value)
        if line is not None:
            self.put(line)

    def put(self, text: str) -> None:
        """Let this text stand in the line, with the cursor after it."""
        self.value = text
        self.cursor_position = len(text)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = printable(event.text)
        if len(self.value) + len(text) > LONGEST:
            self.post_message(self.TooLong())
            return
        self.replace(text, *self.selection)
        if self.cursor_at_end:  # Textual does not scroll there for the first text of all
            self.scroll_to(x=self.max_scroll_x, animate=False, force=True)


class FilterLine(Input):
    """The prompt of the filter: it acts while one types, Enter keeps it and Escape ends it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no_filter", show=False)]

    class Kept(Message):
        """The filter stays, and the panes have the keys again."""

    class Ended(Message):
        """There is no filter any more."""

    def __init__(self) -> None:
        about = "a text in topic, frames or names; >1k  lost  from:a  to:b; !text inverts"
        super().__init__(id="filter", compact=True, placeholder=about, select_on_focus=False, max_length=KEPT)

    async def action_submit(self) -> None:
        self.post_message(self.Kept())

    def action_no_filter(self) -> None:
        self.value = ""
        self.post_message(self.Ended())

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(printable(event.text), *self.selection)
