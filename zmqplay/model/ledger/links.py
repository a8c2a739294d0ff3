"""Links: messages from one node to another, as far as counts and matched messages tell them apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from zmqplay.model.activity import HISTORY_KEPT
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.messages.matching import Matching
from zmqplay.model.messages.pairs import Seen
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER


class Links:
    """Divides each flow into links from one node to another."""

    def __init__(self, roster: Roster, peers: Peers, queues: Queues, matching: Matching) -> None:
        self._roster = roster
        self._peers = peers
        self._strangers = Strangers(peers)
        self._queues = queues
        self._matching = matching
        self._nothing_seen = Seen()
        self._histories: dict[tuple[str, str, str], deque[int]] = {}
        """By sender, receiver and wire."""

    @property
    def has_waited(self) -> bool:
        """Whether anything has waited on a link within the time that histories cover."""
        return any(map(any, self._histories.values()))

    def remember(self, links: Iterable[Link]) -> None:
        """Append the number of messages that wait now to each link's history."""
        for link in links:
            ends = link.sender, link.receiver, link.wire
            self._histories.setdefault(ends, deque(maxlen=HISTORY_KEPT)).append(link.waiting or 0)

    def of(self, flow: Flow) -> Iterator[Link]:
        """The links of a flow: from each of its senders to each of its receivers."""
        senders = list(dict.fromkeys(socket.node for socket in flow.senders))
        receivers = list(dict.fromkeys(socket.node for socket in flow.receivers))
        for sender in senders:
            for receiver in receivers:
                yield self._link(flow, sender, receiver, is_alone=len(senders) == len(receivers) == 1)

    def _link(self, flow: Flow, sender: str, receiver: str, *, is_alone: bool) -> Link:
        ends = sender, receiver, flow.way[0]
        waiting = self._queues.waiting(sender, receiver, flow.way) if flow.outstanding else 0
        return Link(
            sender,
            receiver,
            flow.way[0],
            delivered=self._delivered(flow, sender, receiver),
            lost=dict(+flow.lost) if is_alone else self._lost(flow, sender, receiver),
            waiting=flow.outstanding if is_alone else waiting,
            lost_numbers=self._queues.lost_numbers(*ends),
            latencies=self._seen(flow, sender, receiver).latencies,
            history=self._histories.get(ends, ()),
        )

    def _seen(self, flow: Flow, sender: str, receiver: str) -> Seen:
        return self._matching.seen.get((sender, receiver, flow.way), self._nothing_seen)

    def _lost(self, flow: Flow, sender: str, receiver: str) -> dict[str, int] | None:
        """The losses on one of several links; None if some of the flow's losses are of an unknown link."""
        known = self._queues.lost(flow.way, flow.subscriber).total() + flow.lost[LossReason.UNROUTABLE]
        if flow.lost.total() != known + flow.lost[LossReason.IGNORED]:
            return None
        lost = self._queues.lost_between(sender, receiver, flow.way[0])
        if flow.lost[LossReason.IGNORED] and self._roster.nodes[sender].ignored:
            lost[LossReason.IGNORED] += sum(socket.sent.messages for socket in flow.senders if socket.node == sender)
        return dict(lost)

    def _delivered(self, flow: Flow, sender: str, receiver: str) -> int | None:
        """The exact number, by the receiver's count, by routing id, or because every message was matched; else None."""
        sending = [socket for socket in flow.senders if socket.node == sender]
        receiving = [socket for socket in flow.receivers if socket.node == receiver]
        sent = sum(socket.sent.messages for socket in sending)
        received = sum(socket.received.messages for socket in receiving)
        is_only_sender, is_only_receiver = len(sending) == len(flow.senders), len(receiving) == len(flow.receivers)
        if is_only_sender and not any(map(self._strangers.at, receiving)):
            return min(sent, received)  # a sender may report after its receiver
        if receiving[0].routes and not any(OTHER in socket.received_by_key for socket in receiving):
            owner = self._peers.owner
            counts = [item for socket in receiving for item in socket.received_by_key.items()]
            return min(sent, sum(tally.messages for routing_id, tally in counts if owner(routing_id) == sender))
        if is_only_sender and is_only_receiver and flow.is_divided:
            return min(sent, flow.delivered)
        if flow.way not in self._queues.incomplete:
            return min(sent, self._seen(flow, sender, receiver).delivered)
        if is_only_receiver and flow.outstanding == 0 and not (flow.lost or flow.handed_over):
            return sent
        return None
