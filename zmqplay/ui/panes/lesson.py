"""What the pattern teaches: what it is for, what it promises and what it does not, and what to try now."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.traffic import Traffic
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.panes.selection import CommandWanted
from zmqplay.ui.play.view import View

WIDEST = 100
"""Cells of a line: longer ones are hard to read."""
DONE = "✓ "


class Lesson(LinePane):
    """The pattern's own Markdown. Its commands are done when they are chosen: a click, or ↑ ↓ and Enter."""

    TITLE = "Lesson"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", "The command before", show=False),
        Binding("down,j", "choose(1)", "The next command", show=False),
        Binding("enter", "do", "Do it", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._laid_out: Hashable = None
        self._lines: list[Line] = []
        self._command_of: list[str] = []
        """The command that each line is about."""
        self._chosen = ""
        self._done: set[str] = set()

    @property
    def commands(self) -> list[str]:
        """What there is to try."""
        return list(dict.fromkeys(command for command in self._command_of if command))

    def stamp(self, traffic: Traffic, _view: View) -> Hashable:
        return traffic.pattern.lesson, self._chosen, len(self._done)

    def prepare(self, traffic: Traffic, width: int) -> int:
        laid_out = traffic.pattern.lesson, width, self.ink()
        if laid_out != self._laid_out:
            from zmqplay.ui.draw.markdown_lines import MarkdownPage  # 10 ms that the first screen need not wait for

            if not self._laid_out or traffic.pattern.lesson not in self._laid_out:  # type: ignore[operator]  # a tuple
                self._chosen, self._done = "", set()
            self._laid_out = laid_out
            page = MarkdownPage(self, min(width, WIDEST)).lay_out(traffic.pattern.lesson)
            self._lines = [line for line, _ in page]
            self._command_of = [command for _, command in page]
        self.say_below(f"{len(self._done)} of {len(self.commands)} tried" if self.commands else "")
        return len(self._lines)

    def line(self, index: int) -> Line:
        line, command = self._lines[index], self._command_of[index]
        if not command:
            return line
        if command in self._done and line[0][0].strip():
            line = [(DONE, self.ink("success")), *line[1:]]
        if command == self._chosen:
            ground = Style(bgcolor=self.ink("text", "cursor").bgcolor)
            line = [(text, style + ground) for text, style in line]
        return line

    # Choosing and doing

    def action_choose(self, by: int) -> None:
        """Choose the next command or the one before; where that is out of view, go there line by line."""
        commands = self.commands
        wanted = commands.index(self._chosen) + by if self._chosen in commands else 0 if by > 0 else -1
        top, height = self.scroll_offset.y, self.area.height
        if 0 <= wanted < len(commands):
            first = self._command_of.index(commands[wanted])
            last = first + self._command_of.count(commands[wanted]) - 1
            if top <= first and last < top + height:
                self._choose(commands[wanted])
                return
        self.scroll_to(y=top + by, animate=False)

    def _choose(self, command: str) -> None:
        self._chosen = command
        self.redraw()

    def action_do(self) -> None:
        """Let the screen do the chosen command."""
        if self._chosen:
            self._done.add(self._chosen)
            self.post_message(CommandWanted(self._chosen))
            self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose and do the command that was clicked."""
        offset = event.get_content_offset(self)
        index = self.scroll_offset.y + offset.y if offset is not None else len(self._lines)
        if index < len(self._lines) and self._command_of[index]:
            self._choose(self._command_of[index])
            self.action_do()
