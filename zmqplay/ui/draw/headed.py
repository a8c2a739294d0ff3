"""The ground of the panes that are tables: lines at the top that stay, and rows that scroll below them."""

from __future__ import annotations

from typing import ClassVar

from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane


class HeadedPane(LinePane):
    """A subclass counts the lines of the head too when it prepares."""

    HEAD: ClassVar[int] = 1
    """Lines that stay."""

    def head_line(self, index: int) -> Line:
        """A line that stays."""
        raise NotImplementedError

    def row_line(self, index: int) -> Line:
        """A line below those."""
        raise NotImplementedError

    def line(self, index: int) -> Line:
        place = index - self.scroll_offset.y
        return self.head_line(place) if place < self.HEAD else self.row_line(index - self.HEAD)

    @property
    def rows_visible(self) -> int:
        """Rows that the view has room for."""
        return max(0, self.area.height - self.HEAD)

    def row_at(self, y: int) -> int | None:
        """The row in this line of the view; None in the head."""
        return self.scroll_offset.y + y - self.HEAD if y >= self.HEAD else None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.HEAD:
            self._drawn.clear()  # what stands below the head is not what stood there
