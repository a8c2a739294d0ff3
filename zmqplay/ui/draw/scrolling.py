"""The scrollable height of a pane, which changes up to thirty times a second, so without a layout."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView

from zmqplay.ui import textual_private


def set_lines(pane: ScrollView, lines: int) -> None:
    """Set the number of lines that a pane scrolls through; only a scroll bar that comes or goes causes a layout."""
    if lines == pane.virtual_size.height:
        return
    size = Size(1, lines)
    room = pane.container_size.height
    if (lines > room) != (pane.virtual_size.height > room):
        pane.virtual_size = size
        textual_private.refresh_scroll_bars(pane)
    else:
        pane.set_reactive(ScrollView.virtual_size, size)
        if pane.show_vertical_scrollbar:
            pane.vertical_scrollbar.window_virtual_size = lines
    if pane.scroll_offset.y > pane.max_scroll_y:
        pane.scroll_to(y=pane.max_scroll_y, animate=False, force=True)
