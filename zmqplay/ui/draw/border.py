"""The border of the panes, so that all have the same one, whether they draw lines or hold widgets."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rich.segment import Segment
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from zmqplay.ui.draw.row import Row


def frame_css(name: str) -> str:
    """The border that all panes have: thin, round, with the title in it."""
    return f"""
    {name} {{
        background: $background; border: round $foreground 20%; padding: 0 0 0 1; overflow-x: hidden;
        scrollbar-gutter: stable;
        border-title-color: $foreground 65%; border-title-style: bold; border-subtitle-color: $foreground 45%;
        scrollbar-size-vertical: 1; scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 20%;
        scrollbar-color-hover: $foreground 35%; scrollbar-color-active: $accent;
    }}
    {name}:focus {{ border: round $accent; border-title-color: $accent; }}
    """


class Bordered(ScrollView):
    """Puts its rows between the borders itself: Textual looks up every style anew for each row that has changed.

    Painting takes two thirds of the time that way (measured: 16 workers, 1,000 messages a second, 200x60).
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._above: tuple[Hashable, Strip] | None = None
        self._below: tuple[Hashable, Strip] | None = None
        """The borders, each with what it was made of."""
        self._sides: tuple[Segment, Segment] | None = None
        self._framed: dict[int, tuple[Strip, Strip]] = {}
        """Of each row what it holds, and how it looks between the borders."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The panes have true colours, which need not be looked at one by one."""
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def render_lines(self, crop: Region) -> list[Strip]:
        width, height = self.outer_size
        if crop != Region(0, 0, width, height) or height < 3 or self.get_line_filters():
            return super().render_lines(crop)
        above = self._above = self._border(self._above, (self._border_title, width), 0)
        below = self._below = self._border(self._below, (self._border_subtitle, width, height), height - 1)
        return [above[1], *(self._row(y, width) for y in range(height - 2)), below[1]]

    def _border(self, known: tuple[Hashable, Strip] | None, made_of: Hashable, y: int) -> tuple[Hashable, Strip]:
        if known is not None and known[0] == made_of:
            return known
        return made_of, super().render_lines(Region(0, y, self.outer_size.width, 1))[0]

    def _row(self, y: int, width: int) -> Strip:
        held = self.render_line(y)
        row = self._framed.get(y)
        if row is None or row[0] is not held or row[1].cell_length != width:
            if self._sides is None:
                first, *_, last = super().render_lines(Region(0, 1, width, 1))[0]
                self._sides = Segment(f"{first.text} ", first.style), last
            left, right = self._sides
            end = Segment(" " * (width - 3 - held.cell_length) + right.text, right.style)
            row = self._framed[y] = held, Row([left, *held, end], width)
        return row[1]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._above = self._below = self._sides = None
        self._framed.clear()
