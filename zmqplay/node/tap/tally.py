"""Counts by topic or routing id, bounded in number."""

from __future__ import annotations

from typing import Dict, Tuple

OTHER = b"\x00zmqplay:other"
"""The key for all topics or routing ids after the first KEYS_KEPT. The same as in `zmqplay.wire`."""
KEYS_KEPT = 1_000
KEY_BYTES = 128

KEYED_WHEN_SENT = ("PUB", "XPUB", "ROUTER")
KEYED_WHEN_RECEIVED = ("SUB", "XSUB", "ROUTER")

Counts = Tuple[int, int]
"""Whole messages, and the bytes of all their frames."""


class Tally:
    """A running count of whole messages, and of the bytes of all their frames."""

    __slots__ = ("bytes", "messages")

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0


class Keys(Dict[bytes, Tally]):
    """Tallies by first frame; the keys after the first KEYS_KEPT are counted together as OTHER."""

    __slots__ = ("_told",)

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[bytes, Counts] = {}

    def add(self, key: bytes, size: int) -> None:
        """Count one message of `size` bytes."""
        if len(key) > KEY_BYTES:
            key = key[:KEY_BYTES]
        tally = self.get(key)
        if tally is None:
            tally = self.setdefault(key if len(self) < KEYS_KEPT else OTHER, Tally())
        tally.messages += 1
        tally.bytes += size

    def changed(self) -> dict[bytes, Counts]:
        """The counts that differ from those last given to `tell`. The counting thread may continue meanwhile."""
        counts = {key: (tally.messages, tally.bytes) for key, tally in list(self.items())}
        return {key: count for key, count in counts.items() if self._told.get(key) != count}

    def tell(self, counts: dict[bytes, Counts]) -> None:
        """Record that these counts have been reported."""
        self._told.update(counts)
