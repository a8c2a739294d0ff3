"""The lesson: the use of a pattern, what the pattern promises and what not, and commands to try."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from rich.style import Style

from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, CommandWanted

WIDEST = 100
"""Cells of the longest line, since longer ones are hard to read."""
DONE = "✓ "
ABOVE = 2
"""Lines that are shown above the first command when the lesson opens: the heading."""


class LessonPane(Content):
    """Shows the guide's Markdown at the first command that was not tried; Enter or a click gives a command."""

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "The command before", partial(self._choose_next, by=-1)),
            PaneKey("down,j", "The next command", partial(self._choose_next, by=1)),
            PaneKey("enter", "Do it", self._do, "do it"),
        )
        self._text = ""
        self._laid_out: Hashable = None
        self._lines: list[Line] = []
        self._command_of: list[str] = []
        """The command of each line; empty if there is none."""
        self._chosen = ""
        self._asked = ""
        """The command that was asked for last; once it is tried, the next one is chosen."""
        self._tried: frozenset[str] = frozenset()
        """The commands that were tried when the lesson was drawn last."""
        self._top: int | None = None

    @property
    def commands(self) -> list[str]:
        """The commands that the lesson suggests."""
        return list(dict.fromkeys(command for command in self._command_of if command))

    def stamp(self, scene: Scene) -> Hashable:
        return scene.guide().lesson, self._chosen, len(scene.view.tried)

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        text = scene.guide().lesson
        if text != self._text:
            self._text, self._chosen, self._asked = text, "", ""
        laid_out = text, scene.width, ink
        if laid_out != self._laid_out:
            from zmqplay.ui.draw.markdown_lines import MarkdownPage  # 10 ms that the first screen need not wait for

            self._laid_out = laid_out
            page = MarkdownPage(ink, min(scene.width, WIDEST)).lay_out(text)
            self._lines = [line for line, _ in page]
            self._command_of = [command for _, command in page]
        self._go_on(scene)
        top, self._top = self._top, None
        return Drawing(LazyLines(len(self._lines), partial(self._line, ink)), top=top)

    def _go_on(self, scene: Scene) -> None:
        """Choose the next command that was not tried: at the opening, and once the chosen one has been tried."""
        tried, before = frozenset(scene.view.tried), self._tried
        self._tried = tried
        commands, chosen = self.commands, self._chosen
        if chosen and not (chosen in tried and (chosen == self._asked or chosen not in before)):
            return
        at = commands.index(chosen) if chosen else -1
        left = [command for command in (*commands[at + 1 :], *commands[: at + 1]) if command not in tried]
        wanted = next(iter([*left, *commands[at + 1 :], *commands[-1:]]), "")
        self._chosen, self._asked = wanted, ""
        if left:
            first, last = self._place(wanted)
            opens_below = not chosen and last >= scene.top + scene.height
            self._top = max(0, first - ABOVE) if opens_below else scene.revealing(first, last)

    def _place(self, command: str) -> tuple[int, int]:
        """The first and the last line of a command."""
        first = self._command_of.index(command)
        return first, first + self._command_of.count(command) - 1

    def note(self, scene: Scene) -> str:
        commands = self.commands
        tried = sum(command in scene.view.tried for command in commands)
        return f"{tried} of {len(commands)} tried" if commands else ""

    def _line(self, ink: Ink, index: int) -> Line:
        line, command = self._lines[index], self._command_of[index]
        if not command:
            return line
        if command in self._tried and line[0][0].strip():
            line = [(DONE, ink("success")), *line[1:]]
        if command == self._chosen:
            ground = Style(bgcolor=ink("text", "cursor").bgcolor)
            line = [(text, style + ground) for text, style in line]
        return line

    # Choosing and doing

    def _choose_next(self, scene: Scene, by: int) -> Answer:
        """Choose the next command (1) or the one before (-1); scroll by one line if that command is out of view."""
        commands = self.commands
        wanted = commands.index(self._chosen) + by if self._chosen in commands else 0 if by > 0 else -1
        if 0 <= wanted < len(commands):
            first, last = self._place(commands[wanted])
            if scene.top <= first and last < scene.top + scene.height:
                self._chosen = commands[wanted]
                return None
        self._top = scene.top + by
        return None

    def _do(self, scene: Scene) -> Answer:
        """Answer with the chosen command, if there is one, so that the screen gives it."""
        self._go_on(scene)  # where Enter is pressed twice between two frames
        if not self._chosen:
            return None
        self._asked = self._chosen
        return CommandWanted(self._chosen)

    def click(self, scene: Scene, click: Click) -> Answer:
        """Choose the clicked command, and give it."""
        del scene
        if click.index >= len(self._lines) or not self._command_of[click.index]:
            return NOT_MINE
        self._chosen = self._asked = self._command_of[click.index]
        return CommandWanted(self._chosen)
