"""Where every message went: `expected = delivered + in flight + lost`, for the whole and for each link.

What is in flight becomes lost only when it can no longer arrive: a later message has overtaken it, its receiver is
dead, or nothing has moved for a while and the receiver waits in `recv`. What cannot be told yet is in flight.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Account, Link, Totals
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.ledger.flows import Flow, find_flows, is_quiet, why_lost
from zmqplay.model.nodes import HISTORY_KEPT, NodeState
from zmqplay.model.sockets import Line, SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.wire import Tally

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

NO_LATENCIES = Spread()
LINKS_NS = 250_000_000
"""How often the links are added up anew."""


class Ledger:
    """Keeps what has been declared lost, and adds up the rest from the counts."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.audience = Audience(traffic)
        self.totals = Totals()
        self.links: dict[tuple[str, str], Link] = {}
        self.history: deque[int] = deque([0] * HISTORY_KEPT, maxlen=HISTORY_KEPT)
        """What was in flight, a value for each quarter second, the latest last."""
        self._histories: dict[tuple[str, str], deque[int]] = {}
        self._links_ns = 0
        self._settled: dict[tuple[Line, str], Counter[str]] = {}
        self._unroutable: dict[tuple[str, int, bytes], int] = {}
        self._flows: list[Flow] = []

    def update(self, now_ns: int) -> None:
        """Add up, and declare lost what can no longer arrive."""
        self.audience.count()
        self._flows = list(find_flows(self._traffic))
        elsewhere = sum(self._settle(flow, now_ns) for flow in self._flows)
        reasons: Counter[str] = Counter()
        for flow in self._flows:
            reasons += flow.lost
        sockets = [s for s in self._traffic.all_sockets() if s.sends_messages]
        self.totals = Totals(
            sent=sum(socket.sent.messages for socket in sockets),
            expected=sum(flow.expected for flow in self._flows),
            delivered=sum(flow.delivered for flow in self._flows),
            in_flight=sum(flow.outstanding for flow in self._flows),
            lost=reasons.total(),
            unheard=self.audience.unheard.total(),
            elsewhere=elsewhere,
            lost_by_reason=dict(reasons),
        )
        if now_ns - self._links_ns >= LINKS_NS:
            self._links_ns = now_ns
            self.history.append(self.totals.in_flight)
            links = {(link.sender, link.receiver): link for link in self.find_links()}
            if links != self.links or any(map(any, self._histories.values())):  # else it has nothing new to show
                self.links = links
            for ends, link in links.items():
                self._histories.setdefault(ends, deque(maxlen=HISTORY_KEPT)).append(link.waiting or 0)

    def _settle(self, flow: Flow, now_ns: int) -> int:
        """Add to a flow's losses what was and is now declared lost; return what foreign peers have taken."""
        self._credit(flow)
        queues = self._traffic.following.queues
        if unroutable := sum(self._find_unroutable(sender) for sender in flow.senders):
            flow.lost[LossReason.UNROUTABLE] += unroutable
        flow.lost.update(queues.lost(flow.line, flow.subscriber))
        settled = self._settled.setdefault(flow.key, Counter())
        if not (flow.outstanding or flow.lost or settled):
            queues.all_arrived(flow.line, now_ns)
            return 0
        quiet = is_quiet(self._traffic, flow, now_ns)
        if quiet or flow.publishes:
            self._fit(flow)
        flow.lost = +flow.lost
        flow.expected = max(flow.expected, flow.delivered + flow.lost.total())  # a sender may report after its receiver
        for reason in list(settled):  # less, if some arrived after all
            settled[reason] = max(0, min(settled[reason], flow.outstanding))
            flow.lost[reason] += settled[reason]
        outstanding = flow.outstanding
        if not outstanding:
            queues.all_arrived(flow.line, now_ns)
        if not (outstanding and quiet):
            return 0
        if not flow.publishes and self._traffic.peers.on_wire(flow.line[0]):
            flow.expected -= outstanding
            return outstanding
        if not self._traffic.is_over and (why := why_lost(self._traffic, flow)):
            settled[why] += outstanding - queues.give_up(flow.line, why, flow.subscriber)
            flow.lost[why] += outstanding
        return 0

    def _credit(self, flow: Flow) -> None:
        """A node may be killed when libzmq has its message and the call has not returned; its receivers tell of it."""
        last = flow.senders[-1]
        if flow.publishes or self._traffic.nodes[last.node].state is not NodeState.KILLED:
            return
        received = sum(receiver.received.messages for receiver in flow.receivers)
        missing = received - sum(sender.sent.messages for sender in flow.senders)
        if missing > 0 and all(sender.node == last.node for sender in flow.senders):
            last.sent = Tally(last.sent.messages + missing, last.sent.bytes)

    def _fit(self, flow: Flow) -> None:
        """Of what was declared lost, some may have arrived after all: then it was not that many."""
        for reason in list(flow.lost):
            flow.lost[reason] = max(0, flow.lost[reason] + min(0, flow.outstanding))

    def _find_unroutable(self, router: SocketTraffic) -> int:
        """Messages for routing ids that nobody had when they were sent (libzmq: ROUTER_MANDATORY is off)."""
        if not router.routes:
            return 0
        unroutable = 0
        for routing_id, tally in router.sent_by_key.items():
            key = router.node, id(router), routing_id
            if routing_id not in router.received_by_key and self._traffic.peers.owner(routing_id) is None:
                self._unroutable[key] = tally.messages
            unroutable += self._unroutable.get(key, 0)
        return unroutable

    def find_links(self) -> Iterator[Link]:
        """Every link as it is now; `links` are those of a moment ago."""
        for flow in self._flows:
            senders = list(dict.fromkeys(socket.node for socket in flow.senders))
            receivers = list(dict.fromkeys(socket.node for socket in flow.receivers))
            for sender in senders:
                for receiver in receivers:
                    yield self._link(flow, sender, receiver, is_alone=len(senders) == len(receivers) == 1)

    def account(self, node: str) -> Account:
        """What became of what a node sent."""
        flows = [flow for flow in self._flows if any(sender.node == node for sender in flow.senders)]
        sent = sum(s.sent.messages for s in self._traffic.nodes[node].all_sockets if s.sends_messages)
        unheard = self.audience.unheard[node]
        if all(sender.node == node for flow in flows for sender in flow.senders):
            return Account(
                sent,
                unheard,
                sum(flow.expected for flow in flows),
                sum(flow.delivered for flow in flows),
                sum(flow.outstanding for flow in flows),
                sum((flow.lost for flow in flows), Counter()),
            )
        links = [link for link in self.find_links() if link.sender == node]
        told = [Counter(link.lost) for link in links if link.lost is not None]
        lost = sum(told, Counter()) if len(told) == len(links) else None
        return Account(sent, unheard, sent, _sum(k.delivered for k in links), _sum(k.waiting for k in links), lost)

    def _link(self, flow: Flow, sender: str, receiver: str, is_alone: bool) -> Link:
        following = self._traffic.following
        seen = following.links.get((sender, receiver))
        queue = following.queues.by_ends.get((sender, receiver))
        lost = dict(queue.lost) if queue else {}
        is_all = flow.lost.total() == following.queues.lost(flow.line, flow.subscriber).total()
        return Link(
            sender,
            receiver,
            flow.line[0],
            delivered=self._delivered(flow, sender, receiver),
            lost=dict(flow.lost) if is_alone else lost if is_all else None,
            waiting=flow.outstanding if is_alone else self._waiting(flow, sender, receiver),
            lost_numbers=queue.lost_numbers if queue else (),
            latencies=seen.latencies if seen else NO_LATENCIES,
            history=self._histories.get((sender, receiver), ()),
        )

    def _waiting(self, flow: Flow, sender: str, receiver: str) -> int | None:
        return self._traffic.following.queues.waiting(sender, receiver, flow.line) if flow.outstanding else 0

    def _delivered(self, flow: Flow, sender: str, receiver: str) -> int | None:
        """Exact by the receiver's count, by routing id, or because every message was followed; else None."""
        sending = [socket for socket in flow.senders if socket.node == sender]
        receiving = [socket for socket in flow.receivers if socket.node == receiver]
        if len(sending) == len(flow.senders):
            return sum(socket.received.messages for socket in receiving)
        if receiving[0].routes:
            owner = self._traffic.peers.owner
            counts = [item for socket in receiving for item in socket.received_by_key.items()]
            return sum(tally.messages for routing_id, tally in counts if owner(routing_id) == sender)
        if not self._traffic.following.sampled:
            seen = self._traffic.following.links.get((sender, receiver))
            return seen.delivered if seen else 0
        if len(receiving) == len(flow.receivers) and flow.outstanding == 0 and not flow.lost:
            return sum(socket.sent.messages for socket in sending)
        return None


def _sum(figures: Iterable[int | None]) -> int | None:
    """None if one of them is not told."""
    known = list(figures)
    return None if None in known else sum(figure or 0 for figure in known)
