"""Figures as bars of block characters."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

HEIGHTS = " ▁▂▃▄▅▆▇█"
IDLE, BLOCKED = "·", "▒"


def height(eighths: int) -> str:
    """A cell of this many eighths; a full one for more than eight, an empty one for less than none."""
    return HEIGHTS[min(8, max(0, eighths))]


def spark(values: Iterable[float], peak: float) -> str:
    """One cell for each value, as high as the value's share of `peak`; only 0 is an empty cell."""
    return "".join(height(ceil(value / peak * 8)) if peak else " " for value in values)


def bar(share: float, width: int) -> str:
    """A bar of whole and half cells; `share` is 0 to 1, `width` the cells of a full bar."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    return "━" * (halves // 2) + "╸" * (halves % 2)


def spent(busy: float, blocked: float) -> str:
    """One cell for a span of time; `busy` and `blocked` are shares of that span, 0 to 1."""
    if blocked > busy and blocked >= 0.05:
        return BLOCKED
    return height(max(1, round(busy * 8))) if busy >= 0.02 else IDLE
