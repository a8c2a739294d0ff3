"""The user's place in the log: its end, which is followed, or a place that is held while more messages arrive."""

from __future__ import annotations

from collections import deque

from zmqplay.model.messages.held import grow, hold
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.view import View


class Cursor:
    """Keeps the selected message, the held log, and the message that stays on its line of the view."""

    def __init__(self) -> None:
        self.chosen: Message | None = None
        """The selected message."""
        self.held: MessageLog | None = None
        """The log since it was held, in which no message is dropped; None follows the live log."""
        self._held_at = 0
        """Messages that the live log had counted when it was held."""
        self._heard_row: int | None = None
        self._heard_message: Message | None = None
        """The view's row and message when the cursor last saw them."""
        self._asked: deque[Message | None] = deque(maxlen=32)
        """Messages that were chosen in this pane; the view has each only a moment later."""
        self._anchor: tuple[Message, int] | None = None
        """A message, and the line of the view on which the message stays."""
        self._wants_reveal = False
        self._is_listed = False
        """Whether the selected message was listed when its place was asked for last: a filter may hide it."""

    @property
    def is_following(self) -> bool:
        """Whether the view stays at the newest message."""
        return self.held is None

    def log(self, live: MessageLog) -> MessageLog:
        """The log to show: the held one, or else the live one."""
        return self.held or live

    def new(self, live: MessageLog) -> int:
        """The number of messages since the log was held; 0 while following."""
        return live.total - self._held_at if self.held else 0

    # Holding and following

    def hear(self, view: View, live: MessageLog, is_at_end: bool) -> None:
        """Take over a change of the view: another selected message, a pause, the end of a pause."""
        if view.row != self._heard_row or (view.row is not None and view.message is not self._heard_message):
            self._heard_row, self._heard_message = view.row, view.message
            chosen = None if view.row is None else view.message or live.row(view.row)
            if chosen in self._asked:
                while self._asked.popleft() is not chosen:
                    pass
            elif chosen is not self.chosen:
                self._take(live, chosen)
        if view.paused:
            self.hold(live)
        elif self.held is not None:
            grow(self.held, live)
            if self.chosen is None and view.row is None and is_at_end:
                self.held = None

    def _take(self, live: MessageLog, chosen: Message | None) -> None:
        """Go to a message that another pane has selected."""
        self.chosen = chosen
        if chosen is None:
            self.held = None
        else:
            self.hold(live)
            self._wants_reveal = True

    def hold(self, live: MessageLog) -> None:
        """Stop following: keep the log as it is, from now on."""
        if self.held is None:
            self.held, self._held_at = hold(live), live.total

    def choose(self, message: Message) -> None:
        """Select a message, on behalf of the user in this pane."""
        self.chosen = message
        self._asked.append(message)
        self._wants_reveal = True

    def follow(self) -> None:
        """Go back to the newest message, and follow it."""
        self.chosen = self.held = None
        if self._heard_row is not None or self._asked:
            self._asked.append(None)

    # The place in the view

    def top(self, listed: Listed, room: int, top: int) -> int:
        """The place of the first of `room` visible messages; `top` is the present one."""
        most = max(0, len(listed.rows) - room)
        if self.is_following:
            return most
        if self._anchor is not None:
            message, line = self._anchor
            top = max(0, min(listed.place(message) - line, most))
        was_listed, place = self._is_listed, listed.index(self.chosen)
        self._is_listed = place is not None
        if not (self._wants_reveal or (self._is_listed and not was_listed)):
            return top
        self._wants_reveal = False
        return top if place is None else min(place, max(top, place - room + 1))

    def drop_anchor(self, listed: Listed, room: int, top: int) -> None:
        """Keep the selected message on its line from now on, or, if that is out of view, the first visible message.

        While nothing is listed, the former message is kept: its place is gone back to when the filter is taken off.
        """
        place = listed.index(self.chosen)
        if place is None or not top <= place < top + room:
            place = top
        if place < len(listed.rows):
            self._anchor = listed.rows[place], place - top
