"""What the ledger tells: of the whole, of each node, of each link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zmqplay.model.spread import Spread


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole session's ledger, in messages."""

    sent: int = 0
    """Messages that a send call accepted."""
    expected: int = 0
    """Deliveries of these that are due to nodes of ours."""
    delivered: int = 0
    """Of the expected ones, those that a receive call returned."""
    in_flight: int = 0
    lost: int = 0
    unheard: int = 0
    """Published, and no subscription matched."""
    elsewhere: int = 0
    """Sent, and taken by peers that are not ours."""
    lost_by_reason: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of what one node sent; None where it cannot be told apart from what others sent."""

    sent: int
    unheard: int
    expected: int | None = 0
    delivered: int | None = 0
    in_flight: int | None = 0
    lost_by_reason: Mapping[str, int] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What went from one node to another; None where it cannot be told."""

    sender: str
    receiver: str
    wire: str
    delivered: int | None
    lost: dict[str, int] | None
    waiting: int | None
    lost_numbers: Sequence[int] = ()
    """The numbers of the first messages that were lost, as the sender counts them."""
    latencies: Spread = field(default_factory=Spread)
    """Those of the last messages."""
    history: Sequence[int] = ()
    """What waited, a value for each quarter second, the latest last."""
