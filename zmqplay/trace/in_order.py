"""Reports of several processes that were read in one look, in an order in which each send stands before its receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from zmqplay.wire import Report, Sample

MOST = 400
"""Samples of one look that are put in order; in a flood equal messages cannot be told apart anyway."""


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
    return msgspec.structs.replace(report, samples=samples, sockets=[], services_ns=[])
