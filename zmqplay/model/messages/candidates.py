"""Candidates: which of the open messages may be the one that a socket has received."""

from __future__ import annotations

from zmqplay.model.closed import threw_away
from zmqplay.model.messages.messages import Message
from zmqplay.model.messages.pairs import Sent
from zmqplay.model.messages.proofs import Proofs
from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import Sample


class Candidates:
    """Leaves out what a routing id, an earlier arrival or the end of the sender excludes."""

    def __init__(self, peers: Peers, proofs: Proofs) -> None:
        self._peers = peers
        self._proofs = proofs

    def may_be(self, sent: Sent, socket: SocketTraffic, of: str) -> bool:
        """Whether the receive may be of this message; `of` names the sender if a routing id told it."""
        message, sender = sent
        if (of and of != message.sender) or threw_away(sender, message.time_ns):
            return False
        if message.routing_id is not None:
            owner, is_sure = self._peers.owner(message.routing_id), self._peers.owners.is_sure
            return owner in (socket.node, None) or not is_sure(message.routing_id)
        node, number = socket.node, socket.number
        for delivery in message.deliveries:  # noqa: SIM110  # a hot path: a generator is slower
            if delivery.node == node and delivery.socket == number:
                return False
        return True

    def has_another_id(self, message: Message, socket: SocketTraffic, sample: Sample) -> bool:
        """Whether the sender's messages arrive at a ROUTER under another routing id than this receive."""
        if not (socket.routes and sample.heads):
            return False
        return self._proofs.has_another_id(message.sender, socket, sample.heads[0])
