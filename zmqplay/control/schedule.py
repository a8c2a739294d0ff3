"""What `zmqplay run --at` does, and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from zmqplay.control.commands import Command, CommandError, do
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.session import Session

ENDS_IT = ("kill", "fail")
"""Commands after which a node that dies has done what was asked."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A command at its time."""

    seconds: float
    """After the nodes have met."""
    text: str
    command: Command


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command."""

    seconds: float
    """When it was done."""
    text: str
    says: str
    """What it did, or why it could not be done."""
    done: bool


class Timetable:
    """Does each command when its time has come."""

    def __init__(self, session: Session, timed: Iterable[Timed]) -> None:
        self._session = session
        self._left = deque(sorted(timed, key=lambda each: each.seconds))
        self._ended: set[tuple[str, int]] = set()
        self.outcomes: list[Outcome] = []

    @property
    def is_over(self) -> bool:
        """Nothing is left to do."""
        return not self._left

    def wait_s(self, elapsed_s: float) -> float:
        """How long nothing is due."""
        return max(0.0, self._left[0].seconds - elapsed_s) if self._left else float("inf")

    def keep(self, elapsed_s: float) -> list[Outcome]:
        """Do what is due; the outcome of each command."""
        outcomes = []
        while self._left and self._left[0].seconds <= elapsed_s:
            outcomes.append(self._do(self._left.popleft(), elapsed_s))
        self.outcomes += outcomes
        return outcomes

    def _do(self, timed: Timed, elapsed_s: float) -> Outcome:
        spec, _, values = timed.command
        node = self._session.traffic.nodes.get(values[0]) if spec.name in ENDS_IT else None
        try:
            says = do(self._session, timed.command).says
        except CommandError as error:
            return Outcome(elapsed_s, timed.text, str(error), done=False)
        if node is not None:
            self._ended.add(_life(node))
        return Outcome(elapsed_s, timed.text, says, done=True)

    def give_up(self, elapsed_s: float) -> list[Outcome]:
        """The run is over: what is left will not be done."""
        left = [
            Outcome(elapsed_s, timed.text, f"the run was over before {timed.seconds:g} s", done=False)
            for timed in self._left
        ]
        self._left.clear()
        self.outcomes += left
        return left

    def has_ended(self, node: NodeTraffic) -> bool:
        """That this node died, in this life of its, was asked for."""
        return _life(node) in self._ended


def _life(node: NodeTraffic) -> tuple[str, int]:
    return node.name, len(node.former_pids)
