"""What a rule of the Doctor returns."""

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
    """ZeroMQ does what it promises, and it surprises."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or that surprises: what, why, and what to do."""

    rule: str
    """The rule's name, e.g. `slow-worker`."""
    node: str
    """The node that it is about; empty for the whole."""
    says: str
    """One or two sentences of plain text. They may hold foreign text, so make them safe before drawing them."""
    source: str
    """The page that says so: `zmq_socket(3)`, `RFC 30`; empty for none."""
    level: Level = Level.WRONG
    happened: int = 0
    """How often it has happened, for an event; 0 for a state that lasts. Events are over after a while."""


Rule = Callable[[Traffic, int], Iterable[Finding]]
"""A pure function of the traffic and the time in nanoseconds: what is wrong now."""
