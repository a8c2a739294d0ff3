"""The log as of the moment when a view of it was paused, while the session continues."""

from __future__ import annotations

from collections import deque
from itertools import islice

from zmqplay.model.messages.messages import KEPT, MessageLog

HELD_MORE = 10_000
"""How many rows a held log may have beyond `KEPT`."""


def hold(log: MessageLog) -> MessageLog:
    """A log with the same rows, which drops none of them."""
    held = MessageLog()
    held.rows = deque(log.rows)
    held.total, held.version, held.begun_ns = log.total, log.version, log.begun_ns
    return held


def grow(held: MessageLog, log: MessageLog) -> None:
    """Append the rows that were added since, as long as there is room and no row between is missing."""
    held.version = log.version
    begin = held.rows[-1].row + 1 if held.rows else log.first  # a late message moves its row
    came = min(log.total - begin, KEPT + HELD_MORE - len(held.rows))
    if begin < log.first or came <= 0:
        return
    after = log.total - begin - came
    held.rows.extend(list(islice(reversed(log.rows), after, after + came))[::-1])
    held.total += came
