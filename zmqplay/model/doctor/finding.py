"""Findings: the values that the Doctor's rules return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from zmqplay.model.traffic import Traffic


class Level(StrEnum):
    """How bad a finding is."""

    WRONG = "wrong"
    """Something is lost, stuck or ignored."""
    NOTE = "note"
    """ZeroMQ behaves as documented, but in a way that surprises."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong or surprising: what happens, why, and what to do."""

    rule: str
    """The rule's name, e.g. `slow-worker`."""
    node: str
    """The node that the finding concerns; empty for the whole session."""
    says: str
    """One or two sentences of plain text. They may hold foreign text: make them safe before drawing them."""
    source: str
    """The page that documents the behaviour: `zmq_socket(3)`, `RFC 30`; empty for none."""
    level: Level = Level.WRONG
    happened: int = 0
    """How often the event has happened; 0 for a state that lasts. Findings about events expire."""
    command: str = ""
    """A further sentence, for whoever has the screen: the command that mends it, in backticks."""

    @property
    def on_screen(self) -> str:
        """What the finding says where commands can be given."""
        return f"{self.says} {self.command}" if self.command else self.says


Rule = Callable[[Traffic, int], Iterable[Finding]]
"""A pure function of the traffic and the time in nanoseconds; yields the findings that hold now."""
