"""The vertical scroll bar: its thumb is half a cell wide, so that the text beside it stands apart."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender

THUMB = "▐"
ABOVE, GRAB, BELOW = ({"@mouse.down": does} for does in ("scroll_up", "grab", "scroll_down"))
"""What a press of the mouse on each part of the bar does, as Textual names it."""


class SlimBar(ScrollBarRender):
    """Draws vertical bars in whole cells; horizontal ones are Textual's."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = Color.parse("#555555"),  # noqa: B008  # Textual's own signature
        bar_color: Color = Color.parse("bright_magenta"),  # noqa: B008
    ) -> Segments:
        if not vertical or not window_size or virtual_size <= window_size:
            return super().render_bar(
                size, virtual_size, window_size, position, thickness, vertical, back_color, bar_color
            )
        first, last = _thumb(size, virtual_size, window_size, position)

        def part(text: str, does: dict[str, str]) -> Segment:
            return Segment(text.rjust(thickness), Style(color=bar_color, bgcolor=back_color, meta=does))

        above, thumb, below = part(" ", ABOVE), part(THUMB, GRAB), part(" ", BELOW)
        return Segments([above] * first + [thumb] * (last - first) + [below] * (size - last), new_lines=True)


def _thumb(size: int, lines: float, shown: float, position: float) -> tuple[int, int]:
    """The first cell of the thumb, and the cell after its last: at an end of the bar only at that end of the lines."""
    length = max(1, min(size - 1, round(size * shown / lines)))
    free, share = size - length, position / (lines - shown)
    first = round(free * share)
    if free > 1:
        first = max(1, min(free - 1, first)) if 0 < share < 1 else first
    return first, first + length


def use() -> None:
    """Let Textual draw every scroll bar this way."""
    ScrollBar.renderer = SlimBar
