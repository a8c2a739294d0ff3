"""Replies that a client left behind when it ended, as far as it is known that they were its own.

Two clients may ask the same. Whose request a server has answered is certain once all have told what they had sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.ledger.arrivals import Wait
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way


class LeftBehind:
    """Clients that have ended, until all others have told."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._waits: dict[tuple[Way, str], Wait] = {}
        """By the direction in which replies are sent, and the client."""

    def add(self, way: Way, client: str) -> bool:
        """A client has ended; return whether another may have asked what it is thought to have asked."""
        is_doubtful = any(sender.kind.replies for sender in self._senders(way)) and bool(self._others(way, client))
        if is_doubtful:
            self._waits[way, client] = Wait(self._roster.nodes[client].life.ended_ns)
        return is_doubtful

    def take_told(self, now_ns: int) -> Iterator[tuple[Way, str]]:
        """The directions and clients of which all others have told by now; they are forgotten."""
        for (way, client), wait in list(self._waits.items()):
            if wait.is_over(self._roster, self._others(way, client), now_ns):
                del self._waits[way, client]
                yield way, client

    def take_all(self, client: str = "") -> Iterator[tuple[Way, str]]:
        """All directions, and clients that have ended, or this one of them; they are forgotten."""
        for way, name in [key for key in self._waits if client in (key[1], "")]:
            del self._waits[way, name]
            yield way, name

    def _senders(self, way: Way) -> list[SocketTraffic]:
        return [socket for socket in self._roster.sockets() if socket.way == way]

    def _others(self, way: Way, client: str) -> set[str]:
        """The other nodes that ask, and live."""
        return {name for name in self._roster.receivers(way) if name != client}
