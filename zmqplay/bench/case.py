"""A case of the bench: a name, what it measures, its figures with their goals, and the function that measures them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

RATIO = "×"
"""The unit of a ratio: watched against plain, unless the case says otherwise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a case measures, and its goal."""

    name: str = ""
    """The name of the figure, where the case has more than one."""
    unit: str = RATIO
    at_least: float | None = None
    at_most: float | None = None
    quantile: float = 0.5
    """Which of the measurements is held against the goal: 0.5 the median, 0.99 the slowest of a hundred."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement of many, whose quantiles are the result."""

    value: float
    """In the figure's unit: a ratio, milliseconds …"""
    figure: str = ""
    """The name of the figure that was measured."""
    plain: float | None = None
    """Messages a second unwatched, if the value is a ratio of these two."""
    watched: float | None = None
    exact: bool | None = None
    """Whether all counts on the way were right; None where nothing is counted."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    rounds: int
    """Measurements of each figure, or pairs of runs."""
    seconds: float
    """How long one run takes."""


FULL, SHORT = Extent(21, 0.4), Extent(5, 0.2)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table for each figure."""

    name: str
    measures: str
    """A sentence without a full stop, for `zmqplay bench --list`."""
    figures: tuple[Figure, ...]
    measure: Callable[[Extent], Iterator[Measurement]]
    """Yield each measurement when it is made, so that Ctrl-C loses none; leave no process when it is closed."""
    in_short: bool = True
    """Part of `zmqplay bench --short`."""
    on_request: bool = False
    """Run only if it is named."""
