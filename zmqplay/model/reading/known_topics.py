"""Which topics exist, and which of them no node hears, kept up to date without reading all of them each frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from zmqplay.wire import OTHER, Tally

Counts = dict[bytes, Tally]
"""A socket's sent or received messages by topic; a topic keeps its place, a new one comes last."""

SocketKey = tuple[str, int]
"""A node, and the index of a socket among the sockets of all its lives."""


class KnownTopics:
    """The topics of a session, without those after a socket's first thousand, which are counted together as `OTHER`."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        """The topics, in order."""
        self._known: set[bytes] = set()
        self._heard: set[bytes] = set()
        self._read: dict[tuple[bool, SocketKey], int] = {}
        """How many topics of a socket's counts have been read, by socket, and by whether they were sent."""

    def update(self, sent: Mapping[SocketKey, Counts], received: Mapping[SocketKey, Counts]) -> bool:
        """Add the topics that are new in these counts; return whether there were any."""
        before, heard_before = len(self._known), len(self._heard)
        for key, counts in sent.items():
            self._known.update(self._new((True, key), counts))
        for key, counts in received.items():
            self._heard.update(new := self._new((False, key), counts))
            self._known.update(new)
        if len(self._known) != before:
            self.names = sorted(self._known - {OTHER})
        return (before, heard_before) != (len(self._known), len(self._heard))

    def _new(self, key: tuple[bool, SocketKey], counts: Counts) -> list[bytes]:
        read = self._read.get(key, 0)
        if len(counts) == read:
            return []
        self._read[key] = len(counts)
        return list(islice(reversed(counts), len(counts) - read))

    def unheard(self, subscriptions: Iterable[bytes]) -> set[bytes]:
        """The topics that no node has received, and that no subscription matches."""
        prefixes = tuple(subscriptions)
        return {topic for topic in self._known - self._heard if topic != OTHER and not topic.startswith(prefixes)}
