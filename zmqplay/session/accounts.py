"""What the ledger tells: of the whole, of each node, of each link."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from zmqplay.session.nodes import percentile_ms

BOUNDS_MS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000)
"""Between these latencies lie the bars of a histogram."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole session's ledger, in messages."""

    sent: int = 0
    """A send call accepted them."""
    expected: int = 0
    """Deliveries that are due for them to nodes of ours."""
    delivered: int = 0
    """A receive call returned them."""
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
    """Of the first messages that were lost, as the sender counted them."""
    latencies_ns: Collection[int] = ()
    """Of the last messages."""
    history: Sequence[int] = ()
    """What waited, a value for each quarter second, the latest last."""

    @property
    def latency_p50_ms(self) -> float | None:
        return percentile_ms(self.latencies_ns, 0.5)

    @property
    def latency_p99_ms(self) -> float | None:
        return percentile_ms(self.latencies_ns, 0.99)

    def histogram(self, bounds_ms: Sequence[float] = BOUNDS_MS) -> list[int]:
        """How many of the last latencies are below each bound, and, last, above all."""
        counts = [0] * (len(bounds_ms) + 1)
        for latency_ns in list(self.latencies_ns):
            counts[bisect(bounds_ms, latency_ns / 1e6)] += 1
        return counts
