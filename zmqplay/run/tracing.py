"""`zmqplay trace` without a screen: run the programs, then print what happened."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

import click
import msgspec

from zmqplay import streams
from zmqplay.control.refused import Refused
from zmqplay.model.causes import EndCause
from zmqplay.model.reading.waits import wait_of, waits_in_words
from zmqplay.model.summary.summary import summary
from zmqplay.model.words import counted
from zmqplay.text import safe
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TITLE, TracedSource

if TYPE_CHECKING:
    from zmqplay.run.tables import Account

STEP_S = 0.02
FAILED = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of a run without a screen."""

    seconds: float | None
    as_json: bool
    fail_on: tuple[str, ...]


class AccountedTrace(TracedSource):
    """Gives its account away when it is closed."""

    def __init__(self, commands: Sequence[Command], keep_account: Callable[[str, Account], object]) -> None:
        """`keep_account` is given a title and the account, if anything was sent."""
        super().__init__(commands)
        self._keep_account = keep_account

    def close(self) -> None:
        """End everything first: whoever leaves does not wait for the account."""
        left_ns = time.monotonic_ns()
        super().close()
        if self.traffic.ledger.totals.sent:
            from zmqplay.run.tables import short_account

            self._keep_account(TITLE, short_account(self.traffic, self.doctor, left_ns))


class _Interrupts:
    """Remembers a signal that ends the run."""

    def __init__(self) -> None:
        self.number = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._interrupt)

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self.number = number


def run(commands: Sequence[Command], asked: Asked) -> int:
    """Run, print, and return the exit status; raise click.ClickException if a program cannot be started."""
    interrupts = _Interrupts()
    with _opened(commands) as source:
        begun_s = time.monotonic()
        told = 0
        while not (source.has_ended or interrupts.number or _is_over(begun_s, asked.seconds)):
            source.drain(STEP_S)
            for notice in source.traffic.notices[told:]:
                streams.tell(safe(notice))
            told = len(source.traffic.notices)
            time.sleep(STEP_S)  # there is nothing to wait for: the programs tell by files
        ended = source.has_ended  # then what was under way at the end is lost as soon as it is added up
        before = [] if ended else _failures(source, asked.fail_on)
        source.finish()
        failures = [*_ended_badly(source), *(_failures(source, asked.fail_on) if ended else before)]
        _print(source, asked, time.monotonic() - begun_s)
    for failure in failures:
        streams.tell(safe(failure))
    return 128 + interrupts.number if interrupts.number else FAILED if failures else 0


@contextmanager
def _opened(commands: Sequence[Command]) -> Iterator[TracedSource]:
    try:
        source = TracedSource(commands)
    except Refused as error:
        raise click.ClickException(str(error)) from None
    with source:
        try:
            source.open()
        except Refused as error:
            raise click.ClickException(str(error)) from None
        yield source


def _is_over(begun_s: float, seconds: float | None) -> bool:
    return seconds is not None and time.monotonic() - begun_s >= seconds


def _failures(source: TracedSource, kinds: Sequence[str]) -> list[str]:
    """A sentence for each failure of these kinds, as it is before the programs are told to end, or have all ended."""
    totals, failures = source.traffic.ledger.totals, []
    if "lost" in kinds and totals.lost:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in totals.lost_by_reason.items())
        failures.append(f"lost: {totals.lost:,} of {counted(totals.expected)}, by {reasons}")
    if "stuck" in kinds and totals.in_flight:
        waits = (waits_in_words(node, wait_of(source.traffic, node)) for node in source.traffic.nodes.values())
        words = "; ".join(filter(None, waits))
        verb = "is" if totals.in_flight == 1 else "are"
        failures.append(f"stuck: {counted(totals.in_flight)} {verb} under way" + (f"; {words}" if words else ""))
    return failures


def _ended_badly(source: TracedSource) -> list[str]:
    """A sentence for each program that failed, or was killed by somebody else."""
    causes = EndCause.RAISED, EndCause.KILLED_FROM_OUTSIDE
    return [f"{node.name}: {node.life.reason}" for node in source.traffic.nodes.values() if node.life.cause in causes]


def _print(source: TracedSource, asked: Asked, seconds: float) -> None:
    if not asked.as_json:
        from zmqplay.run.tables import print_tables

        print_tables(source.traffic, source.doctor, seconds)
        return
    whole = summary(
        source.traffic, source.doctor, seconds=seconds, complete=True, now_ns=source.now_ns, why=[], commands=[]
    )
    click.echo(json.dumps(msgspec.to_builtins(whole), indent=1))
