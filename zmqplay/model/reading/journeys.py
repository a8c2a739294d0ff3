"""What followed from a message: the nodes that had it answered it or sent it on.

Only what can be told: a REQ has one answer at a time; what is sent on holds all the frames that came, or their id.
Where a node had the same content twice, nobody can tell which of them it sent on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.reading.exchanges import find_exchanges
from zmqplay.model.reading.frame_words import is_content, is_id, meanings_of

LOOK_AHEAD = 500
"""Messages after it that are looked at."""
HOPS = 4


def followed_by(log: MessageLog, message: Message, pattern: str, hops: int = HOPS) -> list[Message]:
    """The messages that followed from it and from those, in the order of time."""
    after = _rows_after(log, message)
    found = list(_next_ones(after, message, pattern))
    if hops > 1:
        for one in list(found):
            found += [other for other in followed_by(log, one, pattern, hops - 1) if other not in found]
    return sorted(found, key=lambda one: one.time_ns)


def _rows_after(log: MessageLog, message: Message) -> list[Message]:
    """The message and those after it."""
    begin = message.row - log.first
    if begin < 0:
        return []
    back = len(log.rows) - begin
    return list(islice(reversed(log.rows), max(0, back - LOOK_AHEAD), back))[::-1]


def _next_ones(after: list[Message], message: Message, pattern: str) -> Iterator[Message]:
    for exchange in find_exchanges(after) if message.socket == "REQ" else ():
        if exchange.request is message:
            if exchange.reply is not None:
                yield exchange.reply
            return
    carried = _carried(message, pattern)
    if not carried:
        return
    took = {delivery.node: delivery.time_ns for delivery in message.deliveries}
    alike = [other for other in after if other is not message and _carried(other, pattern) == carried]
    for node, time_ns in took.items():
        if any(delivery.node == node for other in alike for delivery in other.deliveries):
            continue
        for other in after:
            if other.sender == node and other.number and other.time_ns >= time_ns and carried <= set(other.heads):
                yield other
                break


def _carried(message: Message, pattern: str) -> frozenset[bytes]:
    """Its id if it has one, else its content."""
    words = meanings_of(message, pattern)
    frames = list(zip(message.heads, words, strict=False))
    ids = frozenset(head for head, word in frames if is_id(word) and word != "routing id")
    return ids or frozenset(head for head, word in frames if head and is_content(word))
