"""What became of a message, where that is known; `UNKNOWN` where several answers are possible."""

from __future__ import annotations

from enum import StrEnum

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Message
from zmqplay.model.traffic import Traffic


class Fate(StrEnum):
    """What became of one message, up to now."""

    ARRIVED = "arrived"
    """The message arrived at one node at least."""
    WAITING = "waiting"
    """The message is in a queue, or on its way to one."""
    LOST = "lost"
    UNHEARD = "unheard"
    """The message was published, and no subscription matches it."""
    HANDED_OVER = "handed over"
    """The message went to a foreign peer."""
    UNKNOWN = "unknown"


def fate_of(traffic: Traffic, message: Message) -> Fate:
    """What became of a message. With several receivers, a loss counts more than an arrival."""
    if message.lost:
        return Fate.LOST
    if message.deliveries:
        return Fate.ARRIVED
    if message.handed_to:
        return Fate.HANDED_OVER
    if not message.expected:
        return Fate.UNHEARD
    if message.waits_at:
        return Fate.WAITING
    if traffic.sampled:
        return Fate.UNKNOWN
    return _fate_of_unplaced(traffic, message)


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
