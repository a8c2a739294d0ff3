"""A content shown without an app, so that a test reads its lines, and presses keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.color import Color

from tests.telling import Telling
from zmqplay.control.guide import Broken
from zmqplay.session.guide import guide_of
from zmqplay.ui.draw.content import Answer, Content, NotMine, Scene
from zmqplay.ui.draw.ink import Ink, Line, Palette
from zmqplay.ui.draw.page import PanePage
from zmqplay.ui.draw.painted_row import painted
from zmqplay.ui.draw.selection import CommandWanted, LinkSelected, NodeSelected, RowSelected, Selection, StepSelected
from zmqplay.ui.look.colours import MEANINGS
from zmqplay.ui.panes import PANES
from zmqplay.ui.view import View

KEYS = {">": "greater_than_sign", "<": "less_than_sign"}


def ink_of_tests() -> Ink:
    """The styles of a dark theme."""
    meanings = {name: Color.parse("#ff8800" if name == word else name) for name, word in MEANINGS.items()}
    return Ink(Palette(Color.parse("#101010"), Color.parse("#e0e0e0"), is_dark=True, meanings=meanings))


def take_over(selection: Selection, view: View) -> None:
    """Change the view for a selection, as the play screen does."""
    match selection:
        case NodeSelected(name):
            view.node, view.link = name, None
        case LinkSelected(link):
            view.node, view.link = None, link
        case RowSelected(row, message):
            view.row, view.message = row, message
        case StepSelected(name) | CommandWanted(_, name):
            view.step = name


class Looking:
    """A content in a pane of a given outer size, shown as `LinePane` would; rows and cells count from the border."""

    def __init__(self, content: Content, size: tuple[int, int] = (80, 24)) -> None:
        self.content = content
        self.view = View()
        self.heard: list[Selection] = []
        """The selections, in order."""
        self.failures: list[Exception] = []
        self.page = PanePage(content, self.failures.append)
        self.ink = ink_of_tests()
        self.drawn = 0
        """How often the content was drawn."""
        self.is_animated = True
        self.broken: Broken | None = None
        """What is wrong with the file of the pattern."""
        self._size = size
        self._above = next((pane.title for pane in PANES if pane.content.endswith(f":{type(content).__name__}")), "")
        self._title = self._above
        self._scene: Scene | None = None
        self._drawn: dict[int, Line] = {}

    def shown(self, telling: Telling) -> list[str]:
        """Show the traffic in the content's next slot; return the rows with their borders."""
        self.view.doctor = telling.doctor
        scene = self._scene
        if scene is None:
            scene = self._scene = Scene(
                telling.traffic, self.view, telling.now_ns, lambda: guide_of(telling.pattern, self.broken)
            )
        elif scene.traffic is not telling.traffic:
            self.page.replace()
        scene.traffic, scene.now_ns = telling.traffic, telling.now_ns
        scene.guide = lambda: guide_of(telling.pattern, self.broken)
        self.page.slots.free()
        self._show(scene)
        return self.rows()

    def _show(self, scene: Scene) -> None:
        scene.width, scene.height = self._size[0] - 4, self._size[1] - 2
        scene.is_animated = self.is_animated
        if self.page.is_due(scene):
            self.page.draw(scene, self.ink)
            self.drawn += 1
            self._drawn.clear()
            scene.count = self.page.count(scene)
            drawing = self.page.drawing
            self._put(scene, scene.top if drawing.top is None else drawing.top)
            if drawing.beside is not None:
                self._above = self._title + "".join(text for text, _ in drawing.beside)

    @staticmethod
    def _put(scene: Scene, top: int) -> None:
        scene.top = max(0, min(top, scene.count - scene.height))

    @property
    def scene(self) -> Scene:
        """The scene of the last drawing."""
        assert self._scene is not None
        return self._scene

    def rows(self) -> list[str]:
        """The present rows, with the borders above, below and on both sides."""
        scene, width = self.scene, self._size[0]
        texts = [f"│ {painted(line, scene.width, self.ink).text} │" for line in self.lines()]
        note = self.page.note(scene)
        return [f"╭─ {self._above} ".ljust(width - 1, "─") + "╮", *texts, f"╰─ {note} ─".rjust(width - 1, "─") + "╯"]

    def lines(self) -> list[Line]:
        """The visible lines; like the widget, each is kept until all are drawn again."""
        scene = self.scene
        for index in (self.page.index(y, scene) for y in range(scene.height)):
            if index not in self._drawn:
                self._drawn[index] = self.page.line(index, scene, self.ink)
        return [self._drawn[self.page.index(y, scene)] for y in range(scene.height)]

    def redraw(self) -> None:
        """Draw the same traffic again."""
        self.page.forget()
        self._show(self.scene)

    def resize(self, width: int, height: int) -> None:
        """Give the pane another outer size."""
        self._size = width, height
        self.redraw()

    def scroll_to(self, top: int) -> None:
        """Scroll to a line, as the wheel does."""
        self._put(self.scene, top)
        self.page.scrolled(self.scene)

    @property
    def last_top(self) -> int:
        """The first line of a view that is scrolled to the end."""
        return max(0, self.scene.count - self.scene.height)

    def press(self, *keys: str) -> None:
        """Press keys, by Textual's names or as characters; keys that the content lacks scroll."""
        for key in keys:
            found = next((own for own in self.content.keys if KEYS.get(key, key) in own.keys.split(",")), None)
            if found is not None:
                self.act(found.press)
            else:
                page = self.scene.height
                by = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -1_000_000, "end": 1_000_000}
                self.scroll_to(self.scene.top + by.get(key, 0))

    def click(self, x: int, y: int, *, is_right: bool = False) -> None:
        """Click into a cell of the pane, the border included."""
        click = self.page.click_at((x - 2, y - 1), self.scene, self.ink, is_right=is_right, at=(x, y))
        self.act(partial(self.content.click, click=click))

    def act(self, do: Callable[[Scene], Answer]) -> Answer:
        """Let the content act, and change the view for its selection as the play screen does."""
        answer = self.page.act(do, self.scene)
        if not isinstance(answer, NotMine):
            self.redraw()
            if answer is not None:
                self.heard.append(answer)
                take_over(answer, self.view)
        return answer

    def marked(self, colour: str) -> list[str]:
        """The texts on a ground of this colour, from top to bottom."""
        ground = self.ink("ground", colour).bgcolor
        return [text for line in self.lines() for text, style in line if style.bgcolor == ground]
