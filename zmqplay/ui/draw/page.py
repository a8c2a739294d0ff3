"""A content as it is drawn at the moment: when it is drawn again, what stands in each line, what keys and clicks do.

A page knows no Textual. A content that fails says so on its page, and is tried again in its next turn.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable
from functools import lru_cache

from zmqplay.text import safe
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click
from zmqplay.ui.draw.slots import Slots
from zmqplay.ui.look.colours import LOST

Failed = Callable[[Exception], None]
TOLD_MOST = 20
"""Different failures of one content that are told."""
LEAST = 8
"""Cells of the narrowest line of a sentence."""
NOT_ASKED = object()
"""The stamp of a content that is to be drawn whatever it says, which may be None."""


class Page:
    """Asks a content no more often than needed, and keeps what it has drawn."""

    def __init__(self, content: Content, failed: Failed) -> None:
        """`failed` is called once for each different failure, TOLD_MOST times at most."""
        self.content = content
        self.slots = Slots(content.every, content.turn)
        self.drawing = Drawing(())
        self.failure = ""
        """The sentence that stands in place of the lines."""
        self._failed = failed
        self._told: set[str] = set()
        """The failures that were told."""
        self._stamp: Hashable = NOT_ASKED
        self._looked_at: Hashable = None

    # Drawing

    def is_due(self, scene: Scene) -> bool:
        """There is something to draw: not while the view is paused, unless the user looks at something else."""
        try:
            self.content.watch(scene)
            return self._has_changed(scene)
        except Exception as error:  # what fails in one pane stays in that pane
            return self._fail(error, scene)

    def _has_changed(self, scene: Scene) -> bool:
        view = scene.view
        looked_at = view.node, view.link, view.row, view.filter, view.search, view.time_mode
        waits = view.paused or not (self.content.is_urgent or self.slots.has_come(scene.now_ns))
        if self._stamp is not NOT_ASKED and looked_at == self._looked_at and waits:
            return False
        self._looked_at = looked_at
        stamp = self.content.stamp(scene)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self.failure = ""  # the content is tried again
        self.slots.take(scene.now_ns)
        return True

    def draw(self, scene: Scene, ink: Ink) -> None:
        """Let the content draw, unless it has failed already."""
        if self.failure:
            return
        ink.see(scene.traffic.nodes)
        try:
            self.drawing = self.content.draw(scene, ink)
        except Exception as error:
            self._fail(error, scene)

    def forget(self) -> None:
        """Ask for everything again: the size, the colours, or what the user has arranged is another."""
        self._stamp = NOT_ASKED

    def replace(self) -> None:
        """Another traffic is shown from now on."""
        self.content.forget()
        self.slots.free()
        self._stamp = NOT_ASKED

    def _fail(self, error: Exception, scene: Scene) -> bool:
        """Put the failure in place of the lines; False if it stands there already."""
        self.slots.take(scene.now_ns)
        sentence = safe(f"This pane cannot be drawn: {type(error).__name__}: {error}")
        self._stamp = sentence  # no stamp of the content, so that it is tried again
        if sentence == self.failure:
            return False
        self.failure, self.drawing = sentence, Drawing(())
        if sentence not in self._told and len(self._told) < TOLD_MOST:
            self._told.add(sentence)
            self._failed(error)
        return True

    # Lines

    def count(self, scene: Scene) -> int:
        """How many lines there are, the head included."""
        lines = self.drawing.lines
        return len(lines) + len(self.drawing.head) if len(lines) else len(self._instead(scene))

    def index(self, y: int, scene: Scene) -> int:
        """Which line stands in line `y` of the view: among those that scroll, or negative in the head."""
        head = len(self.drawing.head) if len(self.drawing.lines) else 0
        return scene.top + y - head if y >= head else y - head

    def line(self, index: int, scene: Scene, ink: Ink) -> Line:
        """What stands in a line, by its `index`."""
        if not self.failure:
            try:
                return self._line(index, scene, ink)
            except Exception as error:
                self._fail(error, scene)
        return self._line(index, scene, ink)

    def _line(self, index: int, scene: Scene, ink: Ink) -> Line:
        drawing = self.drawing
        if index < 0:
            return drawing.head[index]
        if len(drawing.lines):
            return drawing.lines[index] if index < len(drawing.lines) else []
        instead = self._instead(scene)
        return [(instead[index], ink(LOST if self.failure else "muted"))] if index < len(instead) else []

    def _instead(self, scene: Scene) -> list[str]:
        """What stands there while there are no lines."""
        return _wrapped(self.failure or self.content.empty, max(LEAST, scene.width))

    def note(self, scene: Scene) -> str:
        """What the lower border says."""
        if self.failure:
            return ""
        try:
            return self.content.note(scene)
        except Exception as error:
            self._fail(error, scene)
            return ""

    # Keys and clicks

    def act(self, do: Callable[[Scene], Answer], scene: Scene) -> Answer:
        """Let the content act; it is drawn again afterwards, unless the answer is `NOT_MINE`."""
        if self.failure:
            return NOT_MINE
        try:
            self.content.watch(scene)  # what was selected since the last frame comes first
            answer = do(scene)
        except Exception as error:
            self._fail(error, scene)
            return NOT_MINE
        if answer is not NOT_MINE:
            self.forget()
        return answer

    def scrolled(self, scene: Scene) -> None:
        """Tell the content that the user has scrolled."""
        try:
            self.content.scrolled(scene)
        except Exception as error:
            self._fail(error, scene)

    def click_at(self, place: tuple[int, int], scene: Scene, ink: Ink, *, is_right: bool, at: tuple[int, int]) -> Click:
        """A click at this cell and line of the view, and at this cell of the screen."""
        x, y = place
        index = self.index(y, scene)
        return Click(x, y, index=index, line=self.line(index, scene, ink), is_right=is_right, at=at)


@lru_cache
def _wrapped(text: str, width: int) -> list[str]:
    """Asked for with each line."""
    return textwrap.wrap(text, width)
