"""A case of the bench: a name, a description, figures with goals, and the function that measures them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

RATIO = "×"
"""The unit of a ratio: watched against plain, unless the case says otherwise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a case measures, and its goal."""

    name: str = ""
    """The name of the figure, if the case has more than one."""
    unit: str = RATIO
    at_least: float | None = None
    at_most: float | None = None
    quantile: float = 0.5
    """Which quantile of the measurements must reach the goal: 0.5 the median, 0.99 the slowest of a hundred."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement of many, whose quantiles are the result."""

    value: float
    """In the figure's unit: a ratio, milliseconds, …"""
    figure: str = ""
    """The name of the figure that was measured."""
    plain: float | None = None
    """Messages a second on the unwatched side, if the value is a ratio of two rates."""
    watched: float | None = None
    exact: bool | None = None
    """Whether all counts were right; None where nothing is counted."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The extent of the measuring."""

    rounds: int
    """Measurements of each figure, or pairs of runs."""
    seconds: float
    """The duration of one run."""


FULL, SHORT = Extent(21, 0.4), Extent(5, 0.2)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table for each of its figures."""

    name: str
    measures: str
    """A sentence without a full stop, for `zmqplay bench --list`."""
    figures: tuple[Figure, ...]
    measure: Callable[[Extent], Iterator[Measurement]]
    """Yield each measurement when it is made, so that Ctrl-C loses none; leave no process when closed."""
    in_short: bool = True
    """The case is part of `zmqplay bench --short`."""
    on_request: bool = False
    """The case runs only if it is named."""
