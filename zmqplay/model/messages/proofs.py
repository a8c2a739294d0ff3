"""Proofs of which node has a routing id: a ROUTER received what only one node had sent until then.

Nodes may send the same contents at the same time. So who sent a content is remembered, not only who waits with it, and
a proof is taken back when another node turns out to have sent that content before. Of equal contents, a node that has
a proven id sent none under another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zmqplay.model.messages.received import Key
from zmqplay.model.nodes import NodeState
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.wire import Sample

UNTOLD = frozenset({NodeState.FROZEN, NodeState.KILLED})
"""A node in one of these states may have sent more than it has reported."""


KEPT = 5_000
"""Contents that are remembered."""
COMPARED = 8
"""Of at most so many nodes that have sent the same content, those with another id are left out."""


@dataclass(slots=True)
class Content:
    """One content in one direction: when each node first sent it, and what it has proved."""

    sent_ns: dict[str, int] = field(default_factory=dict)
    proofs: dict[bytes, tuple[str, int]] = field(default_factory=dict)
    """By routing id: the node, and when the content was received."""


class Proofs:
    """Teaches `Peers` the routing ids that no node has announced."""

    def __init__(self, roster: Roster, peers: Peers) -> None:
        self._roster = roster
        self._peers = peers
        self._contents: dict[Key, Content] = {}
        self._by_others: list[tuple[bytes, str]] = []
        """Proofs that rest on those of other nodes."""
        self._senders: dict[Way, list[SocketTraffic]] = {}
        """See `_nameless`; since the last tick."""

    def forget_senders(self) -> None:
        """Sockets may have changed: find the senders of each direction again."""
        self._senders.clear()

    def sent(self, key: Key, socket: SocketTraffic, time_ns: int) -> None:
        """A socket has sent a content."""
        if not _is_nameless(socket):
            return
        content = self._contents.get(key)
        if content is None:
            content = self._contents[key] = Content()
            if len(self._contents) > KEPT:
                del self._contents[next(iter(self._contents))]
        if content.sent_ns.setdefault(socket.node, time_ns) <= time_ns and content.proofs:
            self._doubt(content, socket.node, time_ns)

    def _doubt(self, content: Content, node: str, time_ns: int) -> None:
        """A node has sent a content, as is known only now: what was received later may have been the node's."""
        wrong = [one for one, (owner, at_ns) in content.proofs.items() if owner != node and time_ns < at_ns]
        for routing_id in wrong:
            self._peers.owners.unlearn(routing_id, content.proofs.pop(routing_id)[0])
        if wrong:
            for routing_id, owner in self._by_others:
                self._peers.owners.unlearn(routing_id, owner)
            self._by_others.clear()

    def received(self, key: Key, router: SocketTraffic, routing_id: bytes, time_ns: int) -> None:
        """A ROUTER has received a content that a node of ours had sent."""
        content = self._contents.get(key)
        if content is None or self._peers.owners.is_sure(routing_id):
            return
        nodes = {node for node, sent_ns in content.sent_ns.items() if sent_ns < time_ns}
        nodes.update(self._untold(router, time_ns))
        is_by_others = 1 < len(nodes) <= COMPARED
        if is_by_others:
            nodes -= self._known_otherwise(router, routing_id)
        if len(nodes) != 1:
            self._peers.owners.learn_ours(routing_id)
            return
        node = nodes.pop()
        if is_by_others:
            self._by_others.append((routing_id, node))
        content.proofs[routing_id] = node, time_ns
        self._peers.owners.learn(routing_id, node)

    def sender(self, socket: SocketTraffic, sample: Sample) -> str:
        """The node that sent what was received here, if a routing id tells it beyond doubt; else empty."""
        if not (socket.routes and sample.heads and self._peers.owners.is_sure(sample.heads[0])):
            return ""
        return self._peers.owner(sample.heads[0]) or ""

    def has_another_id(self, node: str, router: SocketTraffic, routing_id: bytes) -> bool:
        """Whether a node's messages arrive at a ROUTER under another id, and under that one only."""
        ids = self._peers.owners.sure_ids(node)
        if all(one == routing_id or one not in router.received_by_key for one in ids):
            return False
        return self._has_one_id(node, router.from_way)

    def _untold(self, router: SocketTraffic, time_ns: int) -> Iterator[str]:
        """The nodes that may have sent a content by then without having reported it, and that may report it later."""
        for socket in self._nameless(router.from_way):
            node = self._roster.nodes[socket.node]
            if node.state in UNTOLD and node.doing.reported_ns < time_ns:
                yield socket.node

    def _nameless(self, way: Way) -> list[SocketTraffic]:
        """All sockets of nodes that have sent in a direction under ids that no node announces."""
        if way not in self._senders:
            sockets = self._roster.all_sockets()
            self._senders[way] = [one for one in sockets if one.way == way and _is_nameless(one)]
        return self._senders[way]

    def _known_otherwise(self, router: SocketTraffic, routing_id: bytes) -> set[str]:
        """The nodes with another id, of those that have one id only."""
        others = {self._peers.owner(one) for one in router.received_by_key if one != routing_id}
        return {node for node in others if node and self._has_one_id(node, router.from_way)}

    def _has_one_id(self, node: str, way: Way) -> bool:
        """Whether a node has only ever had one socket in this direction, and that one connection: one id."""
        sockets = [socket for socket in self._nameless(way) if socket.node == node]
        return len(sockets) == 1 and sockets[0].connections.handshakes <= 1


def _is_nameless(socket: SocketTraffic) -> bool:
    """Whether a ROUTER makes up the id of this socket."""
    return socket.kind.enveloped and socket.sends_messages and not (socket.binds or socket.facts.routing_id)
