"""The content of a pane, apart from the widget that draws it, so that contents are tested without Textual or an app.

A content is a function of the traffic. Its `stamp` tells when the lines have changed, `draw` makes the lines, and keys
and clicks are answered with the user's selection. Only the user's arrangement of a pane (an order, a chosen line) is
kept in the content.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple, Protocol

from zmqplay.control.guide import Guide
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import wall_clock
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, Selection
from zmqplay.ui.view import View


@dataclass(slots=True)
class Scene:
    """Everything that a content draws from: the traffic, the view, the time, and the size of the pane."""

    traffic: Traffic
    view: View
    now_ns: int
    guide: Callable[[], Guide]
    """Returns the guide of the source: the lesson, and the code of the roles."""
    width: int = 0
    height: int = 0
    """`width` is the cells of a line, `height` the visible lines, the head included."""
    top: int = 0
    """The index of the first visible line below the head."""
    count: int = 0
    """Lines of the last drawing, the head included."""
    is_animated: bool = True
    """Whether animations run."""

    @property
    def nodes(self) -> Mapping[str, NodeTraffic]:
        """The nodes that are shown: all, but for ended ones that were put out of sight."""
        nodes, unseen = self.traffic.nodes, self.view.out_of_sight
        return (
            {name: node for name, node in nodes.items() if (name, node.life.number) not in unseen} if unseen else nodes
        )

    def wall_clock(self, time_ns: int) -> str:
        """A time of the traffic as the time of day, e.g. 12:01:02.123."""
        return wall_clock(time_ns, self.view.wall_offset_ns)

    @property
    def is_at_end(self) -> bool:
        """Whether the last line is in view."""
        return self.top + self.height >= self.count

    def revealing(self, first: int, last: int, head: int = 0) -> int:
        """The `top` that brings lines `first` to `last` into view with the least scrolling; `first` has precedence."""
        return min(first, max(self.top, last - (self.height - head) + 1))


class Lines(Protocol):
    """Lines by index: a list, or `LazyLines`."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Line: ...


class LazyLines:
    """Lines that are made only when they come into view; there may be a hundred thousand."""

    def __init__(self, count: int, line: Callable[[int], Line]) -> None:
        self._count, self._line = count, line

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int, /) -> Line:
        return self._line(index)


Beside = tuple[str, int]
"""A safe text in the upper border, and its shade: percent of the text colour."""


@dataclass(slots=True)
class Drawing:
    """The result of one drawing of a content."""

    lines: Lines
    """The lines that scroll; none if the content is empty."""
    head: Sequence[Line] = ()
    """The lines that stay at the top."""
    top: int | None = None
    """The line to scroll to; None leaves the view where it is."""
    beside: Sequence[Beside] | None = None
    """Texts beside the title in the upper border, unless the pane shares its place; None leaves the former ones."""


class NotMine(Enum):
    """The type of `NOT_MINE`."""

    NOT_MINE = 0


NOT_MINE: Final = NotMine.NOT_MINE
"""The answer to a key or click that means nothing to the content now; the screen's binding of the key then acts."""

Answer = Selection | NotMine | None
"""A content's answer to a key or click: the selection if the screen must act on it, None if not."""


class PaneKey(NamedTuple):
    """A key that only one pane has."""

    keys: str
    """Textual's names of the keys that do this, with commas between, e.g. `up,k`."""
    about: str
    """One line for the help."""
    press: Callable[[Scene], Answer]
    label: str = ""
    """One or two words for the key line; empty if the key only moves the selection."""


class LinesNeeded(NamedTuple):
    """The lines that a content needs."""

    least: int
    """With fewer lines, the content shows less than it should."""
    whole: int
    """With more lines, the content shows no more."""


class Content(ABC):
    """The content of one pane, for one source at a time."""

    empty: str = ""
    """The sentence to show while there are no lines; it says what would fill the pane."""
    every: int = 4
    turn: int = 3
    """A content that changes all the time is drawn in slot `turn` of each `every` slots: see `slots`."""
    keys: Sequence[PaneKey] = ()
    lines_needed = LinesNeeded(0, 0)
    """The lines that the content needs, as last drawn; zeros if it takes whatever it gets."""
    addresses_beside = False
    """Whether the texts beside the title hold the addresses, so that they need not stand elsewhere on the screen."""

    @property
    def is_urgent(self) -> bool:
        """Whether the content is to be drawn without waiting for its slot."""
        return False

    def forget(self) -> None:
        """Drop everything that is kept of the traffic, since another traffic is shown from now on."""
        return

    def watch(self, scene: Scene) -> None:
        """Look at the scene; called in each frame, even while the view is paused and outside of the content's slot."""
        del scene

    @abstractmethod
    def stamp(self, scene: Scene) -> Hashable:
        """A value that stays equal as long as the lines do; called often, so it must be cheap."""

    @abstractmethod
    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        """Draw all lines; the pane cuts or fills each to its width."""

    def note(self, scene: Scene) -> str:
        """The text of the lower border, safe to draw; called in each frame."""
        del scene
        return ""

    def click(self, scene: Scene, click: Click) -> Answer:
        """Answer a click of the mouse."""
        del scene, click
        return NOT_MINE

    def wheel(self, scene: Scene, click: Click, by: int) -> Answer:
        """Scroll the part under the mouse, if it has a scroll position of its own, one line down (1) or up (-1)."""
        del scene, click, by
        return NOT_MINE

    def scrolled(self, scene: Scene) -> None:
        """Note that the user has scrolled the pane."""
        del scene
