"""Round-robin: to which peer a socket deals each message, as long as no queue is full (libzmq: lb.cpp; RFC 30).

With N peers, the message's number modulo N tells its peer. Arrivals show which residue belongs to which peer; the last
one follows by elimination, so that messages at a slow worker are placed before it has taken any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Turn:
    """Which residue is dealt to which peer, as long as the peers stay the same."""

    since: int = 0
    """The turn holds for messages with a higher number."""
    peers: Sequence[str] = ()
    owners: dict[int, str] = field(default_factory=dict)
    """Peers by the residue of the numbers that they are dealt."""

    def predict(self, number: int) -> str:
        """The peer that this message was dealt to; empty if unknown."""
        if number <= self.since or not self.peers:
            return ""
        owner = self.owners.get(number % len(self.peers))
        if owner is None and len(self.owners) == len(self.peers) - 1:
            owner = next(iter(set(self.peers) - set(self.owners.values())), "")
        return owner or ""


class RoundRobin:
    """One stream's turn, and the turn before, since messages may be reported after the peers have changed."""

    def __init__(self) -> None:
        self._now, self._before = Turn(), Turn()
        self._changed_ns = 0

    def change_peers(self, after: int, time_ns: int) -> None:
        """The peers changed at `time_ns`, when `after` messages had been reported."""
        self._before, self._changed_ns = self._now, time_ns
        self._now = Turn(after)

    def forget(self, after: int) -> None:
        """The round-robin order was wrong: forget what was learned up to this message."""
        self._before, self._now = Turn(), Turn(after)

    def learn(self, number: int, receiver: str, peers: Sequence[str]) -> bool:
        """A message arrived; return whether the arrival told anything new."""
        turn = self._now
        if number <= turn.since or receiver not in peers:
            return False
        turn.peers = peers
        residue = number % len(peers)
        known = turn.owners.get(residue)
        if known == receiver:
            return False
        if known is not None or receiver in turn.owners.values():
            self.forget(number)
            return False
        turn.owners[residue] = receiver
        return True

    def predict(self, number: int, time_ns: int) -> str:
        """The peer that this message, sent at `time_ns`, was dealt to; empty if unknown."""
        return self._turn(time_ns).predict(number)

    def is_left(self, number: int, time_ns: int, nodes: Collection[str], peers: Collection[str]) -> bool:
        """Whether it was none of these nodes' turn, since the turn of each among the `peers` is known to be another."""
        turn = self._turn(time_ns)
        if number <= turn.since:
            return False
        if not nodes:
            return turn is self._now
        is_known = set(nodes) <= set(turn.owners.values()) and len(turn.peers) == len(peers)
        return is_known and number % len(peers) not in turn.owners

    def _turn(self, time_ns: int) -> Turn:
        return self._before if time_ns < self._changed_ns else self._now
