"""No loss is ever told of programs that lose nothing, not even for a moment, and not of messages that are all alike."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.trace.tracing import DEADLINE_S, FRAME_S, PROGRAMS
from zmqplay.model.ledger.accounts import Totals
from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TracedSource

AFTER_S = 0.7
"""How long a run is watched after the last message: a queue that nobody reads is declared lost meanwhile."""
TIMES = 20
"""Of `greeting.py`."""


@dataclass(frozen=True)
class Shape:
    """Programs that together lose nothing."""

    sides: str
    """Of `greeting.py`."""
    ending: frozenset[str]
    """The sides that end by themselves."""
    sent: int
    late: str = ""
    """The side that joins when the others have begun."""


SHAPES = {
    "one client": Shape("rep req", frozenset({"req"}), 2 * TIMES),
    "two clients": Shape("rep req req", frozenset({"req"}), 4 * TIMES),
    "three clients": Shape("rep req req req", frozenset({"req"}), 6 * TIMES),
    "two pushers": Shape("pull push push", frozenset({"push"}), 2 * TIMES),
    "two workers": Shape("ventilator worker worker", frozenset({"ventilator"}), TIMES),
    "a late subscriber": Shape("pub sub", frozenset({"pub", "sub"}), 2 * TIMES + 1, late="sub"),
    "three dealers": Shape("router dealer dealer dealer", frozenset({"dealer"}), 6 * TIMES),
    "a proxy": Shape("proxy guest reader", frozenset({"guest", "reader"}), 2 * (2 * TIMES + 1), late="reader"),
    "threads": Shape("pair", frozenset({"pair"}), 2 * TIMES),
}


class Run:
    """One run of a shape; looks at the ledger after each look at the programs."""

    def __init__(self, shape: Shape, address: str) -> None:
        self.shape = shape
        self.source = TracedSource([_command(side, address) for side in shape.sides.split()])
        self.lost: list[Totals] = []
        """What was told of losses, each once."""

    def play(self) -> None:
        """Play until all has been said, and for a moment longer; then end the programs."""
        with self.source:
            self.source.open()
            if self.shape.late:
                self.until(lambda: self.source.traffic.ledger.totals.delivered >= TIMES)
                self.source.controls.nodes.add(self.shape.late)
            self.until(self._has_ended)
            self.watch_on()
            self.source.finish()
            self._look()

    def watch_on(self) -> None:
        """Look on for a moment: what is wrong may be told late."""
        end_s = time.monotonic() + AFTER_S
        self.until(lambda: time.monotonic() > end_s)

    def until(self, is_so: Callable[[], object]) -> None:
        """Look until something is so."""
        end_s = time.monotonic() + DEADLINE_S
        while not is_so():
            assert time.monotonic() < end_s, [
                (node.name, node.state, *node.output) for node in self.source.traffic.nodes.values()
            ]
            self.source.drain(FRAME_S)
            self._look()
            time.sleep(FRAME_S)  # there is nothing to wait for: the programs tell by files

    def _look(self) -> None:
        totals = self.source.traffic.ledger.totals
        if totals.lost and totals not in self.lost:
            self.lost.append(totals)

    def _has_ended(self) -> bool:
        ending = [node for node in self.source.traffic.nodes.values() if node.role in self.shape.ending]
        return all(node.state is NodeState.STOPPED for node in ending)

    def rows_that_did_not_arrive(self) -> list[Message]:
        traffic = self.source.traffic
        return [row for row in traffic.messages.rows if row.expected and fate_of(traffic, row) is not Fate.ARRIVED]


def _command(side: str, address: str) -> Command:
    return Command(side, (sys.executable, str(PROGRAMS / "greeting.py"), side, address))


@pytest.mark.parametrize("name", SHAPES)
def test_no_loss_is_told_where_none_is(name: str, tmp_path: Path) -> None:
    run = Run(SHAPES[name], f"ipc://{tmp_path}/a")
    run.play()
    totals = run.source.traffic.ledger.totals
    assert run.lost == []
    assert (totals.sent, totals.in_flight, totals.from_elsewhere) == (run.shape.sent, 0, 0)
    assert totals.delivered == totals.expected
    assert run.rows_that_did_not_arrive() == []


def test_what_waits_for_a_worker_that_polls_another_socket_is_under_way(tmp_path: Path) -> None:
    run = Run(Shape("ventilator distracted", frozenset({"ventilator"}), TIMES), f"ipc://{tmp_path}/a")
    run.play()
    totals = run.source.traffic.ledger.totals
    assert run.lost == []
    assert (totals.sent, totals.delivered, totals.in_flight) == (TIMES, TIMES // 4, TIMES - TIMES // 4)
