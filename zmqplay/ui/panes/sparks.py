"""A row of figures as a row of bars, a cell each."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

HEIGHTS = " ▁▂▃▄▅▆▇█"


def spark(values: Iterable[float], peak: float) -> str:
    """Each value against the highest one; nothing is drawn for 0, and something for whatever is more."""
    return "".join(HEIGHTS[min(8, ceil(value / peak * 8))] if peak else " " for value in values)
