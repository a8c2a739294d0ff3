"""Where the user is in the log: at its end, which is followed, or at a place that is held while more arrives."""

from __future__ import annotations

from collections import deque

from zmqplay.model.messages.held import grow, hold
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.view import View


class Cursor:
    """The selected message, the held log, and the message that stays on its line whatever comes before it."""

    def __init__(self) -> None:
        self.chosen: Message | None = None
        """The selected message."""
        self.held: MessageLog | None = None
        """The log as it was when following ended, and what came since; None follows the live log."""
        self._held_at = 0
        """How many messages there had been then."""
        self._heard_row: int | None = None
        self._heard_message: Message | None = None
        """The row and the message of the view when it was last looked at."""
        self._asked: deque[Message | None] = deque(maxlen=32)
        """Messages that were chosen here; the view learns of each a moment later."""
        self._anchor: tuple[Message, int] | None = None
        """A message, and the line of the view on which it stays."""
        self._wants_reveal = False

    @property
    def is_following(self) -> bool:
        """The newest message is in view and stays so."""
        return self.held is None

    def log(self, live: MessageLog) -> MessageLog:
        """The log that is shown: the held one, or the live one."""
        return self.held or live

    def new(self, live: MessageLog) -> int:
        """How many messages have come since the log is held."""
        return live.total - self._held_at if self.held else 0

    # Holding and following

    def hear(self, view: View, live: MessageLog, is_at_end: bool) -> None:
        """Take over what the view says: another message, a pause, the end of a pause."""
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
        """Another pane has selected this message."""
        self.chosen = chosen
        if chosen is None:
            self.held = None
        else:
            self.hold(live)
            self._wants_reveal = True

    def hold(self, live: MessageLog) -> None:
        """Let the log stand still from now on."""
        if self.held is None:
            self.held, self._held_at = hold(live), live.total

    def choose(self, message: Message) -> None:
        """The user selects a message here."""
        self.chosen = message
        self._asked.append(message)
        self._wants_reveal = True

    def follow(self) -> None:
        """The user goes back to the newest message, and stays there."""
        self.chosen = self.held = None
        self._asked.append(None)

    # The place in the view

    def top(self, listed: Listed, room: int, top: int) -> int:
        """The place of the first visible message, of `room`; `top` is where the view is now."""
        most = max(0, len(listed.rows) - room)
        if self.is_following:
            return most
        if self._anchor is not None:
            message, line = self._anchor
            top = max(0, min(listed.place(message) - line, most))
        place = listed.index(self.chosen) if self._wants_reveal else None
        self._wants_reveal = False
        return top if place is None else min(place, max(top, place - room + 1))

    def drop_anchor(self, listed: Listed, room: int, top: int) -> None:
        """From now on the selected message stays on its line if it is in view, or else the first visible one."""
        place = listed.index(self.chosen)
        if place is None or not top <= place < top + room:
            place = top
        self._anchor = (listed.rows[place], place - top) if place < len(listed.rows) else None
