"""Filters and searches: the questions in a filter's text, and the messages of a log that pass it.

    worker-2          the text stands in a node's name or in a frame
    >1k  <=20         more than a thousand bytes; at most twenty
    lost  waiting     what became of the message (or the word itself stands in it)
    from:a to:b       a node's name on that side
    topic:t           the beginning of a topic
    !…                the opposite of any of these

Words of these kinds may be combined, each on its own; the rest is one text, spaces included.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Hashable
from itertools import islice
from operator import attrgetter

from zmqplay.model.messages.messages import LOOK_BACK, Message, MessageLog
from zmqplay.template import literal

Asks = Callable[[Message], bool]

OLDER_AT_ONCE = 3_000
"""How many older messages one `update` looks at: a few milliseconds."""
AGAIN_AT_ONCE = 500
"""How many messages that may have changed one `update` looks at again."""

_SIZE = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)([kmg]?)b?", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_UNITS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}

row_of = attrgetter("row")
Became = Callable[[Message, str], bool]
"""Whether a message is `lost`, or `waiting`."""
Says = Callable[[Message], str]
"""What a row says of a message that stands in none of its frames, as `subscribes to news`; empty if nothing."""


def by_itself(message: Message, word: str) -> bool:
    """What became of a message by what is known of it alone; a row says more: see `zmqplay.model.reading.fate`."""
    return bool(message.lost if word == "lost" else message.waits_at)


class Criteria:
    """A filter's text, understood: called with a message, it returns whether the message passes."""

    def __init__(
        self, text: str, link: tuple[str, str] | None = None, became: Became = by_itself, says: Says | None = None
    ) -> None:
        """With `link`, only messages between these two nodes pass, whether they arrived or not.

        `became` tells what became of a message, and `says` what else is searched for a text.
        """
        self.text, self.link = text, link
        self._inverted = text.startswith("!")
        self._asks: list[Asks] = []
        plain = []
        for word in text.removeprefix("!").split(" "):
            if ask := _special(word, became):
                self._asks.append(ask)
            else:
                plain.append(word)
        self.plain = " ".join(plain).strip(" ") if self._asks else " ".join(plain)
        """The part of the text that is searched for as text."""
        if self.plain:
            self._asks.append(_contains(self.plain, says))

    def __call__(self, message: Message) -> bool:
        if self.link is not None and not is_on(message, self.link):
            return False
        for ask in self._asks:
            if not ask(message):
                return self._inverted
        return not self._inverted


def _special(word: str, became: Became) -> Asks | None:
    """The question of a word of a special kind; None for a word of plain text."""
    if match := _SIZE.fullmatch(word):
        compare, limit = _COMPARE[match[1]], float(match[2]) * _UNITS[match[3].lower()]
        return lambda message: compare(message.size, limit)
    if word in ("lost", "waiting"):
        says = _contains(word)
        return lambda message: says(message) or became(message, word)
    kind, _, wanted = word.partition(":")
    if not wanted:
        return None
    needle = wanted.lower()
    if kind == "from":
        return lambda message: needle in message.sender.lower()
    if kind == "to":
        return lambda message: any(needle in name.lower() for name in receivers_of(message))
    if kind == "topic":
        prefix = literal(wanted)
        return lambda message: message.topic is not None and message.topic.startswith(prefix)
    return None


def _contains(text: str, says: Says | None = None) -> Asks:
    """Whether `text` stands in the head of a frame, in a sender's or receiver's name, or in what the row `says`."""
    wanted = text.lower().encode(errors="replace")
    names: dict[str, bool] = {}

    def in_name(name: str) -> bool:
        found = names.get(name)
        if found is None:
            found = names[name] = wanted in name.encode(errors="replace").lower()
        return found

    def contains(message: Message) -> bool:  # called a hundred thousand times for a new filter, hence the loops
        for head in message.heads:
            if wanted in head.lower():
                return True
        if in_name(message.sender):
            return True
        for delivery in message.deliveries:
            if in_name(delivery.node):
                return True
        return says is not None and not message.sender and text.lower() in says(message).lower()

    return contains


def is_on(message: Message, link: tuple[str, str]) -> bool:
    """Whether the message went, goes, or should have gone between these two nodes, in either direction."""
    if message.sender not in link:
        return False
    return link[link[0] == message.sender] in receivers_of(message)


def receivers_of(message: Message) -> list[str]:
    """The nodes that received the message, that it waits for, or to which it was lost."""
    return [*(delivery.node for delivery in message.deliveries), *message.waits_at, *message.lost]


class Matches:
    """The messages of one log that pass a filter, kept up to date while messages arrive, are delivered and are lost.

    `update` does a bounded amount of work each time, the newest messages first, so that no frame waits for a long log.
    """

    def __init__(self, log: MessageLog, criteria: Criteria, sums: Hashable = None) -> None:
        self.log, self.criteria = log, criteria
        self.found: list[Message] = []
        """The messages that pass, in the order of the log."""
        self._looked_at_from = log.total
        """Rows with smaller numbers have not been looked at."""
        self._next = log.total
        self._recent: set[Message] = set(islice(reversed(log.rows), LOOK_BACK))
        """The last rows that existed at the start: a message that turns up late is inserted before some of them."""
        self._version = log.version, sums
        self._open: deque[Message] = deque()
        """Messages that may still change, because deliveries are due."""
        self._again = 0
        """How many of `_open` have not been looked at since the log changed."""
        self._look_at_older()

    @property
    def asked(self) -> tuple[str, tuple[str, str] | None]:
        """The filter's text and link."""
        return self.criteria.text, self.criteria.link

    @property
    def is_done(self) -> bool:
        """Whether every message was looked at."""
        return self._looked_at_from <= self.log.first and not self._again

    @property
    def progress(self) -> tuple[int, int]:
        """A value that changes as long as messages remain to be examined."""
        return self._looked_at_from, self._again

    def update(self, sums: Hashable = None) -> None:
        """Examine all new messages, some older ones, and again some that may have changed.

        What became of a message may also change with the ledger's `sums`.
        """
        log = self.log
        if self._version != (version := (log.version, sums)):
            self._version = version
            self._drop_gone()
            self._look_at_new()
            self._again = len(self._open)
        self._look_at_older()
        for _ in range(min(self._again, AGAIN_AT_ONCE)):
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
        """Examine the next older messages, towards the oldest."""
        end = self._looked_at_from - self.log.first
        if end <= 0:
            return
        begin = max(0, end - OLDER_AT_ONCE)
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
        is_found = place < len(self.found) and self.found[place].row == message.row
        passes = self.criteria(message)
        if passes and not is_found:
            self.found.insert(place, message)
        elif is_found and not passes:
            del self.found[place]
