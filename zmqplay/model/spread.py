"""The spread of durations: the median, other percentiles, a histogram."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise

BOUNDS_MS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000)
"""Upper bounds of the histogram's bars; the last bar has none."""
KEPT = 1_000
"""Most durations that a `Spread` keeps."""


class Spread:
    """The last `KEPT` durations, in nanoseconds, sorted only when needed and only if something is new."""

    __slots__ = ("_ordered", "last_ns")

    def __init__(self, durations_ns: Iterable[int] = ()) -> None:
        self.last_ns: deque[int] = deque(durations_ns, maxlen=KEPT)
        """The durations in the order in which they came."""
        self._ordered: list[int] | None = None

    def extend(self, durations_ns: Iterable[int]) -> None:
        """Append the latest durations."""
        self.last_ns.extend(durations_ns)
        self._ordered = None

    def percentile_ms(self, share: float) -> float | None:
        """The duration below which this share (0 to 1) of the durations lies, in milliseconds; None without any."""
        ordered = self._in_order()
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1e6, 3) if ordered else None

    def histogram(self, bounds_ms: Sequence[float] = BOUNDS_MS) -> list[int]:
        """The number of durations between each bound and the one before; the last count is above all bounds."""
        ordered = self._in_order()
        ends = [0, *(bisect_left(ordered, bound * 1e6) for bound in bounds_ms), len(ordered)]
        return [after - before for before, after in pairwise(ends)]

    def _in_order(self) -> list[int]:
        if self._ordered is None:
            self._ordered = sorted(self.last_ns)
        return self._ordered
