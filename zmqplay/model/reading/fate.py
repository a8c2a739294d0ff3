"""What became of a message, where that is known; `UNKNOWN` where several answers are possible."""

from __future__ import annotations

from enum import StrEnum

from zmqplay.model.causes import LossReason
from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import FOREIGN, Message
from zmqplay.model.naming import has_unknown_guest
from zmqplay.model.reading.routing_ids import is_unroutable
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.strangers import Strangers
from zmqplay.model.traffic import Traffic

COUNTED_NS = 500_000_000
"""A message that was sent this long before the last report is in the ledger's counts."""


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
        return Fate.UNKNOWN if traffic.ledger.may_be_overheard(message.sender, message.time_ns) else Fate.UNHEARD
    if _has_gone(traffic, message):
        return Fate.UNKNOWN
    if waiting_at(traffic, message):
        return Fate.WAITING
    if message.waits_at:
        return Fate.UNKNOWN
    if routed := _fate_of_routed(traffic, message):
        return routed
    if traffic.sampled or (kind_of(message.socket).replies and traffic.peers.on_wire(message.wire)):
        return Fate.UNKNOWN
    return _fate_of_unplaced(traffic, message)


def is_said(traffic: Traffic, message: Message, word: str) -> bool:
    """Whether a row says of a message that it is `lost` or `waiting`, to one of its receivers at least."""
    if message.lost if word == Fate.LOST else waiting_at(traffic, message):
        return True
    return not message.is_settled and fate_of(traffic, message) == word


def sums_of_fates(traffic: Traffic) -> tuple[object, ...]:
    """The sums with which the fate of a message may change that nothing is told of."""
    totals = traffic.ledger.totals
    return totals.in_flight == 0, totals.lost, totals.handed_over == 0


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
    """The name of the foreign peer that a message went to; `FOREIGN` where several are possible."""
    for router in _routers(traffic, message):
        if peer := traffic.peers.foreign_owner(router, message.routing_id or b""):
            return peer.name
    if message.handed_to:
        return message.handed_to
    there = [peer for peer in traffic.peers.on_wire(message.wire) if peer.was_there(message.time_ns)]
    own = [peer.name for peer in there if peer.node == message.sender]
    return own[0] if len(own) == 1 else FOREIGN


def came_from(traffic: Traffic, message: Message) -> str:
    """The node or the foreign peer that sent a message; `FOREIGN` where several peers are possible, empty if unknown.

    A ROUTER received the sender's id as first frame, which may tell more than was known when the message arrived.
    """
    if message.sender != FOREIGN or not message.deliveries:
        return message.sender
    arrival = message.deliveries[0]
    node = traffic.nodes.get(arrival.node)
    for socket in node.all_sockets if node else ():
        if socket.number == arrival.socket and socket.routes:
            peer = traffic.peers.foreign_owner(socket, b"".join(arrival.heads[:1]))
            return peer.name if peer else FOREIGN
    return FOREIGN


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
        lost = traffic.ledger.unroutable(router, message.routing_id)
        owner, may_reach = (
            traffic.peers.foreign_owner(router, message.routing_id),
            _may_have_reached(traffic, router, message),
        )
        is_silent = message.routing_id not in router.received_by_key
        if is_unroutable(traffic.ledger, router, message.routing_id) or (
            lost and not may_reach and (owner or is_silent)
        ):
            return Fate.LOST
        if owner or _is_foreign(traffic, router, message.routing_id):
            return Fate.HANDED_OVER
        if may_reach and is_silent:
            return Fate.UNKNOWN
    return None


def _may_have_reached(traffic: Traffic, router: SocketTraffic, message: Message) -> bool:
    """Whether a foreign peer that has the message's id, or may have any, was connected when it was sent."""
    there = [peer for peer in traffic.peers.of(router) if peer.was_there(message.time_ns)]
    return Strangers(traffic.peers).may_have(router, message.routing_id or b"", there)


def _is_foreign(traffic: Traffic, router: SocketTraffic, routing_id: bytes) -> bool:
    """Whether an id that a ROUTER has heard is that of a foreign peer which is connected, whichever it is."""
    if routing_id not in router.received_by_key or not traffic.peers.may_own(router, routing_id):
        return False
    return not has_unknown_guest(traffic.roster, router)


def _has_gone(traffic: Traffic, message: Message) -> bool:
    """Whether a message has arrived by the counts, though it could not be told from others with the same content."""
    totals = traffic.ledger.totals
    if totals.in_flight or totals.lost or traffic.peers.foreign:
        return False
    return message.time_ns < traffic.changed_ns - COUNTED_NS


def _fate_of_unplaced(traffic: Traffic, message: Message) -> Fate:
    """The fate of a message in no known queue: the only one that the ledger leaves possible, if only one is left."""
    totals = traffic.ledger.totals
    possible = []
    if totals.handed_over != 0 and traffic.peers.on_wire(message.wire):
        possible.append(Fate.HANDED_OVER)
    if totals.lost and _may_be_lost(traffic, message):
        possible.append(Fate.LOST)
    if totals.in_flight or not possible:  # the ledger lags: a new message waits before it is counted
        possible.append(Fate.WAITING)
    return possible[0] if len(possible) == 1 else Fate.UNKNOWN


def _may_be_lost(traffic: Traffic, message: Message) -> bool:
    """Whether the sender lost more messages on this wire than can be named one by one."""
    routing_id = message.routing_id
    if routing_id is not None and traffic.peers.owner(routing_id) is None:
        return any(traffic.ledger.unroutable(router, routing_id) for router in _routers(traffic, message))
    lost = told = 0
    for ends, link in traffic.ledger.links.items():
        if (link.sender, link.wire) == (message.sender, message.wire):
            if link.lost is None:
                return True
            lost += sum(link.lost.values())
            told += traffic.queues.lost_between(*ends).total()
    return lost > told
