"""The messages as a log that follows its tail: any number a second may arrive, only the visible ones are drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from zmqplay.session.messages import KEPT, Message, MessageLog
from zmqplay.session.traffic import Traffic
from zmqplay.ui.panes.filtering import Matches
from zmqplay.ui.panes.lines import Line, LinePane
from zmqplay.ui.panes.message_line import Columns, columns, draw_message, preview_width, receivers
from zmqplay.ui.panes.selection import RowSelected
from zmqplay.ui.text import count, safe
from zmqplay.ui.view import View

HELD_MOST = 2 * KEPT
"""A log that stands still grows at its end up to here."""


class Messages(LinePane):
    """The log. It follows until the user scrolls up or selects a row, and again from End."""

    TITLE = "Messages"
    EMPTY = "Nothing yet. Type a message below, or press ] for traffic."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "oldest", "Oldest", show=False),
        Binding("end,G,f", "follow", "Follow", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._held: MessageLog | None = None
        """The log as it stood when following ended; None follows."""
        self._matches: Matches | None = None
        self._numbers: Sequence[int] = ()
        self._shape = Columns()
        self._sender_width = self._receiver_width = self._preview_width = 6
        self._row: int | None = None
        self._heard_row: int | None = None
        """The view's row when it was last looked at."""
        self._asked_rows: deque[int | None] = deque(maxlen=32)
        """Rows that were chosen here, of which the view learns a moment later."""
        self._own_scroll = False
        self._said = ""

    @property
    def following(self) -> bool:
        """The newest row is in view and stays so."""
        return self._held is None

    # Drawing

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Draw what changed; when the view is paused, only say how much is new."""
        if traffic is not self.traffic:
            self._held = self._matches = None
        self._hear(traffic, view)
        super().show(traffic, view, now_ns)
        self._say(traffic, view)

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        states = tuple(node.state for node in traffic.nodes.values())
        shown = -1 if view.paused else traffic.messages.version
        settled = traffic.ledger.totals.in_flight == 0
        return shown, view.filter, self._row, id(self._held), states, settled and not view.paused

    def prepare(self, traffic: Traffic, width: int) -> int:
        source = self._source(traffic)
        self._numbers = self._find(source)
        height = self.area.height
        top = len(self._numbers) - height if self.following else self.scroll_offset.y
        for number in self._numbers[max(0, top) : max(0, top) + height]:
            if message := source.row(number):
                self._widen(message, width)
        self._shape = columns(width, self._sender_width, self._receiver_width, self._preview_width)
        return len(self._numbers)

    def line(self, index: int) -> Line:
        assert self.traffic is not None
        if index >= len(self._numbers):
            return []
        message = self._source(self.traffic).row(self._numbers[index])
        if message is None:
            return []
        ground = "cursor" if message.row == self._row else ""
        return draw_message(self, self.traffic, message, self._shape, ground)

    def _widen(self, message: Message, width: int) -> None:
        """Columns only grow, so that lines do not jump."""
        self._sender_width = max(self._sender_width, cell_len(safe(message.sender, 40)))
        names = receivers(message, 32 if width >= 110 else 0)
        self._preview_width = max(self._preview_width, preview_width(message))
        self._receiver_width = max(self._receiver_width, sum(map(cell_len, names)) + 2 * len(names) - 2)

    def _source(self, traffic: Traffic) -> MessageLog:
        return self._held or traffic.messages

    def _find(self, source: MessageLog) -> Sequence[int]:
        if not self.view.filter:
            self._matches = None
            return range(source.first, source.total)
        if self._matches is None or self._matches.log is not source or self._matches.text != self.view.filter:
            self._matches = Matches(source, self.view.filter)
        self._matches.update()
        return self._matches.rows

    def _set_height(self, lines: int) -> None:
        self._own_scroll = True
        super()._set_height(lines)
        if self.following:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self._own_scroll = False

    def _say(self, traffic: Traffic, view: View) -> None:
        """How much there is, in the border."""
        log = traffic.messages
        if view.filter:
            found = f"{count(len(self._numbers))} of {count(len(self._source(traffic).rows))}"
            text = f"{found} · {safe(view.filter, 30)}"
        elif traffic.following.sampled:
            text = f"{count(max(log.total, traffic.ledger.totals.sent))} seen, a sample is shown"
        else:
            shown = "all shown" if log.total <= KEPT else f"the last {count(KEPT)} shown"
            text = f"{count(log.total)} seen, {shown}"
        new = log.total - self._held.total if self._held else 0
        if new or view.paused:
            text += f" · {count(new)} new"
        else:
            text += " · following" if self.following else " · held, End follows"
        if text != self._said:
            self._said = text
            self.say_below(text if log.total else "")

    # Holding and following

    def _hear(self, traffic: Traffic, view: View) -> None:
        """Take over what the view says: another row, a pause, the end of it."""
        if view.row != self._heard_row:
            self._heard_row = view.row
            if view.row in self._asked_rows:
                while self._asked_rows.popleft() != view.row:
                    pass
            elif view.row != self._row:
                self._take_row(traffic, view.row)
        if view.paused:
            self._hold(traffic)
        elif self._held is not None:
            self._grow(self._held, traffic.messages)
            if self._row is None and view.row is None and self.scroll_offset.y >= self.max_scroll_y:
                self._held = None

    def _take_row(self, traffic: Traffic, row: int | None) -> None:
        self._row = row
        if row is None:
            self._held = None
        else:
            self._hold(traffic)
            self.call_next(self._reveal)

    def _hold(self, traffic: Traffic) -> None:
        if self._held is None:
            held = MessageLog()
            held.rows = deque(traffic.messages.rows)
            held.total, held.version = traffic.messages.total, traffic.messages.version
            self._held = held

    @staticmethod
    def _grow(held: MessageLog, log: MessageLog) -> None:
        """Append what came since, as long as there is room and no gap."""
        held.version = log.version
        room = HELD_MOST - len(held.rows)
        if log.first > held.total or room <= 0 or log.total == held.total:
            return
        for number in range(held.total, min(log.total, held.total + room)):
            if message := log.row(number):
                held.rows.append(message)
        held.total = min(log.total, held.total + room)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._own_scroll and self.traffic is not None and new_value < self.max_scroll_y:
            self._hold(self.traffic)

    # Selecting

    def _select(self, index: int) -> None:
        if not self._numbers or self.traffic is None:
            return
        index = max(0, min(len(self._numbers) - 1, index))
        self._hold(self.traffic)
        self._choose(self._numbers[index])
        self._reveal()
        self.draw()

    def _choose(self, row: int | None) -> None:
        """Show the choice at once, and tell it."""
        self._row, self._heard_row = row, self.view.row
        self._asked_rows.append(row)
        chosen = None if row is None or self.traffic is None else self._source(self.traffic).row(row)
        self.post_message(RowSelected(row, chosen))

    def _reveal(self) -> None:
        """Bring the selected row into view, and move nothing if it is."""
        index = self._index()
        top, height = self.scroll_offset.y, self.area.height
        if index is not None and not top <= index < top + height:
            self.scroll_to(y=index if index < top else index - height + 1, animate=False)

    def _index(self) -> int | None:
        if self._row is None or self._row not in self._numbers:
            return None
        return self._numbers.index(self._row)

    def action_move(self, by: int) -> None:
        """Select the row before or after; without a selection the last visible one."""
        index = self._index()
        if index is None:
            below = min(len(self._numbers), self.scroll_offset.y + self.area.height)
            index = below if by < 0 else below - 1 - by
        self._select(index + by)

    def action_page(self, by: int) -> None:
        """Select a page further."""
        self.action_move(by * max(1, self.area.height - 1))

    def action_oldest(self) -> None:
        """Select the oldest row."""
        self._select(0)

    def action_follow(self) -> None:
        """Go back to the newest row, and stay there."""
        self._held = None
        self._choose(None)
        self.draw()

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked."""
        if (offset := event.get_content_offset(self)) is not None:
            self._select(self.scroll_offset.y + offset.y)
