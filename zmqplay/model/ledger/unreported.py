"""Messages from foreign programs of whose connections nothing is known but that they may have been there.

Our node ended in the very moment in which they connected; or they connected, spoke and left before anybody could look
up who they were. A ROUTER tells them apart by their routing ids. Where more was received than all our nodes have sent,
and all have told what they sent, the rest came from elsewhere, as far as it may have come by such connections. What
exceeds that cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto

from zmqplay.model.kinds import Sends
from zmqplay.model.ledger.arrivals import SILENT_NS, is_silent_since
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way, messages_by_key
from zmqplay.model.strangers import Strangers
from zmqplay.wire import OTHER

MOST = 1_000_000
"""Messages that no socket receives in a moment: the fastest take some million a second."""


class Told(Enum):
    """How sure it is that senders have told all."""

    SURELY = auto()
    """All live, and have reported since."""
    LIKELY = auto()
    """Some run, and have had nothing to report for long; or some have ended, whose last counts may still come."""


class Unreported:
    """Finds what came by connections that nobody reported, or that have no name."""

    def __init__(self, roster: Roster, peers: Peers) -> None:
        self._roster = roster
        self._peers = peers
        self._strangers = Strangers(peers)
        self._certain: dict[tuple[Way, str], int] = {}
        """The most that had come for certain, by the flow's key."""
        self._asked: dict[Way, int] = {}
        """The same, by the direction in which it is answered."""

    def at_most(self, receivers: Sequence[SocketTraffic]) -> int:
        """Most messages that these sockets can have received by such connections."""
        return sum(map(self._at_most, receivers))

    def _at_most(self, socket: SocketTraffic) -> int:
        if socket.connections.nameless:
            return socket.received.messages
        if self._roster.is_open(socket) or not socket.received.messages:
            return 0
        before = socket.last_moment.before if socket.first_handshake_ns else 0
        return max(0, min(socket.received.messages - before, MOST))

    def take_out(self, flows: Iterable[Flow], now_ns: int, unexplained: Callable[[Flow], int]) -> None:
        """Take out of the flows what came by such connections; where strangers are known, it is found with theirs.

        `unexplained` gives the most messages of a flow that may be no node's of ours.
        """
        for flow in flows:
            if not any(map(self._strangers.at, flow.receivers)) and (found := self._on(flow, now_ns, unexplained)):
                flow.from_elsewhere, flow.delivered = found, flow.delivered - found
                flow.expected = max(flow.delivered, flow.due)
                self._asked[flow.receivers[0].way] = found

    def unshared(self, shared: set[Way]) -> dict[Way, int]:
        """What came from foreign peers alone, by the direction of its answers; in `shared` ones, nodes of ours send."""
        received: dict[Way, int] = {}
        for socket in self._roster.all_sockets():
            if socket.is_placed and socket.from_way not in shared and socket.kind.receives_messages:
                is_theirs = bool(self._strangers.at(socket))
                own = socket.received.messages if is_theirs else self.at_most([socket])
                received[socket.way] = received.get(socket.way, 0) + own
        self._asked.update(received)
        return received

    def hand_answers_over(self, flows: Iterable[Flow]) -> None:
        """Take out of the flows what answers such messages; where strangers are known, it is found with theirs."""
        for flow in flows:
            if (asked := self._asked.get(flow.way)) and not any(map(self._strangers.at, flow.senders)):
                flow.handed_over = max(0, min(self._answers(flow, asked), flow.outstanding))
                flow.expected -= flow.handed_over

    def _answers(self, flow: Flow, asked: int) -> int:
        """Messages that answer as many requests, or, of a ROUTER, that went to routing ids of no node of ours."""
        if any(socket.kind.sends is Sends.TO_LAST_PEER for socket in flow.senders):
            return asked
        return sum(
            tally.messages
            for router in flow.senders
            if router.routes
            for key, tally in router.sent_by_key.items()
            if self._is_nobodys(router, key)
        )

    def _is_nobodys(self, router: SocketTraffic, routing_id: bytes) -> bool:
        """Whether a ROUTER has heard of a routing id, and no node of ours has it."""
        return routing_id in router.received_by_key and self._peers.owners.is_nobodys(routing_id)

    def _on(self, flow: Flow, now_ns: int, unexplained: Callable[[Flow], int]) -> int:
        """Messages of a flow that came by such connections, as far as that is certain."""
        most = self.at_most(flow.receivers)
        most = min(most, unexplained(flow)) if most else 0
        if not most:
            return 0
        certain = self._certain.get(flow.key, 0)  # what is sent later, e.g. to a node that has ended, takes none of it
        if flow.publishes:
            surplus = self._surplus_by_topic(flow)
            certain = min(certain, surplus)  # a killed publisher's topics may become known later
        else:
            surplus = flow.delivered - flow.due
        if surplus > certain and (told := self._told(flow, now_ns)):
            certain = surplus
            if told is Told.SURELY:
                self._certain[flow.key] = certain
        return min(max(certain, self._by_routing_id(flow)), most)

    def _by_routing_id(self, flow: Flow) -> int:
        """Messages that ROUTERs received with ids of nobody of ours, less what nodes without a known id have sent."""
        heard = sum(
            tally.messages
            for router in flow.receivers
            if router.routes
            for key, tally in router.received_by_key.items()
            if self._peers.owners.is_nobodys(key)
        )
        without_id = sum(sender.sent.messages for sender in flow.senders if not sender.facts.routing_id)
        return max(0, heard - without_id)

    def _surplus_by_topic(self, flow: Flow) -> int:
        """Publications that a socket received beyond all that were ever published with the same topic."""
        published = messages_by_key(socket.sent_by_key for socket in flow.senders)
        if OTHER in published:
            return 0
        return sum(
            max(0, tally.messages - published[topic])
            for socket in flow.receivers
            if self._at_most(socket)
            for topic, tally in socket.received_by_key.items()
            if topic != OTHER
        )

    def _told(self, flow: Flow, now_ns: int) -> Told | None:
        """How sure it is that the senders have told all that they had sent when the receivers reported last, or ended;
        None if they have not, or may not have."""
        nodes = self._roster.nodes
        newest_ns = max(_told_ns(nodes[socket.node]) for socket in flow.receivers)
        senders = [nodes[sender.node] for sender in flow.senders if self._roster.is_open(sender)]
        behind = [node for node in senders if node.doing.reported_ns < newest_ns]
        if not behind:
            return Told.SURELY if len(senders) == len(flow.senders) else Told.LIKELY
        is_long = now_ns - newest_ns >= SILENT_NS and all(is_silent_since(node, now_ns - SILENT_NS) for node in behind)
        return Told.LIKELY if is_long else None


def _told_ns(node: NodeTraffic) -> int:
    """The time up to which a node's counts tell what it had received."""
    return node.doing.reported_ns if node.state.alive else max(node.doing.reported_ns, node.life.ended_ns)
