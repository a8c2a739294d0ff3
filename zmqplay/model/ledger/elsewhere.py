"""Elsewhere: the part of each flow that our nodes received from foreign peers, and the part that they handed over.

A count alone does not tell whose messages it counts. What does, in this order: only one side can be foreign; a ROUTER
counts by routing id; messages are matched one by one; all is quiet, so that nothing of ours is under way. Where none of
these holds (a sampled flood), only what is certain is claimed, and the rest stays in flight.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.kinds import Sends
from zmqplay.model.ledger.flows import Flow, is_quiet
from zmqplay.model.ledger.unknown_ids import UnknownIds
from zmqplay.model.ledger.unreported import Unreported
from zmqplay.model.messages.matching import Matching
from zmqplay.model.messages.messages import PATIENCE_NS
from zmqplay.model.nodes import NodeState
from zmqplay.model.peers import Peers
from zmqplay.model.queues.queues import Queues
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way, messages_by_key
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER, Tally

UNTOLD_NS = 1_000_000_000
"""How long it may take until a receipt tells whose turn a message was, before that counts as unknown."""
MATCHED_NS = PATIENCE_NS + 100_000_000
"""A receive that was reported this long ago is matched by now if a node of ours sent the message."""
DOUBTED_NS = 1_000_000_000
"""What is missing is lost once all has been quiet this much longer, though it is not known whose all messages were."""
NOTHING = Tally()


@dataclass(slots=True)
class Known:
    """What was known for certain when a flow was quiet, and how many messages had been matched by then."""

    delivered: int = 0
    matched: int = 0
    from_elsewhere: int = 0
    handed_over: int = 0
    placed: int = 0
    """How many of the messages handed over had been told one by one."""
    received: deque[tuple[int, int]] = field(default_factory=deque)
    """Times, and how many messages of unknown origin had been received then; the first is `MATCHED_NS` old."""


class Elsewhere:
    """Divides flows between our nodes and foreign peers."""

    def __init__(self, *, roster: Roster, peers: Peers, queues: Queues, matching: Matching, ids: UnknownIds) -> None:
        self._roster = roster
        self._peers = peers
        self._strangers = Strangers(peers)
        self._queues = queues
        self._matching = matching
        self._ids = ids
        self._unreported = Unreported(roster, peers)
        self._known: dict[tuple[Way, str], Known] = {}
        self._answered: dict[Way, int] = {}
        """Requests from foreign peers, by the direction in which their answers leave."""
        self._unsure: set[Way] = set()
        """Directions in which more answers may have left for foreign peers, now that all is over."""
        self.unshared = 0
        """Messages that were received in directions in which no node of ours sends, so that no flow has them."""
        self._first_seen_ns: dict[bytes, int] = {}
        """When each routing id without a known owner was seen first."""

    def divide(self, flows: list[Flow], quiet: set[tuple[Way, str]], now_ns: int, *, is_over: bool) -> None:
        """Take out of each flow what foreign peers that are known have sent, and what was handed over to them.

        `quiet` has the keys of the flows on which nothing moves.
        """
        for flow in flows:
            self._divide_received(flow, flow.key in quiet, now_ns, is_over)
        for flow in flows:
            self._divide_sent(flow, flow.key in quiet, now_ns, is_over)
        undivided = {flow.way for flow in flows if not flow.is_divided}
        for flow in () if is_over else flows:
            self._leave_out_untold(flow)
            is_doubtful = not undivided.isdisjoint((flow.way, flow.senders[0].from_way))
            flow.may_settle = not is_doubtful or is_quiet(self._roster, flow, now_ns - DOUBTED_NS)

    def find_unreported(self, flows: list[Flow], now_ns: int) -> None:
        """Take out of the flows what came by connections that nobody reported, and count what is in no flow."""
        self._unreported.take_out(flows, now_ns, self._unexplained)
        received = self._unreported.unshared({flow.way for flow in flows})
        self._answered.update(received)
        self.unshared = sum(received.values())
        self._unreported.hand_answers_over(flows)

    def _unexplained(self, flow: Flow) -> int:
        """Most messages of a flow that no node of ours may have sent: where all were followed, those without a send."""
        killed = any(one.killed or self._roster.nodes[one.node].state is NodeState.KILLED for one in flow.receivers)
        if killed or flow.publishes or flow.way in self._queues.incomplete:
            return sum(receiver.received.messages for receiver in flow.receivers)
        return sum(self._matching.received.alone[flow.way, node] for node in {one.node for one in flow.receivers})

    def _divide_received(self, flow: Flow, is_quiet: bool, now_ns: int, is_over: bool) -> None:
        open_to = [socket for socket in flow.receivers if self._strangers.at(socket)]
        if not open_to:
            return
        if open_to[0].routes:
            elsewhere, pending = self._by_routing_id(flow, open_to, now_ns, is_over)
        else:
            nodes = {socket.node for socket in open_to}
            mixed = sum(socket.received.messages for socket in flow.receivers if socket.node in nodes)
            elsewhere, pending = self._by_content(flow, nodes, mixed, is_quiet, now_ns, is_over)
        flow.from_elsewhere, flow.is_divided = elsewhere, not pending
        flow.delivered -= elsewhere + (0 if is_over else pending)  # at the end, what may be ours is taken to be ours
        flow.expected = max(flow.delivered, flow.due)
        self._answered[flow.receivers[0].way] = elsewhere
        if pending and is_over:
            self._unsure.add(flow.receivers[0].way)
        for peer, told in self._told_of(open_to, elsewhere if flow.is_divided else None):
            peer.received_from = told

    def _by_routing_id(self, flow: Flow, routers: list[SocketTraffic], now_ns: int, is_over: bool) -> tuple[int, int]:
        """Messages from routing ids of foreign peers, and from ids whose owner may yet turn out to be ours."""
        elsewhere = pending = 0
        for router in routers:
            for routing_id, tally in router.received_by_key.items():
                if self._peers.owners.is_nobodys(routing_id):
                    since_ns = self._first_seen_ns.setdefault(routing_id, now_ns)
                    if is_over or now_ns - since_ns >= MATCHED_NS:
                        elsewhere += tally.messages
                    else:
                        pending += tally.messages
            others = router.received_by_key.get(OTHER, NOTHING).messages
            owners = {self._peers.owner(routing_id) for routing_id in router.received_by_key}
            if others and not {socket.node for socket in flow.senders} <= owners:
                by_key = router.received.messages - elsewhere - pending - others
                others -= max(0, min(others, self._matched(flow.way, {router.node}) - by_key))
            elsewhere += others
        return elsewhere, pending

    def _matched(self, way: Way, nodes: set[str]) -> int:
        """How many messages were matched one by one that these nodes received in a direction."""
        seen = self._matching.seen.items()
        return sum(one.delivered for (_, receiver, on), one in seen if on == way and receiver in nodes)

    def _by_content(
        self, flow: Flow, nodes: set[str], mixed: int, is_quiet: bool, now_ns: int, is_over: bool
    ) -> tuple[int, int]:
        """Of the `mixed` messages that these nodes received: those from foreign peers, and those of unknown origin."""
        known = self._known.setdefault(flow.key, Known())
        matched = self._matched(flow.way, nodes)
        least, most = self._bounds(flow, nodes, mixed)
        most = max(0, min(most, mixed - known.from_elsewhere))
        delivered = min(most, max(least, known.delivered + matched - known.matched))
        told = self._long_received(known, mixed, now_ns, is_over)
        if flow.way not in self._queues.incomplete:
            alone = sum(self._matching.received.alone[flow.way, node] for node in nodes)
            elsewhere = max(0, min(alone, mixed - delivered), mixed - most if is_over else 0)
        elif is_quiet and not is_over:
            delivered, elsewhere = most, mixed - most
            known.delivered, known.matched, known.from_elsewhere = delivered, matched, elsewhere
        else:
            elsewhere = max(known.from_elsewhere, told - most)
        return elsewhere, mixed - delivered - elsewhere

    def _long_received(self, known: Known, mixed: int, now_ns: int, is_over: bool) -> int:
        """How many of the messages had been received so long ago that their senders, if ours, have reported since."""
        known.received.append((now_ns, mixed))
        while len(known.received) > 1 and known.received[1][0] <= now_ns - MATCHED_NS:
            known.received.popleft()
        time_ns, received = known.received[0]
        return mixed if is_over else received if time_ns <= now_ns - MATCHED_NS else 0

    def _bounds(self, flow: Flow, nodes: set[str], mixed: int) -> tuple[int, int]:
        """The least and the most messages of ours that these nodes can have received."""
        least, most = 0, mixed
        if flow.publishes:
            published = messages_by_key(socket.sent_by_key for socket in flow.senders)
            taken = messages_by_key(socket.received_by_key for socket in flow.receivers)
            if OTHER not in published:
                most -= sum(max(0, count - published.get(topic, 0)) for topic, count in taken.items() if topic != OTHER)
            return least, min(most, flow.due)
        others = sum(socket.received.messages for socket in flow.receivers if socket.node not in nodes)
        if all(socket.kind.sends is Sends.TO_LAST_PEER for socket in flow.receivers):  # each answer proves a request
            asking = [socket for socket in flow.senders if not self._strangers.at(socket)]
            least = sum(socket.received.messages for socket in asking) - others
        return max(0, least), max(0, min(most, flow.due - others - flow.lost.total()))

    def _divide_sent(self, flow: Flow, is_quiet: bool, now_ns: int, is_over: bool) -> None:
        open_to = [socket for socket in flow.senders if self._strangers.at(socket)]
        if not open_to or flow.publishes:
            return
        by_id = [socket for socket in open_to if socket.routes]
        handed_over, doubtful = sum(map(self._ids.handed_over, by_id)), sum(map(self._ids.doubtful, by_id))
        if any(socket.kind.sends is Sends.TO_LAST_PEER for socket in open_to):
            handed_over += self._answered.get(flow.way, 0)
        dealing = [socket for socket in open_to if socket.deals or socket.kind.has_one_peer]
        if dealing:
            handed_over += self._dealt(flow, dealing, is_quiet and not is_over)
        flow.handed_over = max(0, min(handed_over, flow.outstanding))
        flow.expected -= flow.handed_over
        flow.expected -= (doubtful := max(0, min(doubtful, flow.outstanding)))
        untold_ns = now_ns if is_over else now_ns - UNTOLD_NS
        is_untold = flow.way in self._unsure or (dealing and self._is_untold(flow.way, dealing, untold_ns))
        flow.is_told = not (doubtful or (flow.outstanding and is_untold))
        is_known = not doubtful and (by_id or self._is_placed(flow))
        for peer, told in self._told_of(open_to, flow.handed_over if is_known else None):
            peer.handed_over = told

    def _leave_out_untold(self, flow: Flow) -> None:
        """Replies to requests of unknown origin are not counted yet, as these requests are not."""
        untold = 0 if flow.way in self._queues.incomplete else self._matching.replies.untold[flow.way]
        if untold and any(map(self._strangers.at, flow.senders)):
            flow.expected -= max(0, min(untold, flow.outstanding))

    def _is_untold(self, way: Way, dealing: list[SocketTraffic], until_ns: int) -> bool:
        """Whether messages sent until then may have been dealt to foreign peers, and nothing has told that since."""
        since_ns = self._queues.unplaced_since_ns(way)
        if since_ns is None or since_ns > until_ns:
            return False
        return not since_ns or any(self._strangers.were_at(socket, since_ns) for socket in dealing)

    def _is_placed(self, flow: Flow) -> bool:
        """Whether it is known of each message in flight at which node it waits."""
        ends = {(sender.node, receiver.node) for sender in flow.senders for receiver in flow.receivers}
        waiting = [self._queues.waiting(*pair, flow.way) for pair in ends] if flow.outstanding else []
        return None not in waiting and sum(known or 0 for known in waiting) == flow.outstanding

    def _told_of(self, sockets: list[SocketTraffic], count: int | None) -> Iterator[tuple[ForeignPeer, int | None]]:
        """The foreign peers of these sockets, and what is news of each: the count, if there never was but this one.

        One that had left before others came keeps what was known, and a ROUTER tells its peers apart by ids.
        """
        peers = [peer for socket in sockets for peer in self._strangers.at(socket)]
        if len(peers) == 1 and not self._peers.forgotten:
            if not any(map(self._peers.is_undecided, sockets)):
                yield peers[0], count
        else:
            yield from ((peer, None) for peer in peers if not peer.gone and peer.routing_id is None)

    def _dealt(self, flow: Flow, dealing: list[SocketTraffic], is_quiet: bool) -> int:
        """Of the messages that these sockets dealt: those that went to foreign peers."""
        known, placed = self._known.setdefault(flow.key, Known()), self._queues.handed_over.count(flow.way)
        most = min(flow.outstanding - flow.settled.lost.total(), sum(socket.sent.messages for socket in dealing))
        listen = [socket for socket in flow.receivers if not self._roster.nodes[socket.node].ignored]
        is_theirs = not listen and all(map(self._strangers.take_all_of, dealing))
        if is_quiet or is_theirs:
            known.handed_over, known.placed = most, placed
            return most
        return min(most, known.handed_over + placed - known.placed)
