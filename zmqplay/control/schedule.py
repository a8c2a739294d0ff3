"""The schedule of `zmqplay run --at`: commands, each with its time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from zmqplay.control.commands import Command, CommandError, do
from zmqplay.control.source import Controls
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Timed:
    """A command and its time."""

    seconds: float
    """Seconds after the nodes have met."""
    text: str
    command: Command


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a command."""

    seconds: float
    """When the command was done."""
    text: str
    says: str
    """A sentence: what the command did, or why it could not be done."""
    done: bool


class Schedule:
    """Does each command when it is due."""

    def __init__(self, controls: Controls | None, traffic: Traffic, timed: Iterable[Timed]) -> None:
        self._controls = controls
        self._traffic = traffic
        self._left = deque(sorted(timed, key=lambda each: each.seconds))
        self._ended: set[tuple[str, int]] = set()
        """Names and lives of the nodes that a command has ended."""
        self.outcomes: list[Outcome] = []

    @property
    def is_over(self) -> bool:
        """Whether no command is left."""
        return not self._left

    def wait_s(self, elapsed_s: float) -> float:
        """Seconds until the next command is due; infinite if none is left."""
        return max(0.0, self._left[0].seconds - elapsed_s) if self._left else float("inf")

    def keep(self, elapsed_s: float) -> list[Outcome]:
        """Do each command that is due; return their outcomes."""
        outcomes = []
        while self._left and self._left[0].seconds <= elapsed_s:
            outcomes.append(self._do(self._left.popleft(), elapsed_s))
        self.outcomes += outcomes
        return outcomes

    def _do(self, timed: Timed, elapsed_s: float) -> Outcome:
        dying = self._traffic.nodes.get(timed.command.dies)
        try:
            says = do(self._controls, self._traffic, timed.command).says
        except CommandError as error:
            return Outcome(elapsed_s, timed.text, str(error), done=False)
        if dying is not None:
            self._ended.add((dying.name, dying.life.number))
        return Outcome(elapsed_s, timed.text, says, done=True)

    def give_up(self, elapsed_s: float) -> list[Outcome]:
        """Drop the remaining commands, since the run is over; return their outcomes."""
        left = [
            Outcome(elapsed_s, timed.text, f"the run was over before {timed.seconds:g} s", done=False)
            for timed in self._left
        ]
        self._left.clear()
        self.outcomes += left
        return left

    def has_ended(self, node: NodeTraffic) -> bool:
        """Whether a command asked for the death of this node in its present life."""
        return (node.name, node.life.number) in self._ended
