"""Replies to sockets that their living client has closed: a Lazy Pirate's first REQ, while its next one waits.

Each request is answered once. So of the replies that a REP had sent and that have not arrived, no more can arrive than
open sockets wait for by a later count; the rest went to closed ones. See `arrivals` for what makes a count later.
"""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.arrivals import Wait
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.strangers import Strangers


class GoneAskers:
    """Counts these replies, as soon as they are certain."""

    def __init__(self, roster: Roster, peers: Peers, queues: Queues) -> None:
        self._roster = roster
        self._strangers = Strangers(peers)
        self._queues = queues
        self._certain: dict[Way, int] = {}
        """How many there were when that was last certain."""
        self._marked: dict[Way, tuple[Wait, int]] = {}
        """What had been sent by a report, to be compared with what open sockets will wait for by a later one."""

    def lose(self, flow: Flow, now_ns: int, *, is_over: bool) -> None:
        """Declare them lost; once the source `is_over`, no more than before: it ends clients before their servers."""
        if not (flow.outstanding > 0 and flow.senders[0].kind.replies):
            return
        closed = [asker for asker in flow.receivers if self._has_given_up(asker)]
        if not closed or any(map(self._strangers.at, flow.senders)):
            return
        known = flow.lost[LossReason.ASKER_GONE]
        asking = [asker for asker in flow.receivers if self._roster.is_open(asker)]
        wait, expected = self._marked.setdefault(flow.way, (Wait(self._reported_ns(flow.senders)), flow.expected))
        if not is_over and wait.is_over(self._roster, {asker.node for asker in asking}, now_ns):
            del self._marked[flow.way]
            missing = flow.outstanding - max(0, flow.expected - expected)
            certain = min(known + missing - _awaited(asking), _awaited(closed))
            self._certain[flow.way] = max(certain, self._certain.get(flow.way, 0))
        more = min(self._certain.get(flow.way, 0) - known, flow.outstanding)
        if more > 0:
            flow.lost[LossReason.ASKER_GONE] += more
            for node in dict.fromkeys(asker.node for asker in closed):
                awaited = _awaited(s for s in flow.receivers if s.node == node and self._roster.is_open(s))
                more -= self._queues.lose_replies(flow.way, node, most=more, awaited=awaited)

    def _has_given_up(self, asker: SocketTraffic) -> bool:
        """Whether a node that lives, and does not end, has closed a socket that asks without all of its replies."""
        life = self._roster.nodes[asker.node].life
        is_closed = asker.facts.closed and life.state.alive and not life.stopping_ns
        return is_closed and asker.kind.asks and asker.sent.messages > asker.received.messages

    def _reported_ns(self, senders: Iterable[SocketTraffic]) -> int:
        return max(self._roster.nodes[sender.node].doing.reported_ns for sender in senders)


def _awaited(askers: Iterable[SocketTraffic]) -> int:
    """Replies for which these sockets have asked, and that they have not had."""
    return sum(max(0, asker.sent.messages - asker.received.messages) for asker in askers)
