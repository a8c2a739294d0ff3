"""Where a message waits, as far as the rows and the ledger's sums agree.

A row waits in a pipe until a later message overtakes it or the pipe ends. The sums know sooner that some of those in
the pipe are lost, and not which: until that is known, none of them is said to wait there.
"""

from __future__ import annotations

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Message
from zmqplay.model.traffic import Traffic

NEVER_IN_PIPES = {LossReason.LATE, LossReason.IGNORED, LossReason.UNROUTABLE}
"""Why messages are lost that have arrived, or that never came into a pipe: none of those that wait is one of them."""


def waiting_at(traffic: Traffic, message: Message) -> tuple[str, ...]:
    """The nodes in whose queues a message is known to wait."""
    if not message.waits_at or not traffic.ledger.totals.lost:
        return message.waits_at
    return tuple(name for name in message.waits_at if not is_some_lost(traffic, message, name))


def is_some_lost(traffic: Traffic, message: Message, receiver: str) -> bool:
    """Whether some of the messages that seem to wait beside this one are lost by the sums, and it is not known which.

    The sums lag behind the rows; so more rows than the sums have do not prove it alone.
    """
    ends = message.sender, receiver, message.wire
    link = traffic.ledger.links.get(ends)
    if link is None:
        return False
    if link.lost is not None:
        lost = sum(number for reason, number in link.lost.items() if reason not in NEVER_IN_PIPES)
        if lost <= traffic.queues.lost_between(*ends).total():
            return False
    most = traffic.ledger.totals.in_flight if link.waiting is None else link.waiting
    return traffic.queues.placed_between(*ends) > most
