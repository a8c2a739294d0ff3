"""Messages of ROUTERs to routing ids that no node of ours has: lost, handed over, or nobody knows which.

libzmq drops a message to an id that no peer has (ROUTER_MANDATORY is off), and tells the id of a peer only with its
first message. So a foreign peer that has not spoken may have any id. What was sent while there was none is lost.
"""

from __future__ import annotations

from collections import Counter

from zmqplay.model.peers import Peers
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER

LATE_NS = 200_000_000
"""A message is counted that long after it was sent, at the latest: by then its receiver may have left."""
Id = tuple[SocketKey, bytes]


class UnknownIds:
    """Judges what was sent to such ids since the last look, by who is connected."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._strangers = Strangers(peers)
        self._judged: Counter[Id] = Counter()
        self._lost: Counter[Id] = Counter()
        self._looked_ns: dict[SocketKey, int] = {}

    def judge(self, router: SocketTraffic, now_ns: int) -> None:
        """Judge what a ROUTER has sent since the last look, unless it is not known yet who has just connected."""
        if self._peers.is_undecided(router):
            return
        since_ns = self._looked_ns.get(router.key, 0) - LATE_NS
        self._looked_ns[router.key] = now_ns
        for routing_id, tally in router.sent_by_key.items():
            key = router.key, routing_id
            if more := tally.messages - self._judged[key]:
                self._judged[key] = tally.messages
                if self._is_nobodys(router, routing_id) and not self._may_reach(router, routing_id, since_ns):
                    self._lost[key] += more

    def _is_nobodys(self, router: SocketTraffic, routing_id: bytes) -> bool:
        """Whether no node of ours can have an id: those that were heard, and are no foreign peer's, may be ours."""
        if routing_id == OTHER or self._peers.owner(routing_id) is not None:
            return False
        return routing_id not in router.received_by_key or self._peers.foreign_owner(router, routing_id) is not None

    def _may_reach(self, router: SocketTraffic, routing_id: bytes, since_ns: int) -> bool:
        """Whether a foreign peer that may have an id has been connected since then."""
        there = [peer for peer in self._strangers.at(router) if not peer.gone or peer.gone_ns >= since_ns]
        return self._strangers.may_have(router, routing_id, there)

    def lost(self, router: SocketTraffic) -> int:
        """Messages of a ROUTER to ids that no peer had then."""
        return sum(self._lost[router.key, routing_id] for routing_id in router.sent_by_key)

    def lost_to(self, router: SocketTraffic, routing_id: bytes) -> int:
        """Those of them to one id."""
        return self._lost[router.key, routing_id]

    def handed_over(self, router: SocketTraffic) -> int:
        """Messages of a ROUTER to ids from which foreign peers have spoken."""
        ids = (routing_id for routing_id in router.sent_by_key if routing_id in router.received_by_key)
        return sum(self._not_lost(router, routing_id) for routing_id in ids) if self._strangers.at(router) else 0

    def doubtful(self, router: SocketTraffic) -> int:
        """Messages of a ROUTER to ids that a foreign peer which never spoke may have, or may not."""
        ids = (routing_id for routing_id in router.sent_by_key if routing_id not in router.received_by_key)
        return sum(self._not_lost(router, routing_id) for routing_id in ids)

    def _not_lost(self, router: SocketTraffic, routing_id: bytes) -> int:
        """What was judged and is not lost, if the id is no node's of ours."""
        if routing_id == OTHER or self._peers.owner(routing_id) is not None:
            return 0
        return self._judged[router.key, routing_id] - self._lost[router.key, routing_id]
