"""How long something takes that is promised to be quick, on a machine that is busy with much else."""

from __future__ import annotations

from collections.abc import Callable

TRIES = 3


def quickest_s(measured_s: Callable[[], float], within_s: float) -> float:
    """The shortest of some tries, in seconds; the first that is within the promise is the last.

    A machine that is busy can only make a try longer: the shortest tells most of the program.
    """
    tries: list[float] = []
    while len(tries) < TRIES and (not tries or tries[-1] >= within_s):
        tries.append(measured_s())
    return min(tries)
