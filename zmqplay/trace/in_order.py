"""Reports of several processes that were read in one look, in an order in which each send stands before its receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import msgspec

from zmqplay.wire import Report, Sample

MOST = 400
"""Samples of one look that are put in order; in a flood equal messages cannot be told apart anyway."""
LATE_NS = 10_000_000
"""How long after it happened a program on a busy machine may write something."""


class Cut:
    """Keeps back, for the next look, what happened shortly before this one began, or after that.

    What other processes did at that time may not be written yet, or comes too late to be read in this look.
    """

    def __init__(self) -> None:
        self._held: dict[str, list[Sample]] = {}

    def before(self, begun_ns: int, reports: list[Report], last: Mapping[str, Report]) -> list[Report]:
        """The reports with what happened before, also what was kept back; `last` has each node's last report."""
        until_ns = begun_ns - LATE_NS
        held, self._held = self._held, {}
        told = []
        for report in reports:
            samples = [*held.pop(report.node, ()), *report.samples]
            early = [sample for sample in samples if sample.time_ns < until_ns]
            if len(early) < len(samples) <= MOST:
                self._held[report.node] = [sample for sample in samples if sample.time_ns >= until_ns]
                samples = early
            told.append(msgspec.structs.replace(report, samples=samples))
        for node, samples in held.items():
            told.append(emptied(last[node], samples=samples, events=[]))
        return told


def emptied(report: Report, **changes: object) -> Report:
    """A report with nothing but these changes to say."""
    return msgspec.structs.replace(report, **{"sockets": [], "samples": [], "services_ns": [], **changes})


def in_order(reports: list[Report]) -> Iterator[Report]:
    """The reports, parted where samples of others stand between theirs; the first part of each has its counts."""
    if sum(len(report.samples) for report in reports) > MOST:
        yield from reports
        return
    yield from (report for report in reports if not report.samples)
    every = [(_when(sample), place, sample) for place, report in enumerate(reports) for sample in report.samples]
    begun: set[int] = set()
    for place, run in groupby(sorted(every, key=lambda each: each[0]), key=lambda each: each[1]):
        yield _part(reports[place], run, is_first=place not in begun)
        begun.add(place)


def _when(sample: Sample) -> tuple[int, bool]:
    return sample.time_ns, not sample.sent


def _part(report: Report, run: Iterable[tuple[object, int, Sample]], *, is_first: bool) -> Report:
    samples = [sample for _, _, sample in run]
    if is_first:
        return msgspec.structs.replace(report, samples=samples)
    return emptied(report, samples=samples)
