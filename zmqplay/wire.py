"""The telemetry format: a node's reports to the monitor. No sockets here; `instructions.py` has the way back.

A report is one frame, a msgpack array with the version first:

    node ── PUSH ──▶ PULL monitor         report
    ┌─────────┬──────┬──────────┬─────────┬───┬─────────┬─────────┬────────┬───┐
    │ version │ node │ sequence │ time_ns │ … │ sockets │ samples │ events │ … │
    └─────────┴──────┴──────────┴─────────┴───┴─────────┴─────────┴────────┴───┘

Counts are cumulative, so a later report supersedes an earlier one and a lost report loses no count. Times are
`time.monotonic_ns()`, one clock for all processes of a machine. A new field goes to the end, with a default: then an
older reader skips it and an older writer may leave it out. A change that breaks that gets a new VERSION.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated

import msgspec

VERSION = 1
LARGEST_REPORT = 4 << 20
"""Bytes. A node's largest report is about 3 MB: 256 samples of 16 heads of 512 bytes, and 1 MB of whole messages."""
MOST_WHOLE = 1_000_000
"""Bytes of the largest message that a report tells in full, and of all that it tells in full."""
LARGEST = 2**62
KEYS = 1_001
"""Topics or routing ids that a node tells apart on one socket and in one direction, with OTHER."""
Number = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


class Activity(IntEnum):
    """The activity of the thread of a node's role."""

    BUSY = 0
    """The thread runs the role's own code."""
    IDLE = 1
    """The thread waits for a message, in `recv` or `poll`."""
    BLOCKED = 2
    """The thread waits in `send`, for room or for a peer."""
    UNSEEN = 3
    """Too many messages pass to observe each; see `Report.sampled`."""


class Tally(msgspec.Struct, array_like=True, gc=False):
    """Whole messages, and the bytes of all their frames."""

    messages: Count = 0
    bytes: Count = 0


class SocketFacts(msgspec.Struct, array_like=True, frozen=True):
    """The facts about a socket besides its counts; sent when one of them has changed."""

    type: str
    bound: tuple[str, ...] = ()
    connected: tuple[str, ...] = ()
    routing_id: bytes = b""
    subscriptions: tuple[bytes, ...] = ()
    closed: bool = False
    options: dict[str, int | bytes] = {}
    """The options that were set on the socket, by libzmq's name; of a secret only that it was set."""
    late_options: tuple[str, ...] = ()
    """The options that were set after a bind or connect, and so count only from the next bind or connect on."""
    public_key: bytes = b""
    """The public key that belongs to the socket's CURVE_SECRETKEY, as text (Z85); empty if no secret key was set."""


ByKey = Annotated[dict[bytes, Tally], msgspec.Meta(max_length=KEYS)]


class SocketReport(msgspec.Struct, array_like=True):
    """One socket's counts and times since the socket was made."""

    number: Count
    """Counts from 0 within the node, so that two sockets on one wire differ."""
    sent: Tally
    received: Tally
    busy_ns: Number = 0
    """Nanoseconds of the threads that use the socket: in the role's own code after a call on this socket, waiting to
    receive, and waiting to send."""
    idle_ns: Number = 0
    blocked_ns: Number = 0
    sent_by_key: ByKey = {}
    """By topic (PUB, XPUB) or routing id (ROUTER); only the keys that changed, at most 1,000 and OTHER in all."""
    received_by_key: ByKey = {}
    facts: SocketFacts | None = None
    sent_beyond: dict[bytes, Tally] = {}
    """Publications of the topics that are counted as OTHER, by the longest subscription that matches, of those that
    the node was told; OTHER if none matches. Empty if the node was told no subscription."""
    written: dict[str, Count] = {}
    """Of a socket that may drop messages: bytes that it has handed to the kernel on each tcp connection, read after the
    counts, by the `host:port` of the side that has connected, IPv4 in its own form. Only where the kernel
    tells (Linux)."""


OTHER = b"\x00zmqplay:other"
"""The key for all topics or routing ids after the first thousand."""


CHOSEN_BY = 256
"""Bytes of the last frame by whose hash (CRC-32) a node chooses what to sample of a flood; see `Report.limit`."""


class Sample(msgspec.Struct, array_like=True, gc=False):
    """One message, as it passed a socket."""

    socket: Number
    sent: bool
    number: Count
    """The message's number on this socket in this direction, from 1."""
    time_ns: Count
    """The time of the `send` call, or of the `recv`'s return."""
    sizes: tuple[Count, ...]
    """Bytes of each frame."""
    heads: tuple[bytes, ...]
    """The first bytes of the first frames."""
    digest: Number
    """A hash of all frames, the same in all nodes of one session."""
    whole: tuple[bytes, ...] = ()
    """All frames in full, where `heads` are less; empty in a flood, and where the message was too large for that."""


class SocketEvent(msgspec.Struct, array_like=True):
    """An event of libzmq's socket monitor (zmq_socket_monitor(3)); `count` is the number of equal ones in a row."""

    socket: Number
    time_ns: Count
    event: Number
    value: Number
    endpoint: str
    local: str = ""
    """`host:port` of this side of a new tcp connection."""
    peer: str = ""
    """`host:port` of the other side, or `pid 123` over ipc."""
    count: Count = 1
    carried: tuple[int, int] = (-1, -1)
    """Of a connection that ended within its handshake: bytes received, where the end may count as one, and bytes sent.

    -1 where unknown: only Linux tells, for tcp, and only if the connection was open when its first event was read.
    """
    held: int = 0
    """Of a new connection: most bytes that the kernel holds of what was sent here and not read there; 0 if unknown."""


class Report(msgspec.Struct, array_like=True):
    """Everything that a node tells at one moment."""

    version: int
    node: str
    pid: Count
    sequence: Count
    time_ns: Count
    activity: Activity
    since_ns: Count
    """When the activity began; the times that the role's thread has booked end then."""
    socket: Number
    """The number of the socket that the activity concerns, or -1."""
    sockets: list[SocketReport]
    samples: list[Sample]
    sampled: bool
    """Since the last report, more messages passed than `samples` shows."""
    events: list[SocketEvent]
    unsent_samples: Count = 0
    """Samples that were thrown away because the monitor did not keep up."""
    discarded: dict[str, Count] = {}
    """Messages that the role has declared useless, by reason."""
    holding: bool = True
    """The role has been told to wait before its next message, and waits."""
    spoken: Count = 0
    """Messages that the node's traffic generator has made, in all its lives."""
    final: bool = False
    """The role has ended, and nothing changes any more."""
    services_ns: list[Number] = []
    """Nanoseconds that the last messages took, each from its receive's return to the next receive's call."""
    holds: Count = 0
    """How many `Hold` instructions the node had followed when `holding` was read."""
    line: Number = 0
    """The line of the role's source file that is being executed, or that failed; 0 while the role does not run."""
    life: Count = 1
    """1 for the first start of a node of this name, 2 after its first restart, and so on."""
    taken: Number = 0
    """Of the messages that were given to this life of the node, typed or as a burst: those that no longer wait for
    their turn, since the role has taken them or since a burst was ignored."""
    unsent: Number = 0
    """Messages that the role has taken, or that wait in its inbox, and that no `send` call has accepted yet."""
    limit: Number = 0
    """In a flood, after its first messages the node samples those whose hash is smaller; 0 if it chooses none."""
    discards: list[tuple[str, Number]] = []
    """When the role declared the message that it had received last useless, each with the reason."""
    flat_out: bool = False
    """The node's traffic generator makes messages as fast as they are taken."""
    alone: bool = False
    """If the node waits, then all its threads wait at `socket`: it takes nothing from its other sockets meanwhile."""


class BadReport(ValueError):
    """A frame that is no report; `reason` says why in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Versioned(msgspec.Struct, array_like=True):
    version: int


_report = msgspec.msgpack.Decoder(Report)
_versioned = msgspec.msgpack.Decoder(_Versioned)
encode = msgspec.msgpack.Encoder().encode


def decode_report(frames: list[bytes]) -> Report:
    """Read one report; raise BadReport for anything else."""
    if len(frames) != 1:
        raise BadReport(f"{len(frames)} frames where a report has one")
    if len(frames[0]) > LARGEST_REPORT:
        raise BadReport("oversized")
    try:
        report = _report.decode(frames[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadReport(_reason(frames[0])) from None
    if report.version != VERSION:  # the fields of another version may look the same and mean something else
        raise BadReport(_reason(frames[0]))
    return report


def _reason(frame: bytes) -> str:
    try:
        version = _versioned.decode(frame).version
    except msgspec.ValidationError:
        return "not a report"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "garbage or truncated"
    if version > VERSION:
        return f"of a newer zmqplay (version {version}, this one reads {VERSION})"
    return "not a report"
