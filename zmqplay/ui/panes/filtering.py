"""Which messages a filter lets through, kept up to date as messages come in and are delivered."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import islice

from zmqplay.session.messages import Message, MessageLog

LOOKED_AT_AGAIN = 500
"""Messages whose deliveries are still awaited and that are looked at again, at most, in one go."""


class Matches:
    """The numbers of the rows of one log that a filter lets through, in order."""

    def __init__(self, log: MessageLog, text: str) -> None:
        """`!` in front inverts."""
        self.log = log
        self.text = text
        self.rows: list[int] = []
        self._inverted = text.startswith("!")
        self._wanted = text.removeprefix("!").lower().encode(errors="replace")
        self._names: dict[str, bool] = {}
        """Whether the text stands in a node's name, by name."""
        self._next = 0
        self._version = -1
        self._awaited: list[int] = []

    def update(self) -> None:
        """Look at what is new, and again at what may have been delivered since."""
        log = self.log
        if log.version == self._version:
            return
        self._version = log.version
        del self.rows[: bisect_left(self.rows, log.first)]
        again, self._awaited = self._awaited[-LOOKED_AT_AGAIN:], []
        for number in again:
            if message := log.row(number):
                self._look_again(message)
        for message in islice(log.rows, max(0, self._next - log.first), None):
            if len(message.deliveries) < message.expected:
                self._awaited.append(message.row)
            if self.lets_through(message):
                self.rows.append(message.row)
        self._next = log.total

    def lets_through(self, message: Message) -> bool:
        """The text stands in a node's name or in the head of a frame; with `!`, in none."""
        found = self._in_name(message.sender)
        for delivery in message.deliveries:
            found = found or self._in_name(delivery.node)
        if not found:
            for head in message.heads:
                if self._wanted in head.lower():
                    return not self._inverted
        return found is not self._inverted

    def _in_name(self, name: str) -> bool:
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = self._wanted in name.encode(errors="replace").lower()
        return found

    def _look_again(self, message: Message) -> None:
        if len(message.deliveries) < message.expected:
            self._awaited.append(message.row)
        place = bisect_left(self.rows, message.row)
        is_shown = place < len(self.rows) and self.rows[place] == message.row
        passes = self.lets_through(message)
        if passes and not is_shown:
            insort(self.rows, message.row)
        elif is_shown and not passes:
            del self.rows[place]
