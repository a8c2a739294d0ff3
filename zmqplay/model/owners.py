"""Which of our nodes has which routing id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import OTHER

LEAD = 3
"""Messages by which a node must lead to have a routing id of which messages have contradicted each other."""


class Owners:
    """Nodes by the routing ids that they announce, or that their messages arrived with."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._learned: dict[bytes, str] = {}
        """Nodes by routing ids that no node announced, as learned from messages; empty while they contradict it."""
        self._votes: dict[bytes, Counter[str]] = {}
        """By routing ids that messages of ours arrived with: the number of messages that prove each node's."""
        self._ids: dict[str, set[bytes]] = {}
        """The routing ids that each node has, as learned from messages."""
        self._contested: set[bytes] = set()
        """The routing ids of which messages have contradicted each other."""
        self._announced: dict[bytes, str] | None = None
        """Nodes by announced routing id; None until needed."""
        self._ever_announced: set[bytes] = set()

    def forget_announced(self) -> None:
        """Sockets or connections have changed: find the announced ids again."""
        self._announced = None

    def owner(self, routing_id: bytes) -> str | None:
        """The node that has this routing id, as announced by the node or learned from its messages."""
        if self._announced is None:
            self._announced = self._find_announced()
        return self._announced.get(routing_id) or self._learned.get(routing_id) or None

    def _find_announced(self) -> dict[bytes, str]:
        found: dict[bytes, str] = {}
        for socket in self._roster.sockets():
            if socket.facts.routing_id and socket.facts.connected:
                found.setdefault(socket.facts.routing_id, socket.node)
        for router in self._roster.sockets():
            if router.routes:
                found.update({routing_id: names[0] for routing_id, names in self.holders(router).items()})
        self._ever_announced.update(found)
        return found

    def holders(self, router: SocketTraffic) -> dict[bytes, list[str]]:
        """The nodes connected to a ROUTER or REP, by announced routing id; the node that is listened to comes first.

        That is the first to connect; with ROUTER_HANDOVER the last (zmq_setsockopt(3), ZMQ_ROUTER_HANDOVER).
        """
        by_id: dict[bytes, list[SocketTraffic]] = {}
        for socket in self._roster.sockets():
            is_across = socket.wire == router.wire != "" and socket.binds is not router.binds
            if is_across and socket.facts.routing_id and socket.handshakes and self._roster.is_open(socket):
                by_id.setdefault(socket.facts.routing_id, []).append(socket)
        hands_over = bool(router.facts.options.get("ROUTER_HANDOVER"))
        heard = self._roster.heard

        def turn(socket: SocketTraffic) -> tuple[bool, int]:
            if hands_over:
                return False, -socket.last_handshake_ns
            return socket.node not in heard, socket.last_handshake_ns

        return {
            routing_id: [socket.node for socket in sorted(sockets, key=turn)] for routing_id, sockets in by_id.items()
        }

    def learn(self, routing_id: bytes, node: str) -> None:
        """A message of this node arrived with this routing id as first frame.

        After a contradiction a node has the id only as long as `LEAD` more messages are for it than for any other.
        """
        votes = self._votes.setdefault(routing_id, Counter())
        votes[node] += 1
        if len(votes) > 1:
            self._contested.add(routing_id)
        self._count(routing_id)

    def learn_ours(self, routing_id: bytes) -> None:
        """A message arrived with this routing id that one of several nodes sent, it is not known which."""
        self._votes.setdefault(routing_id, Counter())

    def unlearn(self, routing_id: bytes, node: str) -> None:
        """A message that was taken for this node's may have been another's."""
        self._votes[routing_id][node] -= 1
        self._contested.add(routing_id)
        self._count(routing_id)

    def _count(self, routing_id: bytes) -> None:
        (first, most), *others = self._votes[routing_id].most_common(2)
        lead = most - (others[0][1] if others else 0)
        self._ids.get(self._learned.get(routing_id, ""), set()).discard(routing_id)
        self._learned[routing_id] = owner = first if lead >= (LEAD if routing_id in self._contested else 1) else ""
        self._ids.setdefault(owner, set()).add(routing_id)

    def sure_ids(self, node: str) -> Iterator[bytes]:
        """The routing ids that messages have proved to be a node's, beyond doubt."""
        return filter(self.is_sure, self._ids.get(node, ()))

    def is_sure(self, routing_id: bytes) -> bool:
        """Whether a node has announced this id, or `LEAD` messages and no other have proved whose it is."""
        owner = self.owner(routing_id)
        if owner is None or routing_id not in self._votes:
            return owner is not None
        return routing_id not in self._contested and self._votes[routing_id][owner] >= LEAD

    def is_nobodys(self, routing_id: bytes) -> bool:
        """Whether no node of ours is known to have, or to have had, an id."""
        is_theirs = self.owner(routing_id) is None and not self.is_contested(routing_id)
        return is_theirs and routing_id not in self._ever_announced and routing_id != OTHER

    def is_contested(self, routing_id: bytes) -> bool:
        """Whether the id is that of a node of ours, and messages do not tell, or have not always told, of which."""
        return routing_id in self._contested or (routing_id in self._votes and self.owner(routing_id) is None)
