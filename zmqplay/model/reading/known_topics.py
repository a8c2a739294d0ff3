"""Which topics there are, and which of them nobody hears, without going through all of them for each frame."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from zmqplay.wire import OTHER, Tally

Counts = dict[bytes, Tally]
"""What a socket has sent or received, by topic; a topic that was there stays where it is, a new one is the last."""


class KnownTopics:
    """All topics of a session, those after the first thousand of a socket last."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self._known: set[bytes] = set()
        self._heard: set[bytes] = set()
        self._seen: dict[int, tuple[Counts, int]] = {}
        """The counts by identity, and how many of their topics were looked at."""

    def update(self, sent: Iterable[Counts], received: Iterable[Counts]) -> bool:
        """Look at what is new; whether there is any."""
        before, heard_before = len(self._known), len(self._heard)
        for counts in sent:
            self._known.update(self._new(counts))
        for counts in received:
            self._heard.update(new := self._new(counts))
            self._known.update(new)
        if len(self._known) != before:
            self.names = sorted(self._known - {OTHER}) + [OTHER] * (OTHER in self._known)
        return (before, heard_before) != (len(self._known), len(self._heard))

    def _new(self, counts: Counts) -> list[bytes]:
        seen = self._seen.get(id(counts), (counts, 0))[1]
        if len(counts) == seen:
            return []
        self._seen[id(counts)] = counts, len(counts)
        return list(islice(reversed(counts), len(counts) - seen))

    def unheard(self, subscriptions: Iterable[bytes]) -> set[bytes]:
        """Those that nobody has received, and that none of these subscriptions begins."""
        prefixes = tuple(subscriptions)
        return {topic for topic in self._known - self._heard if topic != OTHER and not topic.startswith(prefixes)}
