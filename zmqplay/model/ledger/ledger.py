"""Where every message went: `expected = delivered + in flight + lost`, for the whole and for each link.

A message in flight is lost only when it can no longer arrive: a later message has overtaken it, its receiver is dead,
or nothing has moved for a while and the receiver waits in `recv`. A message of unknown fate stays in flight.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

from zmqplay.model.activity import HISTORY_KEPT
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link, Totals
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.ledger.backlogs import Backlogs
from zmqplay.model.ledger.flows import Flow, find_flows, is_quiet, why_lost
from zmqplay.model.ledger.links import Links
from zmqplay.model.messages.matching import Matching
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic, Way

LINKS_NS = 250_000_000
"""How often the links are added up again."""


class Ledger:
    """Keeps the losses declared so far, and adds up the rest from the counts."""

    def __init__(self, *, roster: Roster, peers: Peers, audience: Audience, queues: Queues, matching: Matching) -> None:
        self._roster = roster
        self._peers = peers
        self._audience = audience
        self._queues = queues
        self._links = Links(peers, queues, matching)
        self.totals = Totals()
        self.links: dict[tuple[str, str, str], Link] = {}
        """By sender, receiver and wire, as of the last update of links; `find_links` gives them as of now."""
        self.history: deque[int] = deque([0] * HISTORY_KEPT, maxlen=HISTORY_KEPT)
        """The number of messages in flight for each quarter second, the latest last."""
        self.is_over = False
        """The source ends its nodes: messages that have not arrived were in flight, and are not lost."""
        self.backlogs = Backlogs(roster)
        self._links_ns = 0
        self._settled: dict[tuple[Way, str], Counter[str]] = {}
        self._unroutable: dict[tuple[SocketKey, bytes], int] = {}
        self._flows: list[Flow] = []

    def end(self, now_ns: int) -> None:
        """The source ends its nodes: bring everything up to this moment, the links too; nothing is lost any more."""
        self._links_ns = 0
        self.update(now_ns)
        self.is_over = True

    def update(self, now_ns: int) -> None:
        """Add up, and declare lost the messages that can no longer arrive."""
        self._audience.count()
        self._flows = list(find_flows(self._roster, self._audience))
        handed_over = sum(self._settle(flow, now_ns) for flow in self._flows)
        reasons: Counter[str] = Counter()
        for flow in self._flows:
            reasons += flow.lost
        self.totals = Totals(
            sent=sum(socket.sent.messages for socket in self._roster.all_sockets() if socket.sends_messages),
            expected=sum(flow.expected for flow in self._flows),
            delivered=sum(flow.delivered for flow in self._flows),
            in_flight=sum(flow.outstanding for flow in self._flows),
            lost=reasons.total(),
            unheard=self._audience.unheard.total(),
            handed_over=handed_over,
            lost_by_reason=dict(reasons),
        )
        if now_ns - self._links_ns >= LINKS_NS:
            self._links_ns = now_ns
            self.history.append(self.totals.in_flight)
            links = {(link.sender, link.receiver, link.wire): link for link in self.find_links()}
            if links != self.links or self._links.has_waited:  # else no history has anything new
                self.links = links
            self._links.remember(links.values())
            self.backlogs.mark(now_ns, self._flows, links)

    def _settle(self, flow: Flow, now_ns: int) -> int:
        """Add declared losses, old and new, to a flow; return the number of messages that foreign peers have taken."""
        queues = self._queues
        if unroutable := sum(self._find_unroutable(sender) for sender in flow.senders):
            flow.lost[LossReason.UNROUTABLE] += unroutable
        flow.lost.update(queues.lost(flow.way, flow.subscriber))
        settled = self._settled.setdefault(flow.key, Counter())
        if not (flow.outstanding or flow.lost or settled):
            queues.all_arrived(flow.way, now_ns)
            return 0
        quiet = is_quiet(self._roster, flow, now_ns)
        if quiet or flow.publishes:
            _fit(flow)
        flow.lost = +flow.lost
        flow.expected = max(flow.expected, flow.delivered + flow.lost.total())  # a sender may report after its receiver
        for reason in list(settled):  # fewer are lost if some arrived after all
            settled[reason] = max(0, min(settled[reason], flow.outstanding))
            flow.lost[reason] += settled[reason]
        if not flow.outstanding:
            queues.all_arrived(flow.way, now_ns)
        return self._give_up(flow, settled) if flow.outstanding and quiet else 0

    def _give_up(self, flow: Flow, settled: Counter[str]) -> int:
        """Nothing moves any more: declare outstanding messages lost; return those that foreign peers have taken."""
        outstanding = flow.outstanding
        if not flow.publishes and self._peers.on_wire(flow.way[0]):
            flow.expected -= outstanding
            return outstanding
        if not self.is_over and (reason := why_lost(self._roster, flow)):
            settled[reason] += outstanding - self._queues.give_up(flow.way, reason, flow.subscriber)
            flow.lost[reason] += outstanding
        return 0

    def _find_unroutable(self, router: SocketTraffic) -> int:
        """The number of messages to routing ids that no peer had then (libzmq: ROUTER_MANDATORY is off)."""
        if not router.routes:
            return 0
        unroutable = 0
        for routing_id, tally in router.sent_by_key.items():
            key = router.key, routing_id
            if routing_id not in router.received_by_key and self._peers.owner(routing_id) is None:
                self._unroutable[key] = tally.messages
            unroutable += self._unroutable.get(key, 0)
        return unroutable

    def find_links(self) -> Iterator[Link]:
        """Every link as of now; `links` are as of the last update."""
        for flow in self._flows:
            yield from self._links.of(flow)


def _fit(flow: Flow) -> None:
    """Reduce the declared losses by what has arrived after all."""
    for reason in list(flow.lost):
        flow.lost[reason] = max(0, flow.lost[reason] + min(0, flow.outstanding))
