"""The options of `zmqplay run` are written as on the screen."""

from __future__ import annotations

import click
import pytest

from zmqplay.cli import run
from zmqplay.control.source import Rate
from zmqplay.run.options import RunOptions, read_options


def read(*words: str) -> RunOptions:
    with run.make_context("run", ["push-pull", *words]) as context:
        return read_options(**context.params)


@pytest.mark.parametrize(("written", "ms"), [("200ms", 200), ("1.5s", 1500), ("200", 200), ("0", 0)])
def test_a_work_time_is_written_as_on_the_screen(written: str, ms: float) -> None:
    assert read("--work", f"worker={written}").setup.work_ms == {"worker": ms}


@pytest.mark.parametrize(("written", "rate"), [("max", None), ("2k", 2000), ("0.5", 0.5), ("200", 200)])
def test_a_rate_is_written_as_on_the_screen(written: str, rate: Rate) -> None:
    assert read("--rate", written).rate == rate


def test_without_a_rate_there_is_no_limit() -> None:
    assert read().rate is None


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(click.UsageError, match="--rate is above 0"):
        read("--rate", "off")
