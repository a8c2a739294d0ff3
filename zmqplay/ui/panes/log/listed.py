"""The messages that the filter lets through, oldest first, and where each stands among them."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice

from zmqplay.model.messages.filters import Criteria, Matches, row_of
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.ui.view import View

LOOK_BACK = 200
"""How far a message of a live log may stand before the place that its row number says."""


class Listed:
    """Looks only at what is new, however long the log is."""

    def __init__(self) -> None:
        self.rows: Sequence[Message] = ()
        self._matches: Matches | None = None
        self._criteria = Criteria("")

    def update(self, log: MessageLog, view: View) -> None:
        """Take over what the log has and the view asks for."""
        if self._criteria.text != view.search:
            self._criteria = Criteria(view.search)
        asked = view.filter, view.link
        if not any(asked):
            self._matches = None
            self.rows = log.rows
            return
        if self._matches is None or self._matches.log is not log or self._matches.asked != asked:
            self._matches = Matches(log, *asked)
        self._matches.update()
        self.rows = self._matches.found

    @property
    def is_done(self) -> bool:
        """The filter has gone through the whole log."""
        return self._matches is None or self._matches.is_done

    @property
    def progress(self) -> Hashable:
        """How far the filter has come; None when it is done."""
        return None if self._matches is None or self._matches.is_done else self._matches.progress

    @property
    def wanted(self) -> str:
        """The plain text that is searched for."""
        return self._criteria.plain

    def slice(self, begin: int, length: int) -> list[Message]:
        """The messages at these places."""
        begin = max(0, begin)
        if isinstance(self.rows, deque) and begin > len(self.rows) // 2:
            after = max(0, len(self.rows) - begin - length)
            return list(islice(reversed(self.rows), after, len(self.rows) - begin))[::-1]
        return list(islice(self.rows, begin, begin + length))

    def place(self, message: Message) -> int:
        """Where a message stands, or where it would."""
        if isinstance(self.rows, deque) and self.rows:
            near = message.row - self.rows[0].row
            for place in range(min(near, len(self.rows) - 1), max(-1, near - LOOK_BACK), -1):
                if self.rows[place] is message:
                    return place
        return bisect_left(self.rows, message.row, key=row_of)

    def index(self, message: Message | None) -> int | None:
        """Where a message stands; None if it is not listed."""
        if message is None:
            return None
        place = self.place(message)
        return place if place < len(self.rows) and self.rows[place] is message else None

    def find(self, place: int, by: int) -> int | None:
        """The next place after this one (`by` 1), or before it (-1), that the search lets through, wrapping around."""
        return next((at for at, message in self._onwards(place, by) if self._criteria(message)), None)

    def _onwards(self, place: int, by: int) -> Iterator[tuple[int, Message]]:
        """All others from a place on, and from the other end on to it."""
        length = len(self.rows)
        if by > 0:
            yield from enumerate(islice(self.rows, place + 1, None), place + 1)
            yield from enumerate(islice(self.rows, max(0, place)))
            return
        for begin, end in ((length - min(place, length), length), (0, length - 1 - min(place, length - 1))):
            for back, message in enumerate(islice(reversed(self.rows), begin, end), begin):
                yield length - 1 - back, message
