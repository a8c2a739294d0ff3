"""Subscriptions that a socket has ended: what was published for them before, and not received, its filter dropped.

A SUB filters as it receives, so that what waits for it when it unsubscribes is gone, though it subscribe again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

KEPT = 1_000
"""Most subscriptions whose end is remembered, of one socket."""


@dataclass(slots=True)
class EndedSubscriptions:
    """When each subscription of one socket last ended, by the report that told so."""

    last_ns: int = 0
    _ended_ns: dict[bytes, int] = field(default_factory=dict)

    def note(self, before: Iterable[bytes], now: Iterable[bytes], time_ns: int) -> None:
        """A report that was made at this time told of other subscriptions than the one before."""
        for prefix in set(before) - set(now):
            self._ended_ns.pop(prefix, None)  # so that the latest stand last
            self._ended_ns[prefix] = self.last_ns = time_ns
        for prefix in list(self._ended_ns)[:-KEPT]:
            del self._ended_ns[prefix]

    def lasting(self, subscriptions: tuple[bytes, ...], since_ns: int) -> tuple[bytes, ...]:
        """Those of these subscriptions that have not ended at any time since then."""
        if since_ns > self.last_ns:
            return subscriptions
        return tuple(prefix for prefix in subscriptions if self._ended_ns.get(prefix, 0) < since_ns)
