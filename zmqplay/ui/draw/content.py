"""What a pane shows, apart from the widget that draws it: a content knows no Textual and is tested without an app.

A content is a function of the traffic. It says when there is something new (`stamp`), gives the lines (`draw`), and
answers keys and clicks with what was selected. What the user has arranged in it (an order, a chosen line) is its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple, Protocol

from zmqplay.control.source import Guide
from zmqplay.model.traffic import Traffic
from zmqplay.text import wall_clock
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, Selection
from zmqplay.ui.view import View


@dataclass(slots=True)
class Scene:
    """What a content draws from: the traffic, what the user looks at, the time, and the room in the pane."""

    traffic: Traffic
    view: View
    now_ns: int
    guide: Callable[[], Guide]
    """What there is to read about the source: the lesson, and the code of the roles."""
    width: int = 0
    height: int = 0
    """Cells of a line, and lines of the view, the head included."""
    top: int = 0
    """The first visible line of those that scroll."""
    count: int = 0
    """How many lines were drawn the last time, the head included."""
    is_animated: bool = True
    """Things may move by themselves."""

    def wall_clock(self, time_ns: int) -> str:
        """A time of the traffic as the time of day: 12:01:02.123."""
        return wall_clock(time_ns, self.view.wall_offset_ns)

    @property
    def is_at_end(self) -> bool:
        """The last line is in view, as far as the view is scrolled."""
        return self.top + self.height >= self.count

    def revealing(self, first: int, last: int, head: int = 0) -> int:
        """The top at which lines `first` to `last` are in view, the first above all; as it is now if they are."""
        return min(first, max(self.top, last - (self.height - head) + 1))


class Lines(Protocol):
    """Lines by their places: a list, or `LazyLines`."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Line: ...


class LazyLines:
    """Lines that are made when they come into view: of a hundred thousand, those that are seen."""

    def __init__(self, count: int, line: Callable[[int], Line]) -> None:
        self._count, self._line = count, line

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int, /) -> Line:
        return self._line(index)


Beside = tuple[str, int]
"""A safe text in the upper border, and its shade: how many percent of the text colour it has."""


@dataclass(slots=True)
class Drawing:
    """What a content has drawn."""

    lines: Lines
    """Those that scroll; none where the content is empty."""
    head: Sequence[Line] = ()
    """Those that stay above them."""
    top: int | None = None
    """Where the view is to be scrolled to; None leaves it where it is."""
    beside: Sequence[Beside] | None = None
    """What the upper border says beside the title, where the pane does not share its place; None leaves it as it is."""


class NotMine(Enum):
    """See `NOT_MINE`."""

    NOT_MINE = 0


NOT_MINE: Final = NotMine.NOT_MINE
"""The answer to a key or click that means nothing to the content now; a key then does what it does on the screen."""

Answer = Selection | NotMine | None
"""What a content answers to a key or click: what the user selected, if that concerns others."""


class PaneKey(NamedTuple):
    """A key that one pane has."""

    keys: str
    """By Textual's names, with a comma between those that do the same: `up,k`."""
    about: str
    """One line for the help."""
    press: Callable[[Scene], Answer]
    label: str = ""
    """One or two words for the line of keys; empty where the key moves about only."""


class Content(ABC):
    """What one pane shows, of one source at a time."""

    empty: str = ""
    """Shown while there are no lines: what would fill the pane."""
    every: int = 4
    turn: int = 3
    """While it changes all the time, it is drawn in one of `every` slots, the `turn`th: see `slots`."""
    keys: Sequence[PaneKey] = ()

    @property
    def is_urgent(self) -> bool:
        """It does not wait for its turn."""
        return False

    def forget(self) -> None:
        """Let go of what is known of the former traffic: another one is shown from now on."""
        return

    def watch(self, scene: Scene) -> None:
        """Look at each frame, also while the view is paused and when it is not the content's turn."""
        del scene

    @abstractmethod
    def stamp(self, scene: Scene) -> Hashable:
        """Equal to the former one as long as the lines are the same; asked often, so cheap."""

    @abstractmethod
    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        """The lines; each is cut or filled to the width."""

    def note(self, scene: Scene) -> str:
        """What the lower border says, safe to draw; asked for each frame."""
        del scene
        return ""

    def click(self, scene: Scene, click: Click) -> Answer:
        """Take a click of the mouse."""
        del scene, click
        return NOT_MINE

    def wheel(self, scene: Scene, click: Click, by: int) -> Answer:
        """Scroll what is under the mouse, if it scrolls by itself, one line down (1) or up (-1)."""
        del scene, click, by
        return NOT_MINE

    def scrolled(self, scene: Scene) -> None:
        """Take note that the user has scrolled the pane."""
        del scene
