"""Discards: which of the received messages a role has declared useless, e.g. because they came too late."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import PATIENCE_NS, Message, MessageLog
from zmqplay.wire import Report

LOOKED_AT = 500
"""How many of the newest messages are searched for the one that a role has discarded."""
REASONS = frozenset(LossReason)
NUMBERS_KEPT = 20
PENDING_KEPT = 5_000
"""Most discarded messages that may wait to be found."""
LOOKED_FOR = 50
"""How many of the discarded messages one tick looks for, the oldest first."""


@dataclass(slots=True)
class Discarded:
    """What a node has discarded of another node's messages on one wire."""

    reasons: Counter[str] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    """The sender's numbers of the first of them."""


class Declared(NamedTuple):
    """A role has declared that the message which it had received last is useless."""

    node: str
    reason: str
    at_ns: int
    received_ns: int
    """When it had received that message; 0 if the report does not tell."""


NOTHING = Discarded()


class Discards:
    """Marks discarded messages, once their receives have been matched."""

    def __init__(self, log: MessageLog) -> None:
        self._log = log
        self._pending: deque[Declared] = deque(maxlen=PENDING_KEPT)
        self._of: dict[tuple[str, str, str], Discarded] = {}
        """By sender, receiver and wire."""

    def between(self, sender: str, receiver: str, wire: str) -> Discarded:
        """The discarded messages of which it is known that they went from one node to another."""
        return self._of.get((sender, receiver, wire), NOTHING)

    def on(self, receiver: str, wire: str) -> Counter[str]:
        """What is known to have come to a node by one wire, by reason."""
        found = (one.reasons for (_, node, by), one in self._of.items() if (node, by) == (receiver, wire))
        return sum(found, Counter())

    def take(self, node: str, report: Report) -> None:
        """A node has discarded the messages that it had received last at the report's times, each for a reason."""
        if not report.discards:
            return
        received = sorted(sample.time_ns for sample in report.samples if not sample.sent)
        for reason, at_ns in report.discards:
            place = bisect_right(received, at_ns)
            self._pending.append(Declared(node, reason, at_ns, received[place - 1] if place else 0))

    def tick(self, now_ns: int) -> None:
        """Mark the messages whose receives have been matched by now."""
        if not self._pending:
            return
        waiting = []
        for declared in [self._pending.popleft() for _ in range(min(len(self._pending), LOOKED_FOR))]:
            is_over = now_ns - declared.at_ns > (2 * PATIENCE_NS if declared.received_ns else PATIENCE_NS)
            if message := self._find(declared) if declared.received_ns or is_over else None:
                self._discard(message, declared.node, declared.reason)
            elif not is_over:
                waiting.append(declared)
        self._pending.extendleft(reversed(waiting))

    def _discard(self, message: Message, node: str, reason: str) -> None:
        """Mark a message, unless the reason is one of the role's own: that is only counted."""
        discarded = self._of.setdefault((message.sender, node, message.wire), Discarded())
        discarded.reasons[reason] += 1
        if len(discarded.numbers) < NUMBERS_KEPT:
            discarded.numbers.append(message.number)
        if reason in REASONS:
            self._log.lose(message, node, LossReason(reason))

    def _find(self, declared: Declared) -> Message | None:
        """The message that a node had received last when it declared that; None if it was not shown, or not yet."""
        last, last_ns = None, 0
        for message in islice(reversed(self._log.rows), LOOKED_AT):
            for delivery in message.deliveries:
                if delivery.node == declared.node and last_ns < delivery.time_ns <= declared.at_ns:
                    last, last_ns = message, delivery.time_ns
            if last_ns == declared.received_ns > 0:
                return last
        return None if declared.received_ns else last
