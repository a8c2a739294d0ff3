"""Messages one below the other, of which one is selected; the search goes from one that it lets through to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.messages.messages import Message
from zmqplay.ui.panes.log.log_rows import LogRows
from zmqplay.ui.panes.selection import RowOpened, RowSelected


class MessageRows(LogRows):
    """It follows until the user scrolls up or selects a message, and again from End."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "oldest", "Oldest", show=False),
        Binding("end,G,f", "follow", "Follow", show=False),
    ]

    def _select(self, place: int) -> None:
        if not self._shown or self.traffic is None:
            return
        message = self._shown[max(0, min(len(self._shown) - 1, place))]
        self._hold(self.traffic)
        self._choose(message)
        self._reveal()
        self._drop_anchor()
        self.draw()

    def _choose(self, message: Message | None) -> None:
        """Show the choice at once, and tell it."""
        self._chosen = message
        self._asked.append(message)
        self.post_message(RowSelected(None if message is None else message.row, message))

    def action_move(self, by: int) -> None:
        """Select the message before or after; without a selection the last visible one."""
        place = self._index()
        if place is None:
            below = min(len(self._shown), self.scroll_offset.y + self.rows_visible)
            place = below if by < 0 else below - 1 - by
        self._select(place + by)

    def action_page(self, by: int) -> None:
        """Select a page further."""
        self.action_move(by * max(1, self.rows_visible - 1))

    def action_oldest(self) -> None:
        """Select the oldest message."""
        self._select(0)

    def action_follow(self) -> None:
        """Go back to the newest message, and stay there."""
        self._held = None
        self._choose(None)
        self.draw()

    def find(self, by: int) -> bool:
        """Select the next message (1) or the one before (-1) that the search lets through; False if there is none."""
        if not self._shown:
            return False
        place = self._index()
        if place is None:
            place = self.scroll_offset.y - 1 if by > 0 else self.scroll_offset.y + self.rows_visible
        hit = next((at for at, message in self._onwards(place, by) if self._criteria(message)), None)
        if hit is not None:
            self._select(hit)
        return hit is not None

    def _onwards(self, place: int, by: int) -> Iterator[tuple[int, Message]]:
        """All others from a place on, and from the other end on to it."""
        length = len(self._shown)
        if by > 0:
            yield from enumerate(islice(self._shown, place + 1, None), place + 1)
            yield from enumerate(islice(self._shown, max(0, place)))
            return
        for begin, end in ((length - min(place, length), length), (0, length - 1 - min(place, length - 1))):
            for back, message in enumerate(islice(reversed(self._shown), begin, end), begin):
                yield length - 1 - back, message

    def on_click(self, event: events.Click) -> None:
        """Select the message that was clicked; open the one that is selected."""
        offset = event.get_content_offset(self)
        place = None if offset is None else self.row_at(offset.y)
        if place is not None:
            if place == self._index():
                self.post_message(RowOpened())
            else:
                self._select(place)
