"""The lesson: the use of a pattern, what the pattern promises and what not, and commands to try."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from rich.style import Style

from zmqplay.control.lesson import names_of
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, CommandWanted, SentenceWanted, StepSelected

if TYPE_CHECKING:
    from zmqplay.ui.draw.markdown_lines import PageLine

WIDEST = 100
"""Cells of the longest line, since longer ones are hard to read."""
DONE = "✓ "
ABOVE = 2
"""Lines that are shown above the first command when the lesson opens: the heading."""
ALL_DONE = "the lesson is done; ↑ ↓ choose a step to do again"


class LessonPane(Content):
    """Shows the guide's Markdown at the first step that was not tried; Enter or a click gives its command."""

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "The command before", partial(self._choose_next, by=-1)),
            PaneKey("down,j", "The next command", partial(self._choose_next, by=1)),
            PaneKey("enter", "Do the line that ↑ ↓ chose", self._do, "do it"),
        )
        self._text = ""
        self._laid_out: Hashable = None
        self._lines: list[Line] = []
        self._begins: list[int] = []
        """The lines with which a heading, a paragraph or a list item begins."""
        self._commands: dict[str, str] = {}
        """The command of each step, by the step's name."""
        self._step_of: list[str] = []
        """The step of each line; empty if there is none."""
        self._size = 0, 0
        self._chosen = ""
        self._by_hand = False
        """Whether the user has chosen the step, so that it is done even if it was tried."""
        self._asked = ""
        """The step that was asked for last; once it is tried, the next one is chosen."""
        self._tried: frozenset[str] = frozenset()
        """The steps that were tried when the lesson was drawn last."""
        self._top: int | None = None

    @property
    def commands(self) -> list[str]:
        """The commands that the lesson suggests, one for each step."""
        return list(self._commands.values())

    def stamp(self, scene: Scene) -> Hashable:
        return scene.guide().lesson, self._chosen, len(scene.view.tried)

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        text = scene.guide().lesson
        if text != self._text:
            self._text, self._chosen, self._asked, self._by_hand = text, "", "", False
        size, self._size = self._size, (scene.width, scene.height)
        stays = bool(self._chosen) and size != self._size and self._is_in_view(scene.top, size[1])
        laid_out = text, scene.width, ink
        if laid_out != self._laid_out:
            from zmqplay.ui.draw.markdown_lines import MarkdownPage  # 10 ms that the first screen need not wait for

            self._laid_out = laid_out
            self._take(MarkdownPage(ink, min(scene.width, WIDEST)).lay_out(text))
        if stays:
            self._reveal(scene, opens=True)
        self._go_on(scene)
        top, self._top = self._top, None
        return Drawing(LazyLines(len(self._lines), partial(self._line, ink)), top=top)

    def _take(self, page: list[PageLine]) -> None:
        """Take over what was laid out, and name its steps."""
        self._lines = [line.line for line in page]
        self._begins = [at for at, line in enumerate(page) if line.begins]
        commands = [page[at].command for at in self._begins if page[at].command]
        names = names_of(commands)
        self._commands = dict(zip(names, commands, strict=True))
        left, step = iter(names), ""
        self._step_of = []
        for line in page:
            step = "" if not line.command else next(left) if line.begins else step
            self._step_of.append(step)

    def _go_on(self, scene: Scene) -> None:
        """Choose the next step that was not tried: at the opening, and once the chosen one has been tried."""
        tried, before = frozenset(scene.view.tried), self._tried
        self._tried = tried
        names, chosen = list(self._commands), self._chosen
        if chosen and not (chosen in tried and (chosen == self._asked or chosen not in before)):
            return
        at = names.index(chosen) if chosen else -1
        left = [name for name in (*names[at + 1 :], *names[: at + 1]) if name not in tried]
        self._asked, self._by_hand = "", False
        if left:
            self._chosen = left[0]
            self._reveal(scene, opens=not chosen)

    def _reveal(self, scene: Scene, opens: bool) -> None:
        """Bring the chosen step into view: by the least scrolling, or as if the lesson `opens` in this size.

        Where that scrolls, the first visible line is no half a sentence.
        """
        first, last = self._place(self._chosen)
        top = scene.revealing(first, last)
        if opens:
            top = max(0, first - ABOVE) if last >= scene.height else 0
        elif top == scene.top:
            return
        end = min(first, max(0, len(self._lines) - scene.height))
        whole = [at for at in self._begins if last - scene.height < at <= end]
        near = [at for at in whole if at >= top][:1] or whole[-1:]
        self._top = near[0] if near and top else top

    def _place(self, name: str) -> tuple[int, int]:
        """The first and the last line of a step."""
        first = self._step_of.index(name)
        return first, first + self._step_of.count(name) - 1

    def _is_in_view(self, top: int, height: int) -> bool:
        """Whether the chosen step is in a view of so many lines from `top` on."""
        first, last = self._place(self._chosen)
        return top <= last and first < top + height

    def note(self, scene: Scene) -> str:
        tried = sum(name in scene.view.tried for name in self._commands)
        return f"{tried} of {len(self._commands)} tried" if self._commands else ""

    def _line(self, ink: Ink, index: int) -> Line:
        line, name = self._lines[index], self._step_of[index]
        if not name:
            return line
        if name in self._tried and line[0][0].strip():
            line = [(DONE, ink("success")), *line[1:]]
        if name == self._chosen:
            ground = Style(bgcolor=ink("text", "cursor").bgcolor)
            line = [(text, style + ground) for text, style in line]
        return line

    # Choosing and doing

    def _choose_next(self, scene: Scene, by: int) -> Answer:
        """Choose the next step (1) or the one before (-1); scroll by one line if that step is out of view."""
        names = list(self._commands)
        wanted = names.index(self._chosen) + by if self._chosen in names else 0 if by > 0 else -1
        if 0 <= wanted < len(names):
            first, last = self._place(names[wanted])
            if scene.top <= first and last < scene.top + scene.height:
                self._chosen, self._by_hand = names[wanted], True
                return StepSelected(self._chosen)
        self._top = scene.top + by
        return None

    def _do(self, scene: Scene) -> Answer:
        """Answer with the command of the chosen step, so that the screen gives it, or say that all steps are done."""
        self._go_on(scene)  # where Enter is pressed twice between two frames
        if self._commands and not self._by_hand and self._tried.issuperset(self._commands):
            return SentenceWanted(ALL_DONE)
        return self._ask(self._chosen) if self._chosen else None

    def click(self, scene: Scene, click: Click) -> Answer:
        """Choose the clicked step, and give its command."""
        del scene
        if click.index >= len(self._lines) or not self._step_of[click.index]:
            return NOT_MINE
        self._chosen = self._step_of[click.index]
        return self._ask(self._chosen)

    def _ask(self, name: str) -> Answer:
        """Ask for the command of a step."""
        self._asked = name
        return CommandWanted(self._commands[name], name)
