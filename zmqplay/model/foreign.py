"""Foreign peers: programs that are not watched, as far as the sockets that they are connected to can tell."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from zmqplay.model.connections import Connection
from zmqplay.model.sockets import SocketKey, SocketTraffic

SLACK_NS = 50_000_000
"""How long after its first message a connection may be reported."""
KEPT = 1_000
"""Most foreign peers to keep that have left."""


@dataclass(slots=True)
class ForeignPeer:
    """A peer that is not watched: one connection of a foreign program to one socket of ours."""

    name: str
    """The address, with ` (2)` and so on if an earlier peer has the same: each is the key of one peer alone."""
    address: str
    """`host:port`, or `pid 123` over ipc: all of one process have the same there."""
    node: str
    """Our node that the peer is connected to."""
    wire: str
    socket: str
    """The type of our node's socket."""
    since_ns: int
    gone_ns: int = 0
    """When the peer disconnected; 0 while it is connected."""
    key: SocketKey = ("", 0, 0)
    """The socket of ours that the peer is connected to."""
    types: tuple[str, ...] = ()
    """The types that the peer's socket can have, by the type of ours: no event tells the type.

    Empty where nothing is known: libzmq does not compare types with a peer that speaks ZMTP 1.0 or 2.0.
    """
    is_old: bool = False
    """The peer speaks ZMTP 1.0 or 2.0."""
    routing_id: bytes | None = None
    """The peer's id at our ROUTER or REP; None where it is not certain."""
    received_from: int | None = None
    """Messages that our socket has received from the peer; None where these cannot be told from others."""
    handed_over: int | None = None
    """Messages that our socket has dealt or routed to the peer; None where that cannot be known."""
    binds: bool = False
    """The peer has bound the address, and our socket has connected."""
    is_ignored: bool = False
    """The peer is connected to a PAIR that has another peer."""

    @property
    def gone(self) -> bool:
        return bool(self.gone_ns)

    def was_there(self, time_ns: int) -> bool:
        """Whether the peer was connected at that time."""
        return self.came_before(time_ns) and (not self.gone_ns or time_ns <= self.gone_ns)

    def came_before(self, time_ns: int) -> bool:
        """Whether the peer had connected by that time."""
        return self.since_ns <= time_ns + SLACK_NS


class ForeignPeers:
    """The foreign peers that are connected, and the last `KEPT` that have left."""

    def __init__(self) -> None:
        self.by_name: dict[str, ForeignPeer] = {}
        """By name, in the order in which they came."""
        self.forgotten = 0
        """Peers that have left and are no longer kept."""
        self._of: dict[SocketKey, list[ForeignPeer]] = {}
        self._here: dict[SocketKey, list[ForeignPeer]] = {}
        self._gone: deque[str] = deque()
        self._came: Counter[SocketKey] = Counter()
        self._last_gone_ns: dict[SocketKey, int] = {}

    def add(self, socket: SocketTraffic, connection: Connection) -> None:
        """A connection of this socket proved to be that of a foreign peer."""
        connection.foreign = self._unused(connection.peer)
        peer = self.by_name[connection.foreign] = ForeignPeer(
            connection.foreign,
            connection.peer,
            socket.node,
            socket.wire,
            socket.type,
            connection.came_ns,
            key=socket.key,
            types=() if connection.is_old else socket.kind.peers,
            is_old=connection.is_old,
            binds=not connection.accepted,
        )
        self._of.setdefault(socket.key, []).append(peer)
        self._here.setdefault(socket.key, []).append(peer)
        self._came[socket.key] += 1
        if connection.left_ns:
            self.left(connection.foreign, connection.left_ns)

    def _unused(self, address: str) -> str:
        names = (f"{address} ({number})" if number > 1 else address for number in count(1))
        return next(name for name in names if name not in self.by_name)

    def left(self, name: str, time_ns: int) -> None:
        """A foreign peer has disconnected."""
        peer = self.by_name.get(name)
        if peer is not None and not peer.gone:
            peer.gone_ns = self._last_gone_ns[peer.key] = time_ns
            self._here[peer.key].remove(peer)
            self._gone.append(name)
            if len(self._gone) > KEPT:
                forgotten = self.by_name.pop(self._gone.popleft())
                self._of[forgotten.key].remove(forgotten)
                self.forgotten += 1

    def remove(self, name: str) -> None:
        """A peer proved to be one of our own nodes."""
        peer = self.by_name.pop(name, None)
        if peer is not None:
            self._of[peer.key].remove(peer)
            self._came[peer.key] -= 1
            if peer.gone:
                self._gone.remove(name)
            else:
                self._here[peer.key].remove(peer)

    def of(self, socket: SocketTraffic) -> Sequence[ForeignPeer]:
        """The peers of this socket that are kept, in the order in which they came."""
        return self._of.get(socket.key, ())

    def here(self, socket: SocketTraffic) -> Sequence[ForeignPeer]:
        """The peers that are connected to this socket now, in the order in which they came."""
        return self._here.get(socket.key, ())

    def came(self, socket: SocketTraffic) -> int:
        """The number of foreign peers that ever connected to this socket."""
        return self._came[socket.key]

    def was_any_there(self, socket: SocketTraffic, since_ns: int) -> bool:
        """Whether a foreign peer was connected to this socket at any time since then."""
        return bool(self.here(socket)) or self._last_gone_ns.get(socket.key, -1) >= since_ns
