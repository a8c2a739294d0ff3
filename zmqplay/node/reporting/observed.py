"""The facts in a node's report that do not come from its sockets."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Protocol


class Observed(Protocol):
    """A program as its reports describe it, besides its sockets."""

    name: str
    life: int

    @property
    def discarded(self) -> Mapping[str, int]:
        """Messages that the program has declared useless, by reason."""

    discards: deque[tuple[str, int]]

    @property
    def holding(self) -> bool:
        """Whether the program has been told to wait before its next message, and waits."""

    @property
    def holds(self) -> int:
        """How often the program has been told to wait or to resume."""

    @property
    def spoken(self) -> int:
        """Messages that the program's traffic generator has made."""

    @property
    def taken(self) -> int:
        """Messages given to the program, typed or as a burst, that no longer wait for their turn."""

    @property
    def flat_out(self) -> bool:
        """Whether the program's traffic generator makes messages as fast as they are taken."""

    def unsent(self, sent: int, blocked: bool) -> int:
        """Messages that the program has taken and not sent; `sent` is the number of messages that it has sent.

        `blocked` tells whether it waits in a `send`.
        """
