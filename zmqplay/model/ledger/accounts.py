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
    unheard: int | None = 0
    """Messages published without any matching subscription; None where a foreign or joining one may have."""
    handed_over: int | None = 0
    """Messages that were dealt or routed to foreign peers; whether these took them cannot be known.

    None while nothing tells how many of those in flight were dealt to foreign peers.
    """
    from_elsewhere: int = 0
    """Messages that our nodes received from foreign peers."""
    waiting_to_be_sent: int = 0
    """Messages that were typed or generated and that their own node has not sent yet."""
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
    """Messages that were sent and have not arrived."""
    lost_numbers: Sequence[int] = ()
    """The sender's numbers of the first messages that were lost."""
    latencies: Spread = field(default_factory=Spread)
    """The latencies of the last messages."""
    history: Sequence[int] = ()
    """The number of waiting messages for each quarter second, the latest last."""
    room: int = 0
    """Messages that the receiver's own queue holds, of which the first are those that wait; 0 if nothing waits, or
    without a limit. More can wait: in the kernel, and in the sender's queue."""
