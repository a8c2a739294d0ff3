"""Counts by topic or routing id, bounded in number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Dict, Iterable, Tuple

OTHER = b"\x00zmqplay:other"
"""The key for all topics or routing ids after the first KEYS_KEPT. The same as in `zmqplay.wire`."""
KEYS_KEPT = 1_000
KEY_BYTES = 128

KEYED_WHEN_SENT = ("PUB", "XPUB", "XSUB", "ROUTER")
KEYED_WHEN_RECEIVED = ("SUB", "XSUB", "ROUTER")


class Tally:
    """A running count of whole messages, and of the bytes of all their frames."""

    __slots__ = ("bytes", "messages")

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0


if TYPE_CHECKING:
    Counts = Tuple[int, int]
    """Whole messages, and the bytes of all their frames."""
    Tallies = Dict[bytes, Tally]
else:
    Counts, Tallies = tuple, dict  # a program that is traced begins sooner without `typing`'s


class Keys(Tallies):
    """Tallies by first frame; the keys after the first KEYS_KEPT are counted together, as OTHER when told.

    Beyond the first KEYS_KEPT, publications are counted by subscription instead: by the longest one, of those that
    `expect` has named, with which the topic begins. So the publications due to a subscriber stay exact.
    """

    __slots__ = ("_lengths", "_none", "_told", "beyond")

    def __init__(self) -> None:
        super().__init__()
        self.beyond: dict[bytes, Tally] = {}
        """Tallies by subscription of the keys after the first KEYS_KEPT."""
        self._lengths: tuple[int, ...] = ()
        """The lengths of these subscriptions, the longest first."""
        self._none = Tally()
        """The keys after the first KEYS_KEPT with which no named subscription matches."""
        self._told: dict[bytes, Counts] = {}

    def add(self, key: bytes, size: int) -> None:
        """Count one message of `size` bytes."""
        if len(key) > KEY_BYTES:
            key = key[:KEY_BYTES]
        tally = self.get(key)
        if tally is None:
            tally = self._begin(key)
        tally.messages += 1
        tally.bytes += size

    def _begin(self, key: bytes) -> Tally:
        if len(self) < KEYS_KEPT:
            return self.setdefault(key, Tally())
        for length in self._lengths:
            tally = self.beyond.get(key[:length])
            if tally is not None:
                return tally
        return self._none

    def expect(self, subscriptions: Iterable[bytes]) -> None:
        """Count by these subscriptions too, from now on. The counting thread may continue meanwhile."""
        cut = [subscription[:KEY_BYTES] for subscription in subscriptions]
        self.beyond = {**self.beyond, **{key: Tally() for key in cut if key not in self.beyond}}
        self._lengths = tuple(sorted({len(key) for key in self.beyond}, reverse=True))

    def changed(self, everything: bool = False) -> dict[bytes, Counts]:
        """The counts that differ from those last given to `tell`; with `everything`, all.

        The counting thread may continue meanwhile.
        """
        counts = {key: (tally.messages, tally.bytes) for key, tally in self.copy().items()}
        beyond = [self._none, *self.beyond.values()]
        if messages := sum(tally.messages for tally in beyond):
            counts[OTHER] = messages, sum(tally.bytes for tally in beyond)
        return {key: count for key, count in counts.items() if everything or self._told.get(key) != count}

    def changed_beyond(self) -> dict[bytes, Counts]:
        """The counts by subscription of the keys after the first KEYS_KEPT; OTHER if no subscription matches."""
        if not self.beyond:
            return {}
        counts = {key: (tally.messages, tally.bytes) for key, tally in self.beyond.items() if tally.messages}
        return {**counts, OTHER: (self._none.messages, self._none.bytes)} if counts or self._none.messages else {}

    def tell(self, counts: dict[bytes, Counts]) -> None:
        """Record that these counts have been reported."""
        self._told.update(counts)
