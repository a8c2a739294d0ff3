"""The routing ids that ROUTERs know, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zmqplay.model.ledger.ledger import Ledger
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketTraffic, Stream
from zmqplay.wire import OTHER, Tally

NOTHING = Tally()
NOBODY, FOREIGN = "nobody", "foreign"


@dataclass(frozen=True, slots=True)
class RoutingId:
    """The name that a ROUTER has for a peer."""

    router: SocketTraffic
    routing_id: bytes
    former: tuple[SocketTraffic, ...] = ()
    """The sockets before this one that knew the id and sent the same stream, as in former lives of the node."""

    @property
    def routers(self) -> tuple[SocketTraffic, ...]:
        """All sockets that know, or knew, the peer by this name."""
        return *self.former, self.router

    @property
    def is_generated(self) -> bool:
        """Whether libzmq generated the id: five bytes, the first of them zero (zmq_socket(3), ZMQ_ROUTER)."""
        return len(self.routing_id) == 5 and self.routing_id[0] == 0

    @property
    def received(self) -> int:
        """Messages that the ROUTER received from the peer."""
        return sum(router.received_by_key.get(self.routing_id, NOTHING).messages for router in self.routers)

    @property
    def sent(self) -> int:
        """Messages that the ROUTER sent to the id, including those dropped because no peer has the id."""
        return sum(router.sent_by_key.get(self.routing_id, NOTHING).messages for router in self.routers)

    @property
    def heard_ns(self) -> int:
        """When the last message came from the peer; 0 if none came."""
        return max(router.last_heard_ns.get(self.routing_id, 0) for router in self.routers)

    def owner(self, peers: Peers) -> str:
        """The node that has this id, or the name of the foreign peer; else `FOREIGN`, `NOBODY`, or empty if unknown.

        An id that was never heard may be that of a foreign peer which has not spoken yet.
        """
        if owner := peers.owner(self.routing_id):
            return owner
        for router in reversed(self.routers):
            if foreign := peers.foreign_owner(router, self.routing_id):
                return foreign.name
        if not self.received:
            return "" if any(peers.may_have_owned(router, self.routing_id) for router in self.routers) else NOBODY
        strangers = [peer.name for peer in peers.on_wire(self.router.wire) if peer.node == self.router.node]
        return strangers[0] if len(strangers) == 1 else FOREIGN


def routing_ids(sockets: Iterable[SocketTraffic]) -> list[RoutingId]:
    """The ids that these sockets' ROUTERs received from or sent to, in the order first seen.

    Those after a socket's first thousand are not told apart; `others_of` counts them.
    """
    found: dict[tuple[Stream, bytes], list[SocketTraffic]] = {}
    for socket in sockets:
        if socket.routes:
            for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key)):
                found.setdefault((socket.stream, routing_id), []).append(socket)
    return [
        RoutingId(routers[-1], routing_id, tuple(routers[:-1]))
        for (_, routing_id), routers in found.items()
        if routing_id != OTHER
    ]


def is_unroutable(ledger: Ledger, router: SocketTraffic, routing_id: bytes) -> bool:
    """Whether every message of a ROUTER to this routing id is counted as unroutable."""
    tally = router.sent_by_key.get(routing_id)
    return tally is not None and tally.messages == ledger.unroutable(router, routing_id)


def others_of(sockets: Iterable[SocketTraffic]) -> list[RoutingId]:
    """For each of these ROUTERs, the ids after its first thousand, counted together under `OTHER`."""
    return [RoutingId(socket, OTHER) for socket in sockets if socket.routes]
