"""What a filter or a search asks of a message: a text, a size, where it came from or what became of it.

    worker-2          the text stands in a node's name or in a frame
    >1k  <=20         more than a thousand bytes; at most twenty
    lost  waiting     what became of it (or the word itself stands in it)
    from:a to:b       a node's name on that side
    topic:t           the beginning of a topic
    !…                all of that inverted

Words of these kinds may be combined, each for itself; what remains is one text, spaces included.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from zmqplay.model.messages.messages import Message

Asks = Callable[[Message], bool]

_SIZE = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)([kmg]?)b?", re.IGNORECASE)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_UNITS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}


class Criteria:
    """A filter's text, understood."""

    def __init__(self, text: str, link: tuple[str, str] | None = None) -> None:
        """`link`: only what went or should have gone between these two, whatever the text says."""
        self.text, self.link = text, link
        self._inverted = text.startswith("!")
        self._asks: list[Asks] = []
        plain = []
        for word in text.removeprefix("!").split(" "):
            if ask := self._special(word):
                self._asks.append(ask)
            else:
                plain.append(word)
        self.plain = " ".join(plain).strip(" ") if self._asks else " ".join(plain)
        """The part of it that is looked for as text."""
        if self.plain:
            self._asks.append(self._contains(self.plain))

    def __call__(self, message: Message) -> bool:
        """The message is let through."""
        if self.link is not None and not is_on(message, self.link):
            return False
        for ask in self._asks:
            if not ask(message):
                return self._inverted
        return not self._inverted

    def _special(self, word: str) -> Asks | None:
        """What a word asks that is more than a text; None if it is none."""
        if match := _SIZE.fullmatch(word):
            compare, limit = _COMPARE[match[1]], float(match[2]) * _UNITS[match[3].lower()]
            return lambda message: compare(message.size, limit)
        if word in ("lost", "waiting"):
            says = self._contains(word)
            if word == "lost":
                return lambda message: bool(message.lost) or says(message)
            return lambda message: bool(message.waits_at) or says(message)
        kind, _, wanted = word.partition(":")
        if not wanted:
            return None
        needle = wanted.lower()
        if kind == "from":
            return lambda message: needle in message.sender.lower()
        if kind == "to":
            return lambda message: any(needle in name.lower() for name in receivers_of(message))
        if kind == "topic":
            prefix = wanted.encode(errors="replace")
            return lambda message: message.topic is not None and message.topic.startswith(prefix)
        return None

    @staticmethod
    def _contains(text: str) -> Asks:
        """It stands in the name of a node that has to do with a message, or in the head of a frame."""
        wanted = text.lower().encode(errors="replace")
        names: dict[str, bool] = {}

        def in_name(name: str) -> bool:
            found = names.get(name)
            if found is None:
                found = names[name] = wanted in name.encode(errors="replace").lower()
            return found

        def contains(message: Message) -> bool:  # a hundred thousand times when a filter begins, hence the loops
            for head in message.heads:
                if wanted in head.lower():
                    return True
            if in_name(message.sender):
                return True
            for delivery in message.deliveries:  # noqa: SIM110
                if in_name(delivery.node):
                    return True
            return False

        return contains


def is_on(message: Message, link: tuple[str, str]) -> bool:
    """It went, goes or should have gone between these two nodes."""
    if message.sender not in link:
        return False
    return link[link[0] == message.sender] in receivers_of(message)


def receivers_of(message: Message) -> list[str]:
    """Who has it, in whose queues it waits, and to whom it was lost."""
    return [*(delivery.node for delivery in message.deliveries), *message.waits_at, *message.lost]
