"""The messages that were seen: each with its send, and the receives that were matched with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType

import msgspec

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.bodies import Bodies

KEPT = 100_000
KEPT_BYTES = 32_000_000
"""Most messages, and most bytes of frame heads, that a log keeps."""
COMPACTED = (2_000, 20_000)
"""A row this far back is compacted if every due receiver has it, since the row will not change any more."""
SIZES_SHARED = 1_000
LOOK_BACK = 64
"""How many rows a message that was reported late may move up, to its place by time."""
PATIENCE_NS = 250_000_000
"""How long a receive waits for the report of its send before it is shown alone."""

FOREIGN = "foreign"
"""Stands for a foreign peer where several are possible."""

NOT_LOST: Mapping[str, LossReason] = MappingProxyType({})


class Delivery(msgspec.Struct, eq=False, gc=False):
    """The arrival of a message at one node."""

    node: str
    time_ns: int
    """When the `recv` call returned."""
    heads: tuple[bytes, ...] = ()
    """The frames as the receiver got them (a ROUTER gets the routing id in front)."""
    sizes: tuple[int, ...] = ()
    socket: int = 0
    """The number of the receiver's socket, as its node counts."""
    is_seen: bool = True
    """The receive was reported; else only a killed node's counts show it, and `time_ns` is the time of the send."""


class Origin(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The send of a message, as the sender's tap reported it."""

    number: int
    """The message's number on the sender's stream, from 1."""
    time_ns: int
    """When `send` was called."""
    socket: int = 0
    """The number of the sender's socket, as its node counts."""


class Message(msgspec.Struct, eq=False, gc=False):
    """One message that was sent, as far as its send and receives were seen."""

    row: int
    """The place in the log, from 0; a late message pushes the few after it down. -1 while in no log."""
    origin: Origin | None
    """None if the send was not seen, only the arrival."""
    sender: str
    """A node's name, or a foreign peer's; empty if unknown."""
    wire: str
    heads: tuple[bytes, ...]
    """The first bytes of each frame, as handed to or by `socket`."""
    sizes: tuple[int, ...]
    """The full length of each frame, in bytes."""
    socket: str
    """The socket type where the message was seen: the sender's, or the receiver's where there is no `origin`."""
    topic: bytes | None = None
    routing_id: bytes | None = None
    deliveries: list[Delivery] = []
    expected: int = 1
    """Deliveries that are due."""
    waits_at: tuple[str, ...] = ()
    """The nodes in whose pipes the message is known to wait; only these pipes write it."""
    handed_to: str = ""
    """The foreign peer that a dealt message went to, `FOREIGN` if it was one of several; empty if no foreign peer."""
    losses: dict[str, LossReason] | None = None
    """See `lost`; None before the first loss, so that a hundred thousand messages share one empty mapping."""
    whole: tuple[bytes, ...] | None = ()
    """All frames in full, where `heads` are less and this is known; None if it was, and is no longer kept."""

    @property
    def number(self) -> int:
        """The number on the sender's stream, from 1; 0 if the send was not seen."""
        return self.origin.number if self.origin else 0

    @property
    def time_ns(self) -> int:
        """The time of the send, or of the receive if only that was seen."""
        return self.origin.time_ns if self.origin else self.deliveries[0].time_ns

    @property
    def lost(self) -> Mapping[str, LossReason]:
        """Why the message was lost, by the node that should have received it."""
        return NOT_LOST if self.losses is None else self.losses

    @property
    def frames(self) -> tuple[bytes, ...]:
        """The frames as far as they are known: in full, or else their heads."""
        return self.whole or self.heads

    @property
    def size(self) -> int:
        """Bytes of all frames."""
        return sum(self.sizes)

    @property
    def latency_ns(self) -> int | None:
        """From the `send` call to the return of `recv` in the slowest receiver; None where one of them was not seen."""
        if self.origin is None or not self.deliveries or not all(delivery.is_seen for delivery in self.deliveries):
            return None
        return max(delivery.time_ns for delivery in self.deliveries) - self.origin.time_ns

    @property
    def is_settled(self) -> bool:
        """Whether the message has arrived, is lost, went to a foreign peer, or is known to wait somewhere."""
        return bool(self.deliveries or self.losses or self.waits_at or self.handed_to)

    def complete(self, sent: Message) -> Message:
        """Fill this row, of a message that was shown as received only, with all that its send tells."""
        self.deliveries = []
        for name in ("origin", "sender", "heads", "sizes", "socket", "topic", "routing_id", "expected", "whole"):
            setattr(self, name, getattr(sent, name))
        return self

    def leaves(self, node: str) -> None:
        """The message no longer waits in a pipe to this node."""
        place = self.waits_at.index(node)
        self.waits_at = self.waits_at[:place] + self.waits_at[place + 1 :]


class MessageLog:
    """The last messages, oldest first; each keeps its row number when older ones are dropped."""

    def __init__(self, kept: int = KEPT, kept_bytes: int = KEPT_BYTES) -> None:
        self.rows: deque[Message] = deque()
        self.bodies = Bodies()
        self.kept, self.kept_bytes = kept, kept_bytes
        self.total = 0
        """Rows ever added; the last row's number plus one."""
        self.version = 0
        """Changes with every row that is added, delivered or lost."""
        self.begun_ns = 0
        """The time of the first row ever added."""
        self._bytes = 0
        self._sizes: dict[tuple[int, ...], tuple[int, ...]] = {}
        """Tuples of frame sizes that old rows share, since most rows have the same sizes."""

    @property
    def first(self) -> int:
        """The number of the oldest row that is kept."""
        return self.total - len(self.rows)

    def row(self, number: int) -> Message | None:
        """The row with this number; None if it was dropped or does not exist yet."""
        index = number - self.first
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def add(self, message: Message, ordered: bool = True) -> None:
        """Append a message; if `ordered`, insert it by time among the last rows, since nodes report in turn."""
        rows, back, time_ns = self.rows, 0, message.time_ns
        if ordered and rows and rows[-1].time_ns > time_ns:
            for row in islice(reversed(rows), LOOK_BACK):
                if row.time_ns <= time_ns:
                    break
                row.row += 1
                back += 1
        message.row = self.total - back
        rows.insert(len(rows) - back, message)
        self.total += 1
        self.version += 1
        self.begun_ns = self.begun_ns or time_ns
        self._bytes += _weight(message)
        self.bodies.keep(message)
        while len(rows) > self.kept or self._bytes > self.kept_bytes:
            self._bytes -= _weight(rows.popleft())
        for back in COMPACTED:
            if len(rows) > back:
                self._compact(rows[-back])

    def deliver(self, message: Message, delivery: Delivery) -> None:
        """Record an arrival of a message."""
        message.deliveries.append(delivery)
        self.version += 1

    def lose(self, message: Message, receiver: str, reason: LossReason) -> None:
        """Record that a message can no longer arrive at a receiver."""
        if message.losses is None:
            message.losses = {}
        message.losses[receiver] = reason
        self.version += 1

    def take_back_loss(self, message: Message, receiver: str) -> None:
        """Record that a message has not been lost at a receiver."""
        if message.losses is not None:
            del message.losses[receiver]
        self.version += 1

    def _compact(self, message: Message) -> None:
        """Free the memory that a finished message does not need."""
        if len(message.deliveries) >= message.expected and not message.waits_at and not message.losses:
            message.deliveries = message.deliveries[:]  # a list that has grown holds memory for three more
            message.sizes = self._shared(message.sizes)
            for delivery in message.deliveries:
                delivery.sizes = self._shared(delivery.sizes)

    def _shared(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        """These sizes as one object for all messages that have them."""
        if len(self._sizes) < SIZES_SHARED:
            return self._sizes.setdefault(sizes, sizes)
        return self._sizes.get(sizes, sizes)


def _weight(message: Message) -> int:
    """Bytes of a message's heads."""
    return sum(map(len, message.heads))
