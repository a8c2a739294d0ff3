"""How fast commands answer, compared with a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.kit.sides import Stalled

ZMQPLAY = sys.executable, "-m", "zmqplay"
NOTHING = sys.executable, "-c", "pass"
TEXTUAL = sys.executable, "-c", "import textual.app"
SIZE = 120, 36
DEADLINE_S = 20.0
PAINTED, COMPLETE = b"zmqplay", b"Survey"
"""Texts that the first paint and the last paint of the menu draw: the heading, and the last pattern."""


def seconds_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Run a command to its end; return seconds. `environment` takes the place of this process's."""
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def compare(arguments: Sequence[str], extent: Extent) -> Iterator[Measurement]:
    """A command's time ÷ the time of a Python that does nothing, run one after the other."""
    seconds_of((*ZMQPLAY, *arguments))  # to have its bytecode compiled
    for _ in range(extent.rounds):
        without = seconds_of(NOTHING)
        yield Measurement(seconds_of((*ZMQPLAY, *arguments)) / without)


def compare_menu(extent: Extent) -> Iterator[Measurement]:
    """The menu's time in a terminal ÷ the time of a Python that only imports Textual's app."""
    until_drawn()
    for _ in range(extent.rounds):
        without = seconds_of(TEXTUAL)
        painted, complete = until_drawn()
        yield Measurement(painted / without, "first paint")
        yield Measurement(complete / without, "complete")


def until_drawn() -> tuple[float, float]:
    """Open the menu in a terminal; return seconds to the first paint, and to the complete menu."""
    from zmqplay.bench.kit.terminal import Terminal  # Windows has no pseudo-terminals

    begun, drawn, painted = time.perf_counter(), b"", 0.0
    with Terminal(ZMQPLAY, SIZE) as terminal:
        while COMPLETE not in drawn:
            drawn += terminal.read(DEADLINE_S)
            if not painted and PAINTED in drawn:
                painted = time.perf_counter() - begun
            if time.perf_counter() > begun + DEADLINE_S:
                raise Stalled("the menu does not come")
        complete = time.perf_counter() - begun
        terminal.quit()
    return painted, complete


def _command(name: str, *arguments: str) -> Case:
    measures = f"`zmqplay {' '.join(arguments)}` against `python -c pass`"
    return Case(name, measures, (Figure(at_most=6),), partial(compare, arguments))


COMMANDS = (
    _command("command-version", "--version"),
    _command("command-list", "list"),
    _command("command-help", "run", "--help"),
    Case(
        "menu",
        "the menu in a terminal, against `python -c 'import textual.app'`",
        (Figure("first paint", at_most=1.15), Figure("complete", at_most=1.6)),
        compare_menu,
    ),
)
