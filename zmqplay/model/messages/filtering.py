"""Which messages a filter lets through, kept up to date as messages come in, are delivered and are lost."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from itertools import islice
from operator import attrgetter

from zmqplay.model.messages.filters import Criteria
from zmqplay.model.messages.messages import LOOK_BACK, Message, MessageLog

LOOKED_AT = 3_000
"""Messages of before that are looked at in one go: a few milliseconds."""
LOOKED_AT_AGAIN = 500
"""Messages of which something is still to become, that are looked at again in one go."""

row_of = attrgetter("row")


class Matches:
    """The messages of one log that a filter lets through, in order; the newest are found first."""

    def __init__(self, log: MessageLog, text: str, link: tuple[str, str] | None = None) -> None:
        self.log = log
        self.criteria = Criteria(text, link)
        self.found: list[Message] = []
        self._looked_at_from = log.total
        """Rows with smaller numbers have not been looked at."""
        self._next = log.total
        self._recent: set[Message] = set(islice(reversed(log.rows), LOOK_BACK))
        """The last ones that were there already: one that turns up late comes before some of them."""
        self._version = log.version
        self._open: deque[Message] = deque()
        """Something is still to become of these: they wait or are expected elsewhere."""
        self._again = 0
        """So many of them have not been looked at since the log changed."""
        self._look_at_older()

    @property
    def asked(self) -> tuple[str, tuple[str, str] | None]:
        """What it was made for: the filter's text, and the link."""
        return self.criteria.text, self.criteria.link

    @property
    def is_done(self) -> bool:
        """Every message was looked at."""
        return self._looked_at_from <= self.log.first and not self._again

    @property
    def progress(self) -> tuple[int, int]:
        """Another one as long as there is more to look at."""
        return self._looked_at_from, self._again

    def update(self) -> None:
        """Look at what is new, at some of what was there before, and again at what may have changed."""
        log = self.log
        if log.version != self._version:
            self._version = log.version
            self._drop_gone()
            self._look_at_new()
            self._again = len(self._open)
        self._look_at_older()
        for _ in range(min(self._again, LOOKED_AT_AGAIN)):
            self._again -= 1
            self._look_again(self._open.popleft())

    def _drop_gone(self) -> None:
        first = self.log.rows[0].row if self.log.rows else 0
        if self.found and self.found[0].row < first:
            del self.found[: bisect_left(self.found, first, key=row_of)]

    def _look_at_new(self) -> None:
        rows = self.log.rows
        came = self.log.total - self._next
        self._next = self.log.total
        if not came:
            return
        last = list(islice(reversed(rows), came + LOOK_BACK))[::-1]
        for message in last:
            if message not in self._recent:
                self._look_at(message)
        self._recent = set(last[-LOOK_BACK:])

    def _look_at(self, message: Message) -> None:
        self._keep_open(message)
        if self.criteria(message):
            if not self.found or self.found[-1].row < message.row:
                self.found.append(message)
            else:
                insort(self.found, message, key=row_of)

    def _look_at_older(self) -> None:
        """Go on towards the oldest."""
        end = self._looked_at_from - self.log.first
        if end <= 0:
            return
        begin = max(0, end - LOOKED_AT)
        older = list(islice(self.log.rows, begin, end))
        self._looked_at_from = self.log.first + begin
        for message in older:
            self._keep_open(message)
        self.found[:0] = filter(self.criteria, older)

    def _keep_open(self, message: Message) -> None:
        if len(message.deliveries) + len(message.lost) < message.expected:
            self._open.append(message)

    def _look_again(self, message: Message) -> None:
        if message.row < self.log.first:
            return
        self._keep_open(message)
        place = bisect_left(self.found, message.row, key=row_of)
        is_found = place < len(self.found) and self.found[place] is message
        passes = self.criteria(message)
        if passes and not is_found:
            self.found.insert(place, message)
        elif is_found and not passes:
            del self.found[place]
