"""The ledger's figures: for the whole session and for each link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zmqplay.model.spread import Spread


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole session's ledger, in messages."""

    sent: int = 0
    """Messages that a `send` call accepted."""
    expected: int = 0
    """Deliveries of the sent messages that are due to our nodes."""
    delivered: int = 0
    """Expected deliveries that a `recv` call returned."""
    in_flight: int = 0
    lost: int = 0
    unheard: int = 0
    """Messages published without any matching subscription."""
    elsewhere: int = 0
    """Messages that went to foreign peers."""
    lost_by_reason: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """The messages that went from one node to another; None where the figure is unknown."""

    sender: str
    receiver: str
    wire: str
    delivered: int | None
    lost: dict[str, int] | None
    waiting: int | None
    lost_numbers: Sequence[int] = ()
    """The sender's numbers of the first messages that were lost."""
    latencies: Spread = field(default_factory=Spread)
    """The latencies of the last messages."""
    history: Sequence[int] = ()
    """The number of waiting messages for each quarter second, the latest last."""
