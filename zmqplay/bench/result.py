"""The result of a case: quantiles of its measurements, compared with the goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from zmqplay.bench.case import RATIO, Case, Figure, Measurement

NOT_NOISE = 0.5
"""A ratio below this share of its goal cannot be noise."""


@dataclass(frozen=True, slots=True)
class Result:
    """One figure of a case: one row of the table."""

    case: Case
    figure: Figure
    measurements: Sequence[Measurement]

    def quantile(self, share: float) -> float:
        """The value below which this share (0–1) of the measurements lies, interpolated between two of them."""
        values = sorted(measurement.value for measurement in self.measurements)
        place = share * (len(values) - 1)
        lower = values[int(place)]
        return lower + (values[min(int(place) + 1, len(values) - 1)] - lower) * (place % 1)

    @property
    def value(self) -> float:
        """The quantile that must reach the goal."""
        return self.quantile(self.figure.quantile)

    @property
    def plain(self) -> float | None:
        """The median plain rate, if the case has rates."""
        return _median([each.plain for each in self.measurements if each.plain is not None])

    @property
    def watched(self) -> float | None:
        return _median([each.watched for each in self.measurements if each.watched is not None])

    @property
    def exact(self) -> bool | None:
        """Whether every count was right; None if nothing was counted."""
        told = [each.exact for each in self.measurements if each.exact is not None]
        return all(told) if told else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        least, most = self.figure.at_least, self.figure.at_most
        if least is None and most is None:
            return None
        return (least is None or self.value >= least) and (most is None or self.value <= most)

    @property
    def fails(self) -> bool:
        """Whether something is wrong that cannot be noise."""
        least = self.figure.at_least
        return self.exact is False or (
            self.figure.unit == RATIO and least is not None and self.value < least * NOT_NOISE
        )

    def as_json(self) -> dict[str, object]:
        """One entry of `zmqplay bench --json`."""
        figure = self.figure
        return {
            "case": self.case.name,
            "figure": figure.name,
            "measures": self.case.measures,
            "unit": figure.unit,
            "value": self.value,
            "quantile": figure.quantile,
            "quartiles": [self.quantile(0.25), self.quantile(0.5), self.quantile(0.75)],
            "p99": self.quantile(0.99),
            "measurements": len(self.measurements),
            "plain": self.plain,
            "watched": self.watched,
            "at_least": figure.at_least,
            "at_most": figure.at_most,
            "met": self.met,
            "exact": self.exact,
        }


def results_of(case: Case, measurements: Sequence[Measurement]) -> list[Result]:
    """A result for each measured figure. A measurement without a figure's name belongs to every figure."""
    found = []
    for figure in case.figures:
        of_it = [each for each in measurements if each.figure in ("", figure.name)]
        if of_it:
            found.append(Result(case, figure, of_it))
    return found


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
