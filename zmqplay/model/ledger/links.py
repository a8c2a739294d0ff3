"""Links: messages from one node to another, as far as counts and matched messages tell them apart."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from zmqplay.model.activity import HISTORY_KEPT
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.ledger.capacity import room_at
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.ledger.unreported import Unreported
from zmqplay.model.messages.matching import Matching
from zmqplay.model.messages.pairs import Seen
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER

NOTHING: Counter[str] = Counter()


def one_for_each(links: Iterable[Link]) -> Iterator[Link]:
    """The links, those with the same ends as one: what a node's sockets send each other goes both ways on one wire."""
    by_ends: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        by_ends.setdefault((link.sender, link.receiver, link.wire), []).append(link)
    return (same[0] if len(same) == 1 else _together(same) for same in by_ends.values())


def _together(links: list[Link]) -> Link:
    """Both directions of a wire as one link; what is unknown of one is unknown of both."""
    lost = [link.lost for link in links if link.lost is not None]
    return replace(
        links[0],
        delivered=_sum(link.delivered for link in links),
        lost=dict(sum(map(Counter, lost), Counter())) if len(lost) == len(links) else None,
        waiting=_sum(link.waiting for link in links),
        lost_numbers=[number for link in links for number in link.lost_numbers],
        latencies=Spread(latency for link in links for latency in link.latencies.last_ns),
        room=max(link.room for link in links),
    )


def _sum(figures: Iterable[int | None]) -> int | None:
    known = list(figures)
    return None if None in known else sum(filter(None, known))


class Links:
    """Divides each flow into links from one node to another."""

    def __init__(self, roster: Roster, peers: Peers, queues: Queues, matching: Matching) -> None:
        self._roster = roster
        self._peers = peers
        self._strangers = Strangers(peers)
        self._unreported = Unreported(roster, peers)
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

    def all_arrived(self, flow: Flow) -> None:
        """All has arrived: of each sender, the only receiver has received what was sent, whatever was matched."""
        senders, receivers = {socket.node for socket in flow.senders}, {socket.node for socket in flow.receivers}
        if len(receivers) != 1 or flow.handed_over or flow.from_elsewhere:
            return
        self._matching.pairs.mixed.discard(flow.key)
        if len(senders) == 1 or flow.publishes:
            return
        for sender in senders:
            if seen := self._matching.seen.get((sender, flow.receivers[0].node, flow.way)):
                seen.delivered = sum(socket.sent.messages for socket in flow.senders if socket.node == sender)

    def of(self, flow: Flow) -> Iterator[Link]:
        """The links of a flow: from each of its senders to each of its receivers."""
        senders = list(dict.fromkeys(socket.node for socket in flow.senders))
        receivers = list(dict.fromkeys(socket.node for socket in flow.receivers))
        for sender in senders:
            for receiver in receivers:
                yield self._link(flow, sender, receiver, is_alone=len(senders) == len(receivers) == 1)

    def _link(self, flow: Flow, sender: str, receiver: str, *, is_alone: bool) -> Link:
        ends = sender, receiver, flow.way[0]
        discarded = self._discarded(flow, sender, receiver)
        lost = self._lost_of_all(flow, ends) if is_alone else self._lost(flow, sender, receiver, discarded)
        arrived = None if discarded is None else self._arrived(flow, sender, receiver)
        waiting = flow.outstanding if is_alone and flow.is_told else self._waiting(flow, sender, receiver)
        return Link(
            sender,
            receiver,
            flow.way[0],
            delivered=None if discarded is None or arrived is None else max(0, arrived - discarded.total()),
            lost=lost,
            waiting=waiting,
            lost_numbers=self._lost_numbers(*ends) if lost else [],
            latencies=self._seen(flow, sender, receiver).latencies,
            history=self._histories.get(ends, ()),
            room=room_at(self._open(flow.senders, sender), self._open(flow.receivers, receiver)) if waiting else 0,
        )

    def _open(self, sockets: Iterable[SocketTraffic], node: str) -> list[SocketTraffic]:
        return [socket for socket in sockets if socket.node == node and self._roster.is_open(socket)]

    def _waiting(self, flow: Flow, sender: str, receiver: str) -> int | None:
        if not flow.outstanding:
            return 0
        is_mixed = flow.key in self._matching.pairs.mixed
        return None if is_mixed else self._queues.waiting(sender, receiver, flow.way)

    def _seen(self, flow: Flow, sender: str, receiver: str) -> Seen:
        return self._matching.seen.get((sender, receiver, flow.way), self._nothing_seen)

    def _lost_numbers(self, *ends: str) -> list[int]:
        late = self._matching.discards.between(*ends).numbers
        return sorted({*self._queues.lost_numbers(*ends), *late}) if late else self._queues.lost_numbers(*ends)

    def _discarded(self, flow: Flow, sender: str, receiver: str) -> Counter[str] | None:
        """What the receiver has discarded of the sender's messages; None if it may have been another sender's."""
        whole = flow.discarded.get(receiver, NOTHING)
        senders = {socket.node for socket in flow.senders}
        if not whole or len(senders) == 1:
            return whole
        of = {node: self._matching.discards.between(node, receiver, flow.way[0]).reasons for node in senders}
        return of[sender] if sum(of.values(), Counter()) == whole else None

    def _lost_of_all(self, flow: Flow, ends: tuple[str, str, str]) -> dict[str, int]:
        """The losses of the only link; what a ROUTER sent to an id that nobody has was never under way on it."""
        lost = Counter(flow.lost)
        if flow.senders[0].routes:
            lost[LossReason.UNROUTABLE] = self._queues.lost_between(*ends)[LossReason.UNROUTABLE]
        return dict(+lost)

    def _lost(self, flow: Flow, sender: str, receiver: str, discarded: Counter[str] | None) -> dict[str, int] | None:
        """The losses on one of several links; None if some of the flow's losses are of an unknown link."""
        known = self._queues.lost(flow.way, flow.subscriber).total() + flow.lost[LossReason.UNROUTABLE]
        known += sum(reasons.total() for reasons in flow.discarded.values())
        if flow.lost.total() != known + flow.lost[LossReason.IGNORED] or discarded is None:
            return None
        lost = self._queues.lost_between(sender, receiver, flow.way[0]) + discarded
        lost[LossReason.IGNORED] += sum(socket.ignored for socket in flow.senders if socket.node == sender)
        return dict(+lost)

    def _arrived(self, flow: Flow, sender: str, receiver: str) -> int | None:
        """The exact number of messages received, with those that were discarded later; None if it is not known.

        It is known by the receiver's count, by routing id, or because every message was matched.
        """
        sending = [socket for socket in flow.senders if socket.node == sender]
        receiving = [socket for socket in flow.receivers if socket.node == receiver]
        sent = sum(socket.sent.messages for socket in sending)
        received = sum(socket.received.messages for socket in receiving)
        is_only_sender, is_only_receiver = len(sending) == len(flow.senders), len(receiving) == len(flow.receivers)
        may_be_foreign = flow.from_elsewhere and self._unreported.at_most(receiving)
        if is_only_sender and not may_be_foreign and not any(map(self._strangers.at, receiving)):
            return min(sent, received)  # a sender may report after its receiver
        if receiving[0].routes and not any(self._is_doubtful(router, sender) for router in receiving):
            owner = self._peers.owner
            counts = [item for socket in receiving for item in socket.received_by_key.items()]
            if received - sum(tally.messages for _, tally in counts) > flow.from_elsewhere:
                return None  # a killed node does not tell by which ids its last messages came
            return min(sent, sum(tally.messages for routing_id, tally in counts if owner(routing_id) == sender))
        if is_only_sender and is_only_receiver and flow.is_divided:
            return min(sent, flow.delivered + sum(reasons.total() for reasons in flow.discarded.values()))
        is_over = flow.outstanding == 0 and not (flow.lost or flow.handed_over or flow.publishes)
        if is_only_receiver and is_over and flow.is_divided:
            return sent
        if self._has_told_all(flow, receiver, received) and flow.key not in self._matching.pairs.mixed:
            return min(sent, self._seen(flow, sender, receiver).delivered)
        return None

    def _has_told_all(self, flow: Flow, receiver: str, received: int) -> bool:
        """Whether all of ours that a node has received was matched; a killed node tells its last messages to nobody."""
        if flow.way in self._queues.incomplete:
            return False
        was_killed = any(one.killed for one in flow.receivers if one.node == receiver)
        if self._roster.nodes[receiver].state.alive and not was_killed:
            return True
        senders = {socket.node for socket in flow.senders}
        return sum(self._seen(flow, sender, receiver).delivered for sender in senders) >= received - flow.from_elsewhere

    def _is_doubtful(self, router: SocketTraffic, sender: str) -> bool:
        """Whether it is not certain of each id that a ROUTER has heard whether it is this sender's.

        An id without an owner may be the sender's, but where the sender has another and foreign peers may have it.
        """
        owners = {routing_id: self._peers.owner(routing_id) for routing_id in router.received_by_key}
        if OTHER in owners or any(map(self._peers.owners.is_contested, owners)):
            return True
        return None in owners.values() and not (sender in owners.values() and self._strangers.at(router))
