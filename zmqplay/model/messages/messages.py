"""The messages that were seen: each followed from the socket that sent it to those that received it."""

from __future__ import annotations

from collections import deque
from itertools import islice

import msgspec

from zmqplay.model.causes import LossReason

KEPT = 100_000
KEPT_BYTES = 32_000_000
"""Messages, and bytes of their frames' heads, that are kept."""
SETTLED = (2_000, 20_000)
"""After so many others it is looked whether all have a message who should: nothing more becomes of it then."""
SIZES_SHARED = 1_000
LOOK_BACK = 64
"""A message that was sent earlier than so many others that are shown already comes after them."""
PATIENCE_NS = 250_000_000
"""How long a receive waits for the report of its send before it is shown alone."""


class Delivery(msgspec.Struct, eq=False, gc=False):
    """That a message arrived."""

    node: str
    time_ns: int
    """When the receive returned."""
    heads: tuple[bytes, ...] = ()
    """The frames as the receiver got them (a ROUTER gets the routing id in front)."""
    sizes: tuple[int, ...] = ()


class Message(msgspec.Struct, eq=False, gc=False):
    """One message that was sent, as far as it was seen."""

    row: int
    """Counts up from 0; a message that turns up late pushes the few that were sent after it down."""
    time_ns: int
    """When it was sent, or received if only that was seen."""
    sender: str
    """A node's name; empty if it is not known; a foreign peer's address."""
    wire: str
    heads: tuple[bytes, ...]
    """The first bytes of each frame as the sender handed them over."""
    sizes: tuple[int, ...]
    """The whole length of each frame."""
    socket: str
    """The sender's socket type; the receiver's if the sender was not seen."""
    topic: bytes | None = None
    routing_id: bytes | None = None
    deliveries: list[Delivery] = []
    expected: int = 1
    """Deliveries that are due."""
    number: int = 0
    """Its number on the sender's socket, from 1; 0 if the sender was not seen."""
    waits_at: list[str] = []
    """The nodes in whose queues it is known to wait."""
    lost: dict[str, LossReason] = {}
    """Why it was lost, by the node that should have received it."""

    @property
    def size(self) -> int:
        """Bytes of all frames."""
        return sum(self.sizes)

    @property
    def latency_ns(self) -> int | None:
        """From the send call to the first receive's return; None where either was not seen."""
        if not self.deliveries or self.time_ns == self.deliveries[0].time_ns:
            return None
        return self.deliveries[0].time_ns - self.time_ns


_NOWHERE: list[str] = []
_NOTHING: dict[str, LossReason] = {}
_sizes: dict[tuple[int, ...], tuple[int, ...]] = {}
"""Shared by all that have arrived, so that a hundred thousand of them are not as many empty lists."""


class MessageLog:
    """The last messages, oldest first, with rows that keep their numbers."""

    def __init__(self, kept: int = KEPT, kept_bytes: int = KEPT_BYTES) -> None:
        self.rows: deque[Message] = deque()
        self.kept, self.kept_bytes = kept, kept_bytes
        self.total = 0
        """Rows ever added; the last row's number plus one."""
        self.version = 0
        """Changes with every row added or delivered."""
        self.begun_ns = 0
        """The time of the first row ever added."""
        self._bytes = 0

    @property
    def first(self) -> int:
        """The number of the oldest row that is kept."""
        return self.total - len(self.rows)

    def row(self, number: int) -> Message | None:
        """The row with this number, or None when it is gone or not there yet."""
        index = number - self.first
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def add(self, message: Message, ordered: bool = True) -> None:
        """Append it, where its time belongs among the last rows if `ordered` (nodes report one after the other)."""
        rows, back = self.rows, 0
        if ordered and rows and rows[-1].time_ns > message.time_ns:
            for row in islice(reversed(rows), LOOK_BACK):
                if row.time_ns <= message.time_ns:
                    break
                row.row += 1
                back += 1
        message.row = self.total - back
        rows.insert(len(rows) - back, message)
        self.total += 1
        self.version += 1
        self.begun_ns = self.begun_ns or message.time_ns
        self._bytes += _weight(message)
        while len(rows) > self.kept or self._bytes > self.kept_bytes:
            self._bytes -= _weight(rows.popleft())
        for back in SETTLED:
            if len(rows) > back:
                _settle(rows[-back])


def _weight(message: Message) -> int:
    """Bytes of its frames' heads."""
    return sum(map(len, message.heads))


def _settle(message: Message) -> None:
    """Give back the room of what stays empty."""
    if message.waits_at is _NOWHERE:
        return
    if len(message.deliveries) >= message.expected and not message.waits_at and not message.lost:
        message.waits_at, message.lost = _NOWHERE, _NOTHING
        message.deliveries = message.deliveries[:]  # a list that has grown has room for three more
        if len(_sizes) < SIZES_SHARED:
            message.sizes = _sizes.setdefault(message.sizes, message.sizes)
