"""To which peer a socket deals each message: in turn, as long as no queue is full (libzmq: lb.cpp; RFC 30).

With N peers the message's number modulo N tells its peer. Which residue is whose shows in what arrives; the last one is
known by elimination, so one knows what waits at a slow worker before it has taken any of it.
"""

from __future__ import annotations

from collections.abc import Sequence


class Dealing:
    """One sender's turn, since its peers changed last."""

    def __init__(self) -> None:
        self._since = 0
        self._owners: dict[int, str] = {}

    def begin_anew(self, after: int) -> None:
        """The peers have changed, or a queue was full: what was learned up to this number counts no more."""
        self._since = after
        self._owners.clear()

    def learn(self, number: int, receiver: str, peers: Sequence[str]) -> bool:
        """A message arrived; whether that told anything new."""
        if number <= self._since or receiver not in peers:
            return False
        residue = number % len(peers)
        known = self._owners.get(residue)
        if known == receiver:
            return False
        if known is not None or receiver in self._owners.values():
            self.begin_anew(number)  # the turn is another than it seemed
            return False
        self._owners[residue] = receiver
        return True

    def predict(self, number: int, peers: Sequence[str]) -> str:
        """The peer that this message was dealt to; empty if that cannot be told."""
        if len(peers) == 1:
            return peers[0]
        if number <= self._since or not peers:
            return ""
        owner = self._owners.get(number % len(peers))
        if owner is None and len(self._owners) == len(peers) - 1:
            owner = next(iter(set(peers) - set(self._owners.values())), "")
        return owner or ""
