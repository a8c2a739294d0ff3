"""The ground on which panes draw line by line: only visible lines, and of those only the ones that changed."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable
from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit
from zmqplay.ui.draw.border import frame_css
from zmqplay.ui.draw.ink import Inked, Line
from zmqplay.ui.draw.row import Row
from zmqplay.ui.play.view import View

SLOT_NS = 33_333_333
"""What changes by itself is drawn in one of so many slots of this length, so that not all panes are painted at once.

To paint takes the screen longer than to draw, and nobody reads thirty tables a second.
"""


class LinePane(Inked, can_focus=True):
    """A scrolling pane of lines. A subclass says how many there are and what stands in each."""

    DEFAULT_CSS = frame_css("LinePane")
    TITLE: ClassVar[str] = ""
    EMPTY: ClassVar[str] = ""
    """Shown while there are no lines: what would fill the pane."""
    EVERY: ClassVar[int] = 4
    """It is drawn in every fourth slot, as long as it changes all the time."""
    TURN: ClassVar[int] = 3
    """In which one of those."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self.border_title = self.TITLE
        self.view = View()
        self.now_ns = 0
        self._stamp: Hashable = None
        self._looked_at: Hashable = None
        self._due_ns = 0
        """When what changes by itself is drawn again."""
        self._drawn: dict[int, tuple[Line, Strip]] = {}

    # What a subclass draws

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        """Equal to the former one as long as nothing has to be drawn anew."""
        raise NotImplementedError

    def prepare(self, traffic: Traffic, width: int) -> int:
        """Work out what the lines have in common; return how many there are."""
        raise NotImplementedError

    def line(self, index: int) -> Line:
        """What stands in a line; it is cut or filled to the width."""
        raise NotImplementedError

    # Drawing

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Draw what changed; nothing while the view is paused, unless the user looks at something else."""
        if traffic is not self.traffic:
            self._due_ns = 0
        self.traffic, self.view, self.now_ns = traffic, view, now_ns
        if not self.is_mounted or not self.size:
            return
        looked_at = view.node, view.link, view.row, view.filter, view.search, view.time_mode
        if self._stamp is not None and looked_at == self._looked_at and (view.paused or now_ns < self._due_ns):
            return
        self._looked_at = looked_at
        stamp = self.stamp(traffic, view)
        if stamp != self._stamp:
            self._stamp = stamp
            self._due_ns = self._next_turn(now_ns)
            self.draw()

    def _next_turn(self, now_ns: int) -> int:
        """When the pane's next slot begins."""
        slot = now_ns // SLOT_NS + 1
        return (slot + (self.TURN - slot) % self.EVERY) * SLOT_NS

    def draw(self) -> None:
        """Bring the visible lines up to date, and let the terminal repaint those that differ."""
        if self.traffic is None:
            return
        self.forget_names()
        width, height = self.area
        self.count = self.prepare(self.traffic, width)
        self._set_height(self.count or len(self._empty(width)))
        width, height = self.area
        top = self.scroll_offset.y
        former, self._drawn = self._drawn, {}
        left, whole = self.gutter.left, self.outer_size.width  # Textual cuts what is painted only as far as the border
        changed = []
        for y in range(height):
            line = self._line(top + y, width)
            was = former.get(top + y)
            if was is not None and was[0] == line and was[1].cell_length == width:
                self._drawn[top + y] = was
            else:
                self._drawn[top + y] = line, self._strip(line, width)
                changed.append(Region(-left, y, whole, 1))
        if changed:
            self.refresh(*changed)

    def say_below(self, text: Content | str) -> None:
        """Put this into the lower border, and repaint no more than that, as setting the title would."""
        self._border_subtitle = Content(text) if isinstance(text, str) else text
        border = Region(0, self.outer_size.height - 1, self.outer_size.width, 1)
        self.refresh(border.translate(-self.content_offset))

    def redraw(self) -> None:
        """Draw everything anew: the size, the colours or the selection changed."""
        self._stamp = None
        if self.traffic is not None:
            self.show(self.traffic, self.view, self.now_ns)

    @property
    def area(self) -> Size:
        """Width and height of the lines."""
        return self.scrollable_content_region.size

    @property
    def rows_visible(self) -> int:
        """Lines that scroll, and that the view has room for."""
        return self.area.height

    def reveal(self, first: int, last: int) -> None:
        """Bring these into view, the first of them above all; move nothing if they are."""
        top = self.scroll_offset.y
        wanted = min(first, max(top, last - self.rows_visible + 1))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)

    count = 0
    """Lines that there are."""

    def render_line(self, y: int) -> Strip:
        """A visible line."""
        index = self.scroll_offset.y + y
        drawn = self._drawn.get(index)
        if drawn is None:
            width = self.area.width
            line = self._line(index, width)
            drawn = self._drawn[index] = line, self._strip(line, width)
        return drawn[1]

    def _line(self, index: int, width: int) -> Line:
        if self.traffic is not None and index < self.count:
            return self.line(index)
        empty = [] if self.count else self._empty(width)
        return [(empty[index], self.ink("muted"))] if index < len(empty) else []

    def _empty(self, width: int) -> list[str]:
        return _wrapped(self.EMPTY, max(8, width))

    def _strip(self, line: Line, width: int) -> Strip:
        """Exactly `width` cells."""
        segments, left = [], width
        for text, style in line:
            cells = len(text) if text.isascii() else cell_len(text)
            if cells > left:
                text, cells = cell_fit(text, left), left
            if cells:
                segments.append(Segment(text, style))
            left -= cells
        if left:
            ground = line[-1][1].bgcolor if line else None
            segments.append(Segment(" " * left, Style(bgcolor=ground) if ground else self.ink()))
        return Row(segments, width)

    def _set_height(self, lines: int) -> None:
        """Grow or shrink without a layout, except where the scroll bar comes or goes."""
        if lines == self.virtual_size.height:
            return
        size = Size(1, lines)
        room = self.container_size.height
        if (lines > room) != (self.virtual_size.height > room):
            self.virtual_size = size
            self._refresh_scrollbars()
        else:
            self.set_reactive(ScrollView.virtual_size, size)
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = lines
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def on_resize(self, _event: events.Resize) -> None:
        """Other widths mean other lines."""
        self._drawn.clear()
        self.redraw()
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme or the focus changed."""
        super().notify_style_update()
        self._drawn.clear()
        self._stamp = None


@lru_cache
def _wrapped(text: str, width: int) -> list[str]:
    """Asked for with each line."""
    return textwrap.wrap(text, width)


def node_stamps(traffic: Traffic) -> int:
    """A hash of what the panes show of the nodes: counts, rates, states. The same until something moved."""
    return hash(
        tuple(
            value
            for node in traffic.nodes.values()
            for value in (
                node.name, node.state, node.doing.reported_ns, node.rates.moved_ns, node.usage.cpu_percent,
                node.usage.memory_bytes,
                node.ignored, len(node.output), node.life.reason, node.work_ms, node.jitter_ms,
            )
        )
    )  # fmt: skip
