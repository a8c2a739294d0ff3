"""What a rule finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic


class Level(StrEnum):
    """How bad it is."""

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
    """Whom it is about; empty for the whole."""
    says: str
    """One or two sentences of plain text; may hold foreign text, so it is not safe to draw raw."""
    source: str
    """The page that says so: `zmq_socket(3)`, `RFC 30`."""
    level: Level = Level.WRONG
    happened: int = 0
    """How often it has happened, if it is no state that lasts: then it is over some time after the last time."""


Rule = Callable[["Traffic", int], Iterable[Finding]]
"""Given the traffic and the time, what it finds now."""
