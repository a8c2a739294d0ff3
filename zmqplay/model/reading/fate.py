"""What became of a message, where that is known; `UNKNOWN` where several answers are possible."""

from __future__ import annotations

from enum import StrEnum

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import FOREIGN, Message
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic


class Fate(StrEnum):
    """What became of one message, up to now."""

    ARRIVED = "arrived"
    """The message arrived at one node at least."""
    WAITING = "waiting"
    """The message is in a queue, or on its way to one."""
    LOST = "lost"
    LATE = "late"
    """The message arrived after its receiver had stopped waiting for it."""
    UNHEARD = "unheard"
    """The message was published, and no subscription matches it."""
    HANDED_OVER = "handed over"
    """The message went to a foreign peer."""
    UNKNOWN = "unknown"


def fate_of(traffic: Traffic, message: Message) -> Fate:
    """What became of a message. With several receivers, a loss counts more than an arrival."""
    if message.lost:
        return Fate.LATE if {*message.lost.values()} == {LossReason.LATE} else Fate.LOST
    if message.deliveries:
        return Fate.ARRIVED
    if message.handed_to:
        return Fate.HANDED_OVER
    if not message.expected:
        return Fate.UNKNOWN if traffic.ledger.may_be_overheard(message.sender) else Fate.UNHEARD
    if message.waits_at:
        return Fate.WAITING
    if routed := _fate_of_routed(traffic, message):
        return routed
    if traffic.sampled:
        return Fate.UNKNOWN
    return _fate_of_unplaced(traffic, message)


def losses_of(traffic: Traffic, message: Message) -> dict[LossReason, str]:
    """The first receiver to which a message was lost, by reason; no receiver where none can be named."""
    first: dict[LossReason, str] = {}
    for receiver, reason in message.lost.items():
        first.setdefault(reason, receiver)
    if not first and fate_of(traffic, message) is Fate.LOST:
        reasons = [LossReason(reason) for reason in traffic.ledger.totals.lost_by_reason]
        nobody_has_it = message.routing_id is not None and traffic.peers.owner(message.routing_id) is None
        if nobody_has_it and LossReason.UNROUTABLE in reasons:
            return {LossReason.UNROUTABLE: ""}
        if len(reasons) == 1:
            return {reasons[0]: ""}
    return first


def handed_to(traffic: Traffic, message: Message) -> str:
    """The address of the foreign peer that a message went to; `FOREIGN` where several are possible."""
    for router in _routers(traffic, message):
        if peer := traffic.peers.foreign_owner(router, message.routing_id or b""):
            return peer.address
    if message.handed_to:
        return message.handed_to
    there = [peer for peer in traffic.peers.on_wire(message.wire) if peer.was_there(message.time_ns)]
    own = [peer.address for peer in there if peer.node == message.sender]
    return own[0] if len(own) == 1 else FOREIGN


def _routers(traffic: Traffic, message: Message) -> list[SocketTraffic]:
    """The sockets through which a message with a routing id was sent."""
    node = traffic.nodes.get(message.sender)
    if node is None or message.routing_id is None:
        return []
    return [socket for socket in node.all_sockets if socket.routes and socket.wire == message.wire]


def _fate_of_routed(traffic: Traffic, message: Message) -> Fate | None:
    """The fate of a message to a routing id that no node of ours has, where the id alone decides it."""
    if message.routing_id is None or traffic.peers.owner(message.routing_id) is not None:
        return None
    for router in _routers(traffic, message):
        if traffic.peers.foreign_owner(router, message.routing_id):
            return Fate.HANDED_OVER
        if traffic.ledger.is_unroutable(router, message.routing_id):
            return Fate.LOST
    return None


def _fate_of_unplaced(traffic: Traffic, message: Message) -> Fate:
    """The fate of a message in no known queue: the only one that the ledger leaves possible, if only one is left."""
    totals = traffic.ledger.totals
    possible = []
    if totals.handed_over and traffic.peers.on_wire(message.wire):
        possible.append(Fate.HANDED_OVER)
    if totals.lost and _may_be_lost(traffic, message):
        possible.append(Fate.LOST)
    if totals.in_flight or not possible:  # the ledger lags: a new message waits before it is counted
        possible.append(Fate.WAITING)
    return possible[0] if len(possible) == 1 else Fate.UNKNOWN


def _may_be_lost(traffic: Traffic, message: Message) -> bool:
    """Whether the sender lost more messages on this wire than can be named one by one."""
    if message.routing_id is not None and traffic.peers.owner(message.routing_id) is None:
        return LossReason.UNROUTABLE in traffic.ledger.totals.lost_by_reason
    lost = told = 0
    for ends, link in traffic.ledger.links.items():
        if (link.sender, link.wire) == (message.sender, message.wire):
            if link.lost is None:
                return True
            lost += sum(link.lost.values())
            told += traffic.queues.lost_between(*ends).total()
    return lost > told
