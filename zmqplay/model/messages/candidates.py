"""Candidates: which of the open messages may be the one that a socket has received."""

from __future__ import annotations

from collections.abc import Callable

from zmqplay.model.closed import threw_away
from zmqplay.model.messages.pairs import Sent
from zmqplay.model.messages.proofs import Proofs
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.strangers import Strangers
from zmqplay.wire import Sample


class Candidates:
    """Leaves out what a routing id, an earlier arrival or the end of the sender excludes."""

    def __init__(self, roster: Roster, peers: Peers, proofs: Proofs) -> None:
        self._roster = roster
        self._peers = peers
        self._proofs = proofs
        self._strangers = Strangers(peers)

    def is_ours(self, socket: SocketTraffic, sample: Sample) -> bool:
        """Whether a node of ours has sent what a socket received, and no foreign peer."""
        return bool(self._proofs.sender(socket, sample)) or not self._strangers.were_at(socket, sample.time_ns)

    def may_be(self, sent: Sent, socket: SocketTraffic, of: str, *, by_id: bool) -> bool:
        """Whether the receive may be of this message; `of` names the sender if a routing id told it.

        Unless `by_id`, the message may have been sent to another routing id.
        """
        message, sender = sent
        if (of and of != message.sender) or threw_away(sender, message.time_ns):
            return False
        if message.routing_id is not None and by_id:
            owner, is_sure = self._peers.owner(message.routing_id), self._peers.owners.is_sure
            return owner in (socket.node, None) or not is_sure(message.routing_id)
        node, number = socket.node, socket.number
        for delivery in message.deliveries:  # a hot path: a generator is slower
            if delivery.node == node and delivery.socket == number:
                return not delivery.is_seen and not self._roster.is_open(socket)  # it was taken to be this receive
        return True

    def is_outdated(self, sent: Sent, socket: SocketTraffic, sample: Sample) -> bool:
        """Whether the message was lost to another node, so that its sender may yet tell of an equal one to this node.

        Two clients ask the same, one after the other: the first ends without its reply, then the second has its own.
        """
        message, sender = sent
        if not message.losses or sender.deals or sender.publishes or socket.node in message.losses:
            return False
        node = self._roster.nodes[sender.node]
        return node.state.alive and node.doing.reported_ns < sample.time_ns

    def for_receive(
        self, socket: SocketTraffic, sample: Sample, of: str, since_ns: int, *, by_id: bool
    ) -> Callable[[Sent], bool]:
        """The same, of one of several equal messages that were sent after `since_ns`.

        With `by_id`, none of a node whose messages arrive with another routing id.
        """
        routing_id = sample.heads[0] if by_id and not of and socket.routes and sample.heads else None

        def may_be(sent: Sent) -> bool:
            message = sent[0]
            if not (since_ns < message.time_ns <= sample.time_ns and self.may_be(sent, socket, of, by_id=by_id)):
                return False
            return routing_id is None or not self._proofs.has_another_id(message.sender, socket, routing_id)

        return may_be
