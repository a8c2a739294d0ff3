"""Discards: which of the received messages a role has declared useless, e.g. because they came too late."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import islice

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import PATIENCE_NS, Message, MessageLog

LOOKED_AT = 500
"""How many of the newest messages are searched for the one that a role has discarded."""
REASONS = frozenset(LossReason)


class Discards:
    """Marks discarded messages, once their receives have been matched."""

    def __init__(self, log: MessageLog) -> None:
        self._log = log
        self._pending: deque[tuple[str, LossReason, int]] = deque()
        """The node that discarded a message, the reason, and the time."""

    def take(self, node: str, discards: Iterable[tuple[str, int]]) -> None:
        """A node has discarded the messages that it had received last at these times, each for a reason.

        A reason of the role's own is only counted.
        """
        self._pending.extend((node, LossReason(reason), at_ns) for reason, at_ns in discards if reason in REASONS)

    def tick(self, now_ns: int) -> None:
        """Mark the messages whose receives have been matched by now."""
        while self._pending and now_ns - self._pending[0][2] > PATIENCE_NS:
            node, reason, at_ns = self._pending.popleft()
            message = self._received_last(node, at_ns)
            if message is not None:
                self._log.lose(message, node, reason)

    def _received_last(self, node: str, at_ns: int) -> Message | None:
        """The message that a node had received last at that time; None if it was not shown."""
        last, last_ns = None, 0
        for message in islice(reversed(self._log.rows), LOOKED_AT):
            for delivery in message.deliveries:
                if delivery.node == node and last_ns < delivery.time_ns <= at_ns:
                    last, last_ns = message, delivery.time_ns
        return last
