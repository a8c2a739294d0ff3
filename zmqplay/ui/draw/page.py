"""A content as last drawn: the page decides when to draw again, gives each line, and passes on keys and clicks.

A page does not use Textual. If a content fails, its page shows the failure, and draws it again in its next slot.
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
"""Different failures of one content that are passed on."""
LEAST = 8
"""Cells of the narrowest line into which a sentence is wrapped."""
NOT_ASKED = object()
"""The stamp of a content that is drawn whatever its stamp is, which may be None."""


class PanePage:
    """Draws a content only as often as needed, and keeps its last drawing."""

    def __init__(self, content: Content, failed: Failed) -> None:
        """`failed` is called once for each different failure, at most TOLD_MOST times."""
        self.content = content
        self.slots = Slots(content.every, content.turn)
        self.drawing = Drawing(())
        self.failure = ""
        """The failure that is shown in place of the lines, as a sentence; empty if there is none."""
        self._failed = failed
        self._told: set[str] = set()
        """Failures that were passed on."""
        self._stamp: Hashable = NOT_ASKED
        self._looked_at: Hashable = None
        self._head_before = 0

    # Drawing

    def is_due(self, scene: Scene) -> bool:
        """Whether the content must be drawn again; in a paused view, only if the selection or the filter changed."""
        try:
            self.content.watch(scene)
            return self._has_changed(scene)
        except Exception as error:  # a failure in one pane must not stop the others
            return self._fail(error, scene)

    def _has_changed(self, scene: Scene) -> bool:
        view = scene.view
        chosen = view.node, view.link, view.row, view.marks, view.notes, view.compared
        looked_at = chosen, view.filter, view.search, view.time_mode, len(view.tried)
        waits = view.paused or not (self.content.is_urgent or self.slots.has_come(scene.now_ns))
        if self._stamp is not NOT_ASKED and looked_at == self._looked_at and waits:
            return False
        self._looked_at = looked_at
        stamp = self.content.stamp(scene)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self.failure = ""  # the content is drawn again
        self.slots.take(scene.now_ns)
        return True

    def draw(self, scene: Scene, ink: Ink) -> None:
        """Draw the content, unless it has failed already."""
        if self.failure:
            return
        ink.see(scene.traffic.nodes)
        try:
            self.drawing = self.content.draw(scene, ink)
        except Exception as error:
            self._fail(error, scene)

    def forget(self) -> None:
        """Make the next drawing a whole one, since the size, the colours or the user's arrangement changed."""
        self._stamp = NOT_ASKED

    def replace(self) -> None:
        """Begin again, since another traffic is shown from now on."""
        self.content.forget()
        self.slots.free()
        self._stamp = NOT_ASKED

    def _fail(self, error: Exception, scene: Scene) -> bool:
        """Show the failure in place of the lines; False if the same failure is shown already."""
        self.slots.take(scene.now_ns)
        sentence = safe(f"A fault of zmqplay in this pane: {type(error).__name__}: {error}")
        self._stamp = sentence  # equals no stamp, so the content is tried again
        if sentence == self.failure:
            return False
        self.failure, self.drawing = sentence, Drawing(())
        if sentence not in self._told and len(self._told) < TOLD_MOST:
            self._told.add(sentence)
            self._failed(error)
        return True

    # Lines

    def count(self, scene: Scene) -> int:
        """The number of lines, the head included."""
        lines = self.drawing.lines
        return len(lines) + len(self.drawing.head) if len(lines) else len(self._instead(scene))

    def index(self, y: int, scene: Scene) -> int:
        """The index of the line at `y` in the view; negative in the head, else counted below the head and from 0."""
        head = self._head
        return scene.top + y - head if y >= head else y - head

    @property
    def _head(self) -> int:
        """The number of lines in the head, which is drawn only above lines."""
        return len(self.drawing.head) if len(self.drawing.lines) else 0

    def has_moved(self) -> bool:
        """Whether lines stand elsewhere in the view than when this was asked last, since the head has come or gone."""
        before, self._head_before = self._head_before, self._head
        return before != self._head

    def line(self, index: int, scene: Scene, ink: Ink) -> Line:
        """The line with this `index`; see the method `index`."""
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
        """The sentence to show while there are no lines, wrapped."""
        return _wrapped(self.failure or self.content.empty, max(LEAST, scene.width))

    def note(self, scene: Scene) -> str:
        """The text of the lower border."""
        if self.failure:
            return ""
        try:
            return self.content.note(scene)
        except Exception as error:
            self._fail(error, scene)
            return ""

    # Keys and clicks

    def act(self, do: Callable[[Scene], Answer], scene: Scene) -> Answer:
        """Let the content act; unless it answers `NOT_MINE`, the next frame draws it again."""
        if self.failure:
            return NOT_MINE
        try:
            self.content.watch(scene)  # the content first learns of selections since the last frame
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
        """A click at `place`, cell and line of the view, which is `at` this cell of the screen."""
        x, y = place
        index = self.index(y, scene)
        return Click(x, y, index=index, line=self.line(index, scene, ink), is_right=is_right, at=at)


@lru_cache
def _wrapped(text: str, width: int) -> list[str]:
    """Wrap a sentence; cached, since each line of the view asks for it."""
    return textwrap.wrap(text, width)
