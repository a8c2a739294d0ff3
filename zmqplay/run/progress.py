"""The progress bar of `zmqplay run`, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from zmqplay.run.options import RunOptions


@contextmanager
def progress(options: RunOptions) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr until the run is over; tell the yielded function the number of messages sent."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(options.pattern.title, total=options.count)
        yield lambda sent: bar.update(task, completed=sent)
