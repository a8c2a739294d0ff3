"""`zmqplay bench`: measures case by case, then prints the results."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

import click

from zmqplay import streams
from zmqplay.bench.case import FULL, SHORT, Case, Extent
from zmqplay.bench.cases import CASES, UnknownCase, choose
from zmqplay.bench.machine import machine
from zmqplay.bench.result import Result, results_of
from zmqplay.control.refused import Refused
from zmqplay.session.hosts.fork_server import of_this_process

Show = Callable[[str, float], None]
"""Called with the name of the present case, and the number of finished cases."""


class Bench:
    """The requested cases, and their measurements so far."""

    def __init__(self, cases: Sequence[Case], extent: Extent) -> None:
        self.cases = cases
        self._extent = extent
        self.results: list[Result] = []
        self.complete = False
        self._interrupted_by = 0
        self.failures: dict[str, str] = {}
        """Why a case could not be measured, by the case's name."""

    def interrupt(self, number: int, _frame: FrameType | None) -> None:
        """Let the present case clean up, and end with the measurements made so far."""
        self._interrupted_by = number
        raise KeyboardInterrupt

    def measure(self, show: Show) -> None:
        """Measure all cases, one after the other, until a signal arrives."""
        try:
            for done, case in enumerate(self.cases):
                self._measure(case, done, show)
            self.complete = True
        except KeyboardInterrupt:
            return

    def _measure(self, case: Case, done: int, show: Show) -> None:
        measurements = []
        show(case.name, done)
        try:
            for measurement in case.measure(self._extent):
                measurements.append(measurement)
                show(case.name, done + min(1.0, len(measurements) / self._extent.rounds))
                if self._interrupted_by:  # an exception that is raised within a destructor is lost
                    raise KeyboardInterrupt
        except (RuntimeError, OSError, Refused) as error:  # stalled, or without a process, port or socket
            self.failures[case.name] = str(error)
        finally:
            self.results += results_of(case, measurements)

    @property
    def status(self) -> int:
        """The exit status."""
        if self._interrupted_by:
            return 128 + self._interrupted_by
        return int(bool(self.failures) or any(result.fails for result in self.results))

    def as_json(self) -> dict[str, object]:
        """The object that `zmqplay bench --json` prints."""
        return {
            "machine": machine(),
            "complete": self.complete,
            "rounds": self._extent.rounds,
            "results": [result.as_json() for result in self.results],
            "failures": self.failures,
        }


def measure(names: Sequence[str], short: bool, as_json: bool) -> int:
    """Measure, print, and return the exit status; raise click.UsageError for an unknown case."""
    try:
        run = Bench(choose(names, short), SHORT if short else FULL)
    except UnknownCase as error:
        raise click.UsageError(str(error)) from None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, run.interrupt)
    with of_this_process():
        _measure(run)
    if as_json:
        click.echo(json.dumps(run.as_json(), indent=1, ensure_ascii=False))
    else:
        from zmqplay.bench.table import print_results

        print_results(run.results, machine())
    for name, reason in run.failures.items():
        streams.tell(f"{name} could not be measured: {reason}")
    return run.status


def _measure(run: Bench) -> None:
    if sys.stderr.isatty():
        from zmqplay.bench.table import progress

        with progress(len(run.cases)) as show:
            run.measure(show)
    else:
        run.measure(lambda _name, _done: None)


def list_cases() -> None:
    """Print each case's name and its description."""
    width = max(len(case.name) for case in CASES)
    for case in CASES:
        click.echo(f"{case.name:<{width}}  {case.measures}{'; only where it is named' * case.on_request}")
