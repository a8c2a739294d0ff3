"""Replies that a client left behind when it ended, as far as it is known that they were its own.

Two clients may ask the same. Whose request a server has answered is certain once all have told what they had sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zmqplay.model.ledger.arrivals import Wait
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way

End = tuple[Way, str, int]
"""The direction in which replies are sent, a client that has ended, and when it was last known to live."""


@dataclass(frozen=True, slots=True)
class Left:
    """The end of one client."""

    alive_ns: int
    wait: Wait


class LeftBehind:
    """Clients that have ended, and may have started again, until all others have told."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._left: dict[tuple[Way, str], Left] = {}

    def add(self, way: Way, client: str, answered_ns: int = 0) -> bool:
        """A client has ended, or was answered after its end; return whether another may have asked the same."""
        is_doubtful = any(sender.kind.replies for sender in self._senders(way)) and bool(self._others(way, client))
        if is_doubtful:
            life = self._roster.nodes[client].life
            self._left[way, client] = Left(life.alive_ns, Wait(max(life.ended_ns, answered_ns)))
        return is_doubtful

    def take(self, now_ns: int | None) -> Iterator[End]:
        """The ends since which all others have told, or all without a time; they are forgotten."""
        for (way, client), left in list(self._left.items()):
            if now_ns is None or left.wait.is_over(self._roster, self._others(way, client), now_ns):
                del self._left[way, client]
                yield way, client, left.alive_ns

    def _senders(self, way: Way) -> list[SocketTraffic]:
        return [socket for socket in self._roster.sockets() if socket.way == way]

    def _others(self, way: Way, client: str) -> set[str]:
        """The other nodes that ask, and live."""
        return {name for name in self._roster.receivers(way) if name != client}
