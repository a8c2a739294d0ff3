"""Flows: the directions of the wires, and the messages that are due in each; the ledger adds them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from zmqplay.model.activity import WAITS
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.audience import Audience
from zmqplay.model.ledger.probes import probes_received
from zmqplay.model.ledger.settled import Settled
from zmqplay.model.messages.discards import Discards
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way

QUIET_NS = 150_000_000
"""A receiver that was idle for this long has received everything that was sent (on one machine)."""


@dataclass(slots=True)
class Flow:
    """One direction of a wire, or one subscriber's share of it where publishers send. Former lives count too."""

    way: Way
    senders: list[SocketTraffic]
    receivers: list[SocketTraffic]
    due: int
    """Messages that were sent, or, of publications, those that the subscriber should get."""
    expected: int
    """Of these, the ones that went to our nodes."""
    delivered: int
    """Messages of our senders that were received."""
    lost: Counter[str] = field(default_factory=Counter)
    settled: Settled = field(default_factory=Settled)
    """Of the losses, those that were declared when all was quiet; fewer if some messages arrived after all."""
    handed_over: int = 0
    """Messages that were dealt or routed to foreign peers."""
    from_elsewhere: int = 0
    """Messages that were received from foreign peers."""
    is_divided: bool = True
    """Whether it is known of each received message whether one of our nodes had sent it."""

    discarded: dict[str, Counter[str]] = field(default_factory=dict)
    """What the roles have declared useless, by receiver and reason: lost, although it was received."""

    may_settle: bool = True
    """Whether what is missing when all is quiet is lost: it is known whose the messages were, or all is quiet for long.
    """

    is_told: bool = True
    """Whether it is known of the messages in flight that they were not handed over to foreign peers."""

    @property
    def subscriber(self) -> str:
        """The subscriber whose share this is; empty if the flow is no publication."""
        return self.receivers[0].node if self.publishes and self.receivers else ""

    @property
    def key(self) -> tuple[Way, str]:
        """An identity that stays the same from one update to the next."""
        return self.way, self.subscriber

    @property
    def publishes(self) -> bool:
        return self.senders[0].publishes

    @property
    def outstanding(self) -> int:
        """The number of messages that have neither arrived nor been lost."""
        return self.expected - self.delivered - self.lost.total()

    def fit_losses(self) -> None:
        """Reduce the known losses by what has arrived after all."""
        for reason in list(self.lost):
            self.lost[reason] = max(0, self.lost[reason] + min(0, self.outstanding))

    def expect_all(self) -> None:
        """What has arrived or is lost was due: a sender may report after its receiver."""
        self.expected = max(self.expected, self.delivered + self.lost.total())


def find_flows(roster: Roster, audience: Audience, discards: Discards) -> Iterator[Flow]:
    """Every direction of every wire in which something can be sent."""
    senders: dict[Way, list[SocketTraffic]] = {}
    receivers: dict[Way, list[SocketTraffic]] = {}
    for socket in roster.all_sockets():
        if socket.is_placed:
            if socket.sends_messages:
                senders.setdefault(socket.way, []).append(socket)
            receivers.setdefault(socket.from_way, []).append(socket)
    for way, sending in senders.items():
        if not sending[0].publishes:
            yield _flow(roster, way, sending, receivers.get(way, []), discards)
            continue
        for node in dict.fromkeys(socket.node for socket in receivers.get(way, ())):
            own = [socket for socket in receivers[way] if socket.node == node]
            delivered = sum(socket.received.messages for socket in own)
            due = audience.due[node, way] + audience.missed.early[node, way]
            yield Flow(way, sending, own, due, max(delivered, due), delivered)


def _flow(
    roster: Roster, way: Way, senders: list[SocketTraffic], receivers: list[SocketTraffic], discards: Discards
) -> Flow:
    nodes = [node for node in _nodes(roster, receivers) if node.discarded]
    discarded = {node.name: _discarded_on(node, way, discards) for node in nodes}
    lost = sum(discarded.values(), Counter[str]())
    received = sum(receiver.received.messages for receiver in receivers)
    delivered = received - lost.total() - probes_received(senders, receivers)
    lost[LossReason.IGNORED] += sum(sender.ignored for sender in senders)
    sent = sum(sender.sent.messages for sender in senders)
    return Flow(way, senders, receivers, sent, max(delivered, sent), delivered, +lost, discarded=discarded)


def _discarded_on(node: NodeTraffic, way: Way, discards: Discards) -> Counter[str]:
    """What a node has discarded on one way; if it receives on several wires, what is known to have come by this one."""
    wires = {socket.wire for socket in node.all_sockets if socket.is_placed and socket.kind.receives_messages}
    return node.discarded if len(wires) == 1 else discards.on(node.name, way[0])


def _nodes(roster: Roster, sockets: list[SocketTraffic]) -> list[NodeTraffic]:
    return [roster.nodes[name] for name in dict.fromkeys(socket.node for socket in sockets)]


def is_quiet(roster: Roster, flow: Flow, now_ns: int) -> bool:
    """Whether nothing moves on a flow: every living node is connected and at rest for a while, none is frozen."""
    nodes = _nodes(roster, flow.senders + flow.receivers)
    passed_ns = max((node.doing.passed_ns for node in nodes), default=0)
    for node in nodes:
        if node.state in (NodeState.FROZEN, NodeState.STARTING):
            return False
        if node.state is NodeState.RUNNING and not node.doing.rests(now_ns, passed_ns, QUIET_NS):
            return False
    if any(_waits_elsewhere(node, flow, now_ns) for node in _nodes(roster, flow.receivers)):
        return False
    return all(
        socket.handshakes and now_ns - socket.last_handshake_ns >= QUIET_NS
        for socket in flow.senders
        if roster.is_open(socket) and not socket.binds and any(map(roster.is_open, flow.receivers))
    )


def _waits_elsewhere(node: NodeTraffic, flow: Flow, now_ns: int) -> bool:
    """Whether a receiver waits at a socket on another wire: what waits for it on this one is not taken meanwhile."""
    doing = node.doing
    socket = node.sockets.get(doing.socket) if node.state.alive else None
    if socket is None or (socket.is_placed and flow.way in (socket.way, socket.from_way)):
        return False
    if doing.alone and doing.activity in WAITS and now_ns - doing.waiting_since_ns >= QUIET_NS:
        return True
    return socket.kind.asks and socket.sent.messages > socket.received.messages


@dataclass(slots=True)
class Share:
    """The part of a flow that is due to one receiver."""

    receiver: str
    receivers: list[SocketTraffic]
    sent: int
    arrived: int


def shares_of(flow: Flow, owner: Callable[[bytes], str | None]) -> Iterator[Share]:
    """The shares of a flow whose senders drop messages, as far as it is known to whom each message is due.

    `owner` gives the node that has a routing id.
    """
    nodes = dict.fromkeys(socket.node for socket in flow.receivers)
    if len(nodes) == 1:
        yield Share(next(iter(nodes)), flow.receivers, flow.expected, flow.delivered)
    elif flow.senders[0].routes:
        sent: Counter[str | None] = Counter()
        for sender in flow.senders:
            for routing_id, tally in sender.sent_by_key.items():
                sent[owner(routing_id)] += tally.messages
        for node in nodes:
            own = [socket for socket in flow.receivers if socket.node == node]
            yield Share(node, own, sent[node], sum(socket.received.messages for socket in own))
