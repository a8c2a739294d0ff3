"""The publications that each subscriber missed since it joined after they had been sent.

When a subscriber is known to have joined, its first publications may have arrived already: of a traced program, nobody
knows the moment. What turns out to be received was not missed; nor was what came after it, since a pipe keeps order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from zmqplay.model.sockets import SocketTraffic, Stream, Way


@dataclass(slots=True)
class Before:
    """The publications of one stream that were sent before a subscriber joined, since it left the last time."""

    after: int = 0
    """The number of the last publication before them."""
    until: int | None = None
    """The number of the last of them; None while the subscriber has not joined."""
    received: int = 0
    """How many of them it received nevertheless."""
    first: int = 0
    """The number of the first publication that it received; 0 before that."""

    @property
    def most(self) -> int:
        """The most of them that it can have missed, if it has received something."""
        return max(0, min(self.first - 1, self.until or 0) - self.after)

    def hears(self, number: int) -> bool:
        """A publication with this number was received; return whether it is one of them."""
        if number <= self.after:
            return False  # before the subscriber had left
        self.first = min(self.first or number, number)
        is_early = self.until is None or number <= self.until
        self.received += is_early
        return is_early


@dataclass(slots=True)
class Joined:
    """One subscriber, in one direction."""

    wanted: int = 0
    """The publications that it would have got, had it been there."""
    earlier: int = 0
    """What it had missed when it left the last time."""
    at_ns: int = 0
    """When it joined; 0 while it has not."""
    streams: dict[Stream, Before] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """The publications that it missed, in all."""
        received = sum(before.received for before in self.streams.values())
        most = sum(before.most for before in self.streams.values()) if self.hears_all() else self.wanted
        return self.earlier + max(0, min(self.wanted - received, most))

    def hears_all(self) -> bool:
        """Whether it has received something of each stream."""
        return bool(self.streams) and all(before.first for before in self.streams.values())


@dataclass(slots=True)
class Missed:
    """Counts the publications that subscribers missed."""

    early: Counter[tuple[str, Way]] = field(default_factory=Counter)
    """By subscriber and direction: publications that it certainly received, sent before it was known to have joined."""
    _joined: dict[tuple[str, Way], Joined] = field(default_factory=dict)

    def of(self, node: str) -> int:
        """The publications that a subscriber missed because it joined later, or again later.

        Those from before it changed its subscriptions are not among them, for it was there and did not want them.
        """
        return sum(joined.missed for (name, _), joined in self._joined.items() if name == node)

    def is_settled(self, node: str, now_ns: int, for_ns: int) -> bool:
        """Whether a subscriber joined `for_ns` ago, or has received something since: what it got would be known."""
        own = [joined for (name, _), joined in self._joined.items() if name == node]
        return all(now_ns - joined.at_ns >= for_ns or joined.hears_all() for joined in own)

    def joins(
        self, node: str, way: Way, publishers: Iterable[SocketTraffic], *, wanted: int, again: bool, now_ns: int
    ) -> None:
        """A subscriber joined, once more if `again`: it had `wanted` publications of these publishers before."""
        joined = self._of(node, way)
        if not again:
            joined.earlier = 0
        joined.wanted, joined.at_ns = wanted, now_ns
        for publisher in publishers:
            before = joined.streams.setdefault(publisher.stream, Before())
            before.until = max(before.until or 0, publisher.numbered)

    def leaves(self, node: str, way: Way, publishers: Iterable[SocketTraffic]) -> None:
        """A subscriber left: what it receives of earlier publications does not count as missed any more."""
        joined = self._of(node, way)
        joined.earlier, joined.wanted, joined.at_ns = joined.missed, 0, 0
        last: Counter[Stream] = Counter()
        for publisher in publishers:
            last[publisher.stream] = max(last[publisher.stream], publisher.numbered)
        joined.streams = {stream: Before(after=number) for stream, number in last.items()}

    def hears(self, node: str, publisher: SocketTraffic, number: int, *, is_certain: bool) -> None:
        """A subscriber received the publication with this number, or, unless it `is_certain`, an equal one."""
        joined = self._of(node, publisher.way)
        before = joined.streams.get(publisher.stream)
        if before is None:  # where the subscriber was there first, none was sent before
            before = joined.streams[publisher.stream] = Before(until=0 if joined.at_ns else None)
        is_early = before.hears(number)
        self.early[node, publisher.way] += is_early and is_certain

    def _of(self, node: str, way: Way) -> Joined:
        return self._joined.setdefault((node, way), Joined())
