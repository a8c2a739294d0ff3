"""A row of figures as a row of bars, a cell each."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

HEIGHTS = " ▁▂▃▄▅▆▇█"
IDLE, BLOCKED = "·", "▒"


def spark(values: Iterable[float], peak: float) -> str:
    """A cell a value, as high as its share of `peak`; empty for 0, and never empty for more than 0."""
    return "".join(HEIGHTS[min(8, ceil(value / peak * 8))] if peak else " " for value in values)


def bar(share: float, width: int) -> str:
    """A bar of whole and half cells; `share` is 0 to 1, `width` the cells of a whole one."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    return "━" * (halves // 2) + "╸" * (halves % 2)


def spent(busy: float, blocked: float) -> str:
    """One cell for a span of time, by the shares (0 to 1) of it that were busy and blocked."""
    if blocked > busy and blocked >= 0.05:
        return BLOCKED
    return HEIGHTS[max(1, round(busy * 8))] if busy >= 0.02 else IDLE
