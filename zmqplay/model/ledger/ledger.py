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
from zmqplay.model.ledger.elsewhere import Elsewhere
from zmqplay.model.ledger.flows import Flow, Share, find_flows, is_quiet, shares_of
from zmqplay.model.ledger.gone_askers import GoneAskers
from zmqplay.model.ledger.links import Links, one_for_each
from zmqplay.model.ledger.room import lost_otherwise, why_no_room
from zmqplay.model.ledger.settled import Settled
from zmqplay.model.ledger.unknown_ids import UnknownIds
from zmqplay.model.ledger.why_lost import WhyLost
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
        self._matching = matching
        self._links = Links(roster, peers, queues, matching)
        self._ids = UnknownIds(peers)
        self.elsewhere = Elsewhere(roster=roster, peers=peers, queues=queues, matching=matching, ids=self._ids)
        self._why_lost = WhyLost(roster, queues.room)
        self._gone_askers = GoneAskers(roster, peers, queues)
        self.totals = Totals()
        self.links: dict[tuple[str, str, str], Link] = {}
        """By sender, receiver and wire, as of `links_ns`; `find_links` gives them as of now."""
        self.links_ns = 0
        """When the links were added up; `totals` are newer."""
        self.totals_of_links = Totals()
        """The totals as of `links_ns`, so that the links add up to them."""
        self.history: deque[int] = deque([0] * HISTORY_KEPT, maxlen=HISTORY_KEPT)
        """The number of messages in flight for each quarter second, the latest last."""
        self.is_over = False
        """The source ends its nodes: messages that have not arrived were in flight, and are not lost."""
        self.backlogs = Backlogs(roster)
        self._given_up: Counter[tuple[Way, str]] = Counter()
        """Messages of a ROUTER that were declared lost when all was quiet, and not known one by one, by receiver."""
        self._discarded: set[SocketKey] = set()
        """The sockets of which it has been declared what they threw away."""
        self._settled: dict[tuple[Way, str], Settled] = {}
        self._flows: list[Flow] = []

    def end(self, now_ns: int) -> None:
        """The source ends its nodes: bring everything up to this moment, the links too; nothing is lost any more."""
        self._queues.lose_left_behind()
        self.links_ns = 0
        self.update(now_ns)
        self.is_over = True

    def update(self, now_ns: int) -> None:
        """Add up, and declare lost the messages that can no longer arrive."""
        self._audience.count()
        self._queues.lose_left_behind(now_ns)
        self._flows = list(find_flows(self._roster, self._audience, self._matching.discards))
        for flow in self._flows:
            self._add_known_losses(flow, now_ns)
        quiet = {
            flow.key
            for flow in self._flows
            if (flow.outstanding or flow.lost or flow.settled or self._peers.foreign)
            and is_quiet(self._roster, flow, now_ns)
        }
        self.elsewhere.find_unreported(self._flows, now_ns)
        if self._peers.foreign:
            self.elsewhere.divide(self._flows, quiet, now_ns, is_over=self.is_over)
        for flow in self._flows:
            self._settle(flow, now_ns, is_quiet=flow.key in quiet)
        self._note_arrivals(now_ns)
        self.totals = self._add_up()
        if now_ns - self.links_ns >= LINKS_NS:
            self.links_ns, self.totals_of_links = now_ns, self.totals
            self.history.append(self.totals.in_flight)
            links = {(link.sender, link.receiver, link.wire): link for link in self.find_links()}
            if links != self.links or self._links.has_waited:  # else no history has anything new
                self.links = links
            self._links.remember(links.values())
            self.backlogs.mark(now_ns, self._flows, links)

    def _add_up(self) -> Totals:
        flows = self._flows
        reasons: Counter[str] = sum((flow.lost for flow in flows), Counter())
        return Totals(
            sent=sum(socket.sent.messages for socket in self._roster.all_sockets() if socket.sends_messages),
            expected=sum(flow.expected for flow in flows),
            delivered=sum(flow.delivered for flow in flows),
            in_flight=sum(flow.outstanding for flow in flows),
            lost=reasons.total(),
            unheard=None if self._audience.unsure else self._audience.unheard.total(),
            handed_over=sum(flow.handed_over for flow in flows) if all(flow.is_told for flow in flows) else None,
            from_elsewhere=sum(flow.from_elsewhere for flow in flows) + self.elsewhere.unshared,
            waiting_to_be_sent=sum(node.speech.to_be_sent for node in self._roster.nodes.values()),
            lost_by_reason=dict(reasons),
        )

    def _add_known_losses(self, flow: Flow, now_ns: int) -> None:
        """Add the losses that are known one by one; `settled` are those that were declared when all was quiet."""
        for router in (sender for sender in flow.senders if sender.routes):
            self._ids.judge(router, now_ns)
            if lost := self._ids.lost(router):
                flow.lost[LossReason.UNROUTABLE] += lost
        flow.lost.update(self._queues.lost(flow.way, flow.subscriber))
        flow.settled = self._settled.setdefault(flow.key, flow.settled)

    def _settle(self, flow: Flow, now_ns: int, *, is_quiet: bool) -> None:
        """Fit the losses to what has arrived, and declare lost what can no longer arrive."""
        no_room = self._find_no_room(flow, now_ns) if any(sender.drops for sender in flow.senders) else 0
        if not (flow.outstanding or flow.lost or flow.settled):
            return
        is_told = is_quiet or self._why_lost.is_told(flow, now_ns)
        if flow.outstanding < 0 and is_quiet and self._peers.are_known and not flow.publishes:
            flow.lost -= self._queues.take_back(flow.way, -flow.outstanding)
        if is_quiet or (is_told and not flow.publishes):  # nothing is taken back for good before all is quiet
            flow.fit_losses()
        flow.lost = +flow.lost
        if flow.settled:
            flow.settled.fit(flow.outstanding, is_told=is_told, is_quiet=is_quiet)
            flow.lost.update(flow.settled.lost)
        flow.expect_all()
        self._gone_askers.lose(flow, now_ns, is_over=self.is_over)
        why = why_no_room((*flow.senders, *flow.receivers))
        no_room = max(0, min(no_room - flow.settled.lost[why], flow.outstanding))
        flow.lost += Counter({why: no_room})
        if flow.outstanding and is_quiet and flow.may_settle and not self.is_over:
            flow.settled.add(why, no_room)  # else what is given up for the same reason would be taken for this
            self._give_up(flow)

    def _give_up(self, flow: Flow) -> None:
        """Nothing moves any more: declare lost what can no longer arrive."""
        for sender in flow.senders:
            if sender.key not in self._discarded and self._why_lost.takes_queue_along(sender):
                self._throw_away(flow, sender)
        if flow.publishes and (filtered := self._queues.lose_unsubscribed(flow.way, flow.subscriber)):
            flow.lost[LossReason.UNSUBSCRIBED] += min(filtered, flow.outstanding)
        if flow.senders[0].routes and flow.outstanding:
            for share in shares_of(flow, self._peers.owner):
                self._give_up_share(flow, share)
        if flow.outstanding and (reason := self._why_lost.of(flow, flow.receivers, flow.expected)):
            known = self._queues.give_up(flow.way, reason, flow.subscriber, flow.outstanding)
            flow.settled.add(reason, flow.outstanding - known)
            flow.lost[reason] += flow.outstanding

    def _give_up_share(self, flow: Flow, share: Share) -> None:
        """Declare lost what is due to one receiver: another's end is no reason for it."""
        known = self._queues.lost(flow.way, share.receiver).total() + self._given_up[flow.way, share.receiver]
        missing = min(share.sent - share.arrived - known, flow.outstanding)
        if missing > 0 and (reason := self._why_lost.of(flow, share.receivers, share.sent)):
            more = missing - self._queues.give_up(flow.way, reason, share.receiver, missing)
            self._given_up[flow.way, share.receiver] += more
            flow.settled.add(reason, more)
            flow.lost[reason] += missing

    def _throw_away(self, flow: Flow, sender: SocketTraffic) -> None:
        """Declare lost what went with a socket's queue: all that it sent, if it never had a peer."""
        self._discarded.add(sender.key)
        reason = self._why_lost.without_sender(sender)
        known = self._queues.throw_away(sender, reason)
        unknown = 0 if sender.first_handshake_ns else min(sender.sent.messages, flow.outstanding) - known
        flow.settled.add(reason, max(0, unknown))
        flow.lost[reason] += known + max(0, unknown)

    def _note_arrivals(self, now_ns: int) -> None:
        """Remember of each flow without a message in flight that all has arrived or is lost."""
        waiting = {flow.way for flow in self._flows if flow.outstanding}
        for flow in self._flows:
            if not flow.outstanding:
                self._queues.all_arrived(flow.way, now_ns)
                quiet, is_asked = is_quiet(self._roster, flow, now_ns), flow.senders[0].from_way in waiting
                told = self._queues.is_empty(flow.way, flow.subscriber) and self._why_lost.is_told(flow, now_ns)
                if (told or quiet) and not flow.lost:
                    self._links.all_arrived(flow)
                self._why_lost.all_arrived(flow, now_ns, is_certain=told, is_quiet=quiet, is_asked=is_asked)

    def _find_no_room(self, flow: Flow, now_ns: int) -> int:
        """Messages that found no room in their pipe, besides those that are known one by one."""
        found = 0
        for share in shares_of(flow, self._peers.owner):
            self._queues.room.count(
                flow.way,
                share.receiver,
                senders=flow.senders,
                receivers=share.receivers,
                sent=share.sent,
                arrived=share.arrived,
                lost=self._lost_otherwise(flow, share),
                now_ns=now_ns,
            )
            found += self._queues.spilled(flow.way, share.receiver)
        return found

    def _lost_otherwise(self, flow: Flow, share: Share) -> int | None:
        """How many messages to one receiver were lost, not for want of room; None where foreign peers take part."""
        mixed = flow.receivers if flow.publishes else (*flow.senders, *flow.receivers)
        if any(map(self._peers.of, mixed)):
            return None
        if len(share.receivers) == len(flow.receivers):
            return lost_otherwise(flow.lost) + lost_otherwise(flow.settled.lost)
        return lost_otherwise(self._queues.lost(flow.way, share.receiver)) + self._given_up[flow.way, share.receiver]

    def unroutable(self, router: SocketTraffic, routing_id: bytes) -> int:
        """The messages of a ROUTER to this routing id that are counted as unroutable."""
        return self._ids.lost_to(router, routing_id)

    def in_flight(self, way: Way) -> int:
        """The messages of a direction that may still arrive, as of the last update; the links may be older."""
        return sum(flow.outstanding for flow in self._flows if flow.way == way)

    def may_be_overheard(self, publisher: str, time_ns: int) -> bool:
        """Whether somebody unknown may have heard what was published then and no node of ours heard."""
        return self._audience.may_have_been_heard(publisher, time_ns)

    @property
    def losing(self) -> list[Flow]:
        """Flows with losses, as of the last update; those that are at no link, too."""
        return [flow for flow in self._flows if flow.lost]

    def find_links(self) -> Iterator[Link]:
        """Every link as of now; `links` are as of the last update."""
        return one_for_each(link for flow in self._flows for link in self._links.of(flow))
