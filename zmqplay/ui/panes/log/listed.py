"""The messages that pass the filter, oldest first, and the place of each among them."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice

from zmqplay.model.messages.filters import Criteria, Matches, row_of
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.reading.fate import sums_of_fates
from zmqplay.model.traffic import Traffic
from zmqplay.ui.panes.log.meant import criteria_of, understood
from zmqplay.ui.view import View

LOOK_BACK = 200
"""How far before the place given by its row number a message of a live log may be."""


class Listed:
    """Keeps the list up to date by looking only at new messages, however long the log is."""

    def __init__(self) -> None:
        self.rows: Sequence[Message] = ()
        self._matches: Matches | None = None
        self._criteria = Criteria("")

    def update(self, log: MessageLog, view: View, traffic: Traffic) -> None:
        """Take over new messages of the log, which may be held, and the view's filter and search."""
        if self._criteria.text != view.search:
            self._criteria = understood(view.search, traffic)
        asked = view.filter, view.link
        if not any(asked):
            self._matches = None
            self.rows = log.rows
            return
        sums = sums_of_fates(traffic)
        if self._matches is None or self._matches.log is not log or self._matches.asked != asked:
            self._matches = Matches(log, criteria_of(view, traffic), sums)
        self._matches.update(sums)
        self.rows = self._matches.found

    def passes(self, message: Message) -> bool:
        """Whether the filter lets a message into the list."""
        return self._matches is None or self._matches.criteria(message)

    @property
    def is_done(self) -> bool:
        """Whether the filter has gone through the whole log."""
        return self._matches is None or self._matches.is_done

    @property
    def progress(self) -> Hashable:
        """How far the filter has gone through the log; None when it is done."""
        return None if self._matches is None or self._matches.is_done else self._matches.progress

    @property
    def wanted(self) -> str:
        """The plain text that is searched for; empty if there is none."""
        return self._criteria.plain

    def slice(self, begin: int, length: int) -> list[Message]:
        """The messages at these places."""
        begin = max(0, begin)
        if isinstance(self.rows, deque) and begin > len(self.rows) // 2:
            after = max(0, len(self.rows) - begin - length)
            return list(islice(reversed(self.rows), after, len(self.rows) - begin))[::-1]
        return list(islice(self.rows, begin, begin + length))

    def place(self, message: Message) -> int:
        """The place of a message, or the place at which it would be listed."""
        if isinstance(self.rows, deque) and self.rows:
            near = message.row - self.rows[0].row
            for place in range(min(near, len(self.rows) - 1), max(-1, near - LOOK_BACK), -1):
                if self.rows[place] is message:
                    return place
        return bisect_left(self.rows, message.row, key=row_of)

    def index(self, message: Message | None) -> int | None:
        """The place of a message; None if the message is not listed."""
        if message is None:
            return None
        place = self.place(message)
        return place if place < len(self.rows) and self.rows[place] is message else None

    def find(self, place: int, by: int) -> int | None:
        """The place of the search's next match after `place` (`by` 1) or before (-1), wrapping around; None if none."""
        return next((at for at, message in self._onwards(place, by) if self._criteria(message)), None)

    def _onwards(self, place: int, by: int) -> Iterator[tuple[int, Message]]:
        """All other messages with their places, from `place` to the end, and from the other end to `place`."""
        length = len(self.rows)
        if by > 0:
            yield from enumerate(islice(self.rows, place + 1, None), place + 1)
            yield from enumerate(islice(self.rows, max(0, place)))
            return
        for begin, end in ((length - min(place, length), length), (0, length - 1 - min(place, length - 1))):
            for back, message in enumerate(islice(reversed(self.rows), begin, end), begin):
                yield length - 1 - back, message
