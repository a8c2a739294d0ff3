"""A routing id at one ROUTER, and what can be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import OTHER, Tally

NOTHING = Tally()
NOBODY, FOREIGN = "nobody", "foreign"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a ROUTER calls a peer."""

    router: SocketTraffic
    routing_id: bytes

    @property
    def is_generated(self) -> bool:
        """libzmq makes five bytes, the first of them zero (zmq_socket(3), ZMQ_ROUTER)."""
        return len(self.routing_id) == 5 and self.routing_id[0] == 0

    @property
    def stands_for_others(self) -> bool:
        """It is no routing id: those after the first thousand are counted together."""
        return self.routing_id == OTHER

    @property
    def received(self) -> int:
        """Messages that the ROUTER got from it."""
        return self.router.received_by_key.get(self.routing_id, NOTHING).messages

    @property
    def sent(self) -> int:
        """Messages that the ROUTER sent to it, or dropped if nobody has it."""
        return self.router.sent_by_key.get(self.routing_id, NOTHING).messages

    @property
    def heard_ns(self) -> int:
        """When something came from it last; 0 if nothing did."""
        return self.router.last_heard_ns.get(self.routing_id, 0)

    def owner(self, traffic: Traffic) -> str:
        """A node; the address of a foreign peer if it is the only one, or a word."""
        if owner := traffic.peers.owner(self.routing_id):
            return owner
        if self.stands_for_others:
            return ""
        if not self.received:
            return NOBODY
        strangers = [peer.address for peer in traffic.peers.on_wire(self.router.wire) if peer.node == self.router.node]
        return strangers[0] if len(strangers) == 1 else FOREIGN


def identities(traffic: Traffic) -> list[Identity]:
    """What the ROUTERs have received from and sent to, in the order in which it was first seen; the rest last."""
    found = [
        Identity(socket, routing_id)
        for socket in traffic.sockets()
        if socket.type == "ROUTER"
        for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key))
    ]
    return sorted(found, key=lambda identity: identity.stands_for_others)
