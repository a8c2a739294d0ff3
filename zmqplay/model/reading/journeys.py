"""Journeys: the messages that followed from a message, when nodes that received it answered it or sent it on.

Only certain steps are given: a REQ has one reply at a time; a message sent on holds all the frames that came, or their
id. Where a node received the same content twice, which of the two it sent on is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import Message, MessageLog
from zmqplay.model.reading.exchanges import find_exchanges
from zmqplay.model.reading.frame_words import is_content, is_id, meanings_of
from zmqplay.model.topology import Topology

LOOK_AHEAD = 500
"""How many later messages are searched."""
HOPS = 4
"""How many steps a message is followed."""


def followed_by(log: MessageLog, message: Message, topology: Topology, hops: int = HOPS) -> list[Message]:
    """The messages that followed from this one, and from those in turn, in order of time."""
    after = _rows_from(log, message)
    found = list(_next_ones(after, topology))
    if hops > 1:
        for one in list(found):
            found += [other for other in followed_by(log, one, topology, hops - 1) if other not in found]
    return sorted(found, key=lambda one: one.time_ns)


def _rows_from(log: MessageLog, message: Message) -> list[Message]:
    """The message and the `LOOK_AHEAD` after it; empty if the log has dropped it."""
    begin = message.row - log.first
    if begin < 0:
        return []
    back = len(log.rows) - begin
    return list(islice(reversed(log.rows), max(0, back - LOOK_AHEAD), back))[::-1]


def _next_ones(rows: list[Message], topology: Topology) -> Iterator[Message]:
    """The messages that followed from the first of these, among the others."""
    if not rows:
        return
    message, *after = rows
    if kind_of(message.socket).asks and message.number:
        reply = find_exchanges(rows)[0].reply
        if reply is not None:
            yield reply
        return
    carried = _carried(message, topology)
    if not carried:
        return
    took = {delivery.node: delivery.time_ns for delivery in message.deliveries}
    alike = [other for other in after if _carried(other, topology) == carried]
    for node, time_ns in took.items():
        if any(delivery.node == node for other in alike for delivery in other.deliveries):
            continue
        for other in after:
            if other.sender == node and other.number and other.time_ns >= time_ns and carried <= set(other.heads):
                yield other
                break


def _carried(message: Message, topology: Topology) -> frozenset[bytes]:
    """The part of a message that survives being sent on: its id if it has one, else its content."""
    words = meanings_of(message, topology)
    frames = list(zip(message.heads, words, strict=False))
    ids = frozenset(head for head, word in frames if is_id(word) and word != "routing id")
    return ids or frozenset(head for head, word in frames if head and is_content(word))
