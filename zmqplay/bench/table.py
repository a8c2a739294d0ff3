"""The output of `zmqplay bench` for a person: a progress bar while it measures, and a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from zmqplay.bench.case import RATIO, Figure
from zmqplay.bench.result import Result

HEADINGS = ("case", "plain msg/s", "watched msg/s", "measured", "quartiles", "goal", "counts exact")
WIDTH = 140
"""Most columns that a row may take."""
WORDS = {None: "", True: "yes", False: "NO"}


@contextmanager
def progress(cases: int) -> Iterator[Callable[[str, float], None]]:
    """Show a bar on stderr until the end; it draws only when told of progress, so that it costs nothing."""
    columns = BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=cases)

        def show(name: str, done: float) -> None:
            bar.update(task, description=name, completed=done, refresh=True)

        yield show


def print_results(results: Sequence[Result], machine: dict[str, str | int]) -> None:
    """Print the machine, and a table in Markdown, so that both can be pasted."""
    console = Console(highlight=False)
    table = Table(box=box.MARKDOWN, header_style="bold", pad_edge=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "case" else "right", no_wrap=True)
    for result in results:
        table.add_row(*_row(result))
    Console(highlight=False, width=max(console.width, WIDTH)).print(table)  # a narrow terminal wraps its lines
    console.print(", ".join(f"{name} {value}" for name, value in machine.items()), markup=False, soft_wrap=True)


def _row(result: Result) -> list[str]:
    figure = result.figure
    value = _number(result.value, figure.unit)
    return [
        " ".join(filter(None, (result.case.name, figure.name))),
        _rate(result.plain),
        _rate(result.watched),
        f"{value} !" if result.met is False else value,
        f"{_number(result.quantile(0.25), '')} – {_number(result.quantile(0.75), '')}",
        _goal(figure),
        WORDS[result.exact],
    ]


def _rate(rate: float | None) -> str:
    return "" if rate is None else f"{rate:,.0f}"


def _number(value: float, unit: str) -> str:
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}{'' if unit == RATIO or not unit else ' ' + unit}"


def _goal(figure: Figure) -> str:
    goals = []
    if figure.at_least is not None:
        goals.append(f"≥ {figure.at_least:g}")
    if figure.at_most is not None:
        goals.append(f"≤ {figure.at_most:g}")
    at = "" if figure.quantile == 0.5 else f" at p{figure.quantile * 100:g}"
    return " ".join(goals) + at
