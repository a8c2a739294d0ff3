"""All cases, in the order of the table."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from zmqplay.bench.case import Case
from zmqplay.bench.cases.commands import COMMANDS
from zmqplay.bench.cases.naive import NAIVE
from zmqplay.bench.cases.nodes import NODES
from zmqplay.bench.cases.playing import RUN
from zmqplay.bench.cases.screen import SCREEN
from zmqplay.bench.cases.stopping import STOPPED
from zmqplay.bench.cases.throughput import THROUGHPUT
from zmqplay.bench.cases.tracing import TRACING
from zmqplay.bench.cases.watching import WATCHING

CASES: tuple[Case, ...] = (*THROUGHPUT, RUN, *NAIVE, STOPPED, *WATCHING, *NODES, *TRACING, *COMMANDS, *SCREEN)


class UnknownCase(LookupError):
    """An unknown case; the text names the nearest known one."""


def choose(names: Sequence[str], short: bool) -> list[Case]:
    """The cases with these names, in the order of the table; without names, all that take a reasonable time."""
    known = {case.name: case for case in CASES}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else "`zmqplay bench --list` shows them."
            raise UnknownCase(f"there is no case {name!r}; {hint}")
    if names:
        return [case for case in CASES if case.name in names]
    return [case for case in CASES if not case.on_request and (case.in_short or not short)]
