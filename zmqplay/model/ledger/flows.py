"""The directions in which messages go, and what is due in each: the counts that the ledger adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zmqplay.model.causes import LossReason
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import Line, SocketTraffic
from zmqplay.wire import Activity

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

QUIET_NS = 150_000_000
"""Who has waited for so long gets nothing of what was sent before: all is on one machine."""


@dataclass(slots=True)
class Flow:
    """One direction of a wire; where publishers send, one subscriber's share of it. Former lives count as well."""

    line: Line
    senders: list[SocketTraffic]
    receivers: list[SocketTraffic]
    expected: int
    delivered: int
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def subscriber(self) -> str:
        """Whose share of a publisher's it is."""
        return self.receivers[0].node if self.publishes and self.receivers else ""

    @property
    def key(self) -> tuple[Line, str]:
        """What stays the same from one update to the next."""
        return self.line, self.subscriber

    @property
    def publishes(self) -> bool:
        return self.senders[0].publishes

    @property
    def outstanding(self) -> int:
        """What has neither arrived nor been lost."""
        return self.expected - self.delivered - self.lost.total()


def find_flows(traffic: Traffic) -> Iterator[Flow]:
    """Every direction of every wire in which something can be sent."""
    senders: dict[Line, list[SocketTraffic]] = {}
    receivers: dict[Line, list[SocketTraffic]] = {}
    for socket in traffic.all_sockets():
        if socket.facts.bound or socket.facts.connected:
            if socket.sends_messages:
                senders.setdefault(socket.line, []).append(socket)
            receivers.setdefault(socket.from_line, []).append(socket)
    for line, sending in senders.items():
        if not sending[0].publishes:
            yield _flow(traffic, line, sending, receivers.get(line, []))
            continue
        for node in dict.fromkeys(socket.node for socket in receivers.get(line, ())):
            own = [socket for socket in receivers[line] if socket.node == node]
            delivered = sum(socket.received.messages for socket in own)
            yield Flow(line, sending, own, max(delivered, traffic.ledger.audience.due[node]), delivered)


def _flow(traffic: Traffic, line: Line, senders: list[SocketTraffic], receivers: list[SocketTraffic]) -> Flow:
    lost: Counter[str] = Counter()
    for node in _nodes(traffic, receivers):
        lost += node.discarded
    delivered = sum(receiver.received.messages for receiver in receivers) - lost.total()
    for sender in senders:
        if traffic.nodes[sender.node].ignored:
            lost[LossReason.IGNORED] += sender.sent.messages
    expected = max(delivered, sum(sender.sent.messages for sender in senders))
    return Flow(line, senders, receivers, expected, delivered, +lost)


def _nodes(traffic: Traffic, sockets: list[SocketTraffic]) -> list[NodeTraffic]:
    return [traffic.nodes[name] for name in dict.fromkeys(socket.node for socket in sockets)]


def is_quiet(traffic: Traffic, flow: Flow, now_ns: int) -> bool:
    """Nothing moves there: all who live have waited for a while, connected, and nobody is frozen or starting."""
    for node in _nodes(traffic, flow.senders + flow.receivers):
        if node.state in (NodeState.FROZEN, NodeState.STARTING):
            return False
        if node.state is NodeState.RUNNING and (
            node.doing.activity not in (Activity.IDLE, Activity.BLOCKED) or now_ns - node.doing.since_ns < QUIET_NS
        ):
            return False
    return all(
        socket.handshakes and now_ns - socket.met_ns >= QUIET_NS
        for socket in flow.senders
        if _lives(traffic, socket) and not socket.binds and any(_lives(traffic, r) for r in flow.receivers)
    )


def _lives(traffic: Traffic, socket: SocketTraffic) -> bool:
    return traffic.nodes[socket.node].state.alive and not socket.facts.closed


def why_lost(traffic: Traffic, flow: Flow) -> LossReason | None:
    """Why what is outstanding can no longer arrive now that all is quiet; None if it still can, or cannot be told."""
    living = [socket for socket in flow.receivers if _lives(traffic, socket)]
    sending = [socket for socket in flow.senders if _lives(traffic, socket)]
    if any(socket.conflates for socket in (*living, *sending)):
        return LossReason.CONFLATED
    if not living and sending and not any(socket.binds for socket in sending):
        return None  # it may wait in a pipe that outlives the connection, for somebody to bind again
    if len(living) < len(flow.receivers):
        return LossReason.PEER_DIED
    if flow.publishes:
        return LossReason.HIGH_WATER_MARK
    return LossReason.PEER_DIED if len(sending) < len(flow.senders) else None
