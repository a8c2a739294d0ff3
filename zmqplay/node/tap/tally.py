"""Counts by topic or routing id, bounded."""

from __future__ import annotations

from zmqplay.wire import OTHER, Tally

KEYS_KEPT = 1_000
KEY_BYTES = 128

KEYED_WHEN_SENT = ("PUB", "XPUB", "ROUTER")
KEYED_WHEN_RECEIVED = ("SUB", "XSUB", "ROUTER")


class Keys(dict[bytes, Tally]):
    """Messages and bytes by first frame; what comes after the first thousand goes to OTHER."""

    __slots__ = ("_told",)

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[bytes, Tally] = {}

    def add(self, key: bytes, size: int) -> None:
        """Count one message of `size` bytes."""
        if len(key) > KEY_BYTES:
            key = key[:KEY_BYTES]
        tally = self.get(key)
        if tally is None:
            tally = self.setdefault(key if len(self) < KEYS_KEPT else OTHER, Tally())
        tally.messages += 1
        tally.bytes += size

    def changed(self) -> dict[bytes, Tally]:
        """What is different from what was last `tell`-ed; copies, since the role goes on counting."""
        told = self._told
        return {key: Tally(tally.messages, tally.bytes) for key, tally in list(self.items()) if told.get(key) != tally}

    def tell(self, counts: dict[bytes, Tally]) -> None:
        """These counts have been reported."""
        self._told.update(counts)
