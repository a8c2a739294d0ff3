"""Messages in full: those of which more is known than the heads of their frames, up to a budget."""

from __future__ import annotations

from collections import deque
from typing import Protocol

BUDGET = 16_000_000
"""Bytes of messages that are kept in full, unless the user sets another budget."""


class HasBody(Protocol):
    """A message of which all frames may be known in full."""

    whole: tuple[bytes, ...] | None


class Bodies:
    """Keeps the newest messages in full; of older ones, only the heads of the frames are left."""

    def __init__(self, budget: int = BUDGET) -> None:
        """`budget`: the bytes that all of them may have."""
        self._budget = budget
        self._kept: deque[tuple[HasBody, tuple[bytes, ...], int]] = deque()
        self._bytes = 0

    @property
    def budget(self) -> int:
        """Bytes of messages that are kept in full."""
        return self._budget

    @budget.setter
    def budget(self, budget: int) -> None:
        self._budget = budget
        self._let_go()

    def keep(self, message: HasBody) -> None:
        """Keep what the message has in full; beyond the budget, the oldest is let go."""
        if message.whole:
            length = sum(map(len, message.whole))
            self._kept.append((message, message.whole, length))
            self._bytes += length
            self._let_go()

    def _let_go(self) -> None:
        while self._kept and self._bytes > self._budget:
            message, whole, length = self._kept.popleft()
            self._bytes -= length
            if message.whole is whole:
                message.whole = None
