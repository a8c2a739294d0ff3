r"""The telemetry format: what a node reports to the monitor, and what the session commands a node. No sockets here.

A report and a command are one frame each, a msgpack array with the version first:

    node ── PUSH ──▶ PULL monitor         report
    ┌─────────┬──────┬──────────┬─────────┬───┬─────────┬─────────┬────────┬───┐
    │ version │ node │ sequence │ time_ns │ … │ sockets │ samples │ events │ … │
    └─────────┴──────┴──────────┴─────────┴───┴─────────┴─────────┴────────┴───┘
    session ── ROUTER ──▶ DEALER node     command
    ┌────────┬───┐
    │ "send" │ … │
    └────────┴───┘

Counts are cumulative, so a later report supersedes an earlier one and a lost report loses no count. Times are
`time.monotonic_ns()`, one clock for all processes of a machine. A new field goes to the end, with a default: then an
older reader skips it and an older writer may leave it out. A change that breaks that gets a new VERSION.
"""

from __future__ import annotations

from enum import IntEnum

import msgspec

VERSION = 1
LARGEST_REPORT = 4 << 20
"""Bytes. A node's largest report is about 2 MB: 256 samples of 16 heads of 512 bytes."""


class Activity(IntEnum):
    """What a node's role does at a moment."""

    BUSY = 0
    """Its own code runs, or it works."""
    IDLE = 1
    """It waits for a message, in recv or poll."""
    BLOCKED = 2
    """It waits in send for room or for a peer."""
    UNSEEN = 3
    """Too much passes to look at each message; see `Report.sampled`."""


class Tally(msgspec.Struct, array_like=True, gc=False):
    """Whole messages, and the bytes of all their frames."""

    messages: int = 0
    bytes: int = 0


class SocketFacts(msgspec.Struct, array_like=True, frozen=True):
    """What is known of a socket beside its counts; sent when it changes."""

    type: str
    bound: tuple[str, ...] = ()
    connected: tuple[str, ...] = ()
    routing_id: bytes = b""
    subscriptions: tuple[bytes, ...] = ()
    closed: bool = False
    options: dict[str, int | bytes] = {}
    """The options that were set on it, by libzmq's name."""
    late_options: tuple[str, ...] = ()
    """Those that were set after it was bound or connected, and so take effect at the next bind or connect only."""


class SocketReport(msgspec.Struct, array_like=True):
    """One socket's counts since it was made."""

    number: int
    """Counts up from 0 within the node."""
    sent: Tally
    received: Tally
    busy_ns: int = 0
    idle_ns: int = 0
    blocked_ns: int = 0
    sent_by_key: dict[bytes, Tally] = {}
    """By topic (PUB, XPUB) or routing id (ROUTER); only the keys that changed, at most 1,000 and OTHER in all."""
    received_by_key: dict[bytes, Tally] = {}
    facts: SocketFacts | None = None


OTHER = b"\x00zmqplay:other"
"""The key that stands for all topics or routing ids after the first thousand."""


class Sample(msgspec.Struct, array_like=True, gc=False):
    """One message as it passed a socket."""

    socket: int
    sent: bool
    number: int
    """The message's number on this socket in this direction, from 1."""
    time_ns: int
    """When its send was called, or its receive returned."""
    sizes: tuple[int, ...]
    """Bytes of each frame."""
    heads: tuple[bytes, ...]
    """The first bytes of the first frames."""
    digest: int
    """A hash of all frames, the same in all nodes of one session."""


class SocketEvent(msgspec.Struct, array_like=True):
    """What libzmq's socket monitor said (zmq_socket_monitor(3)); `count` of the same in a row."""

    socket: int
    time_ns: int
    event: int
    value: int
    endpoint: str
    local: str = ""
    """`host:port` of this side of a new tcp connection."""
    peer: str = ""
    """`host:port` of the other side, or `pid 123` over ipc."""
    count: int = 1


class Report(msgspec.Struct, array_like=True):
    """All that a node says at one moment."""

    version: int
    node: str
    pid: int
    sequence: int
    time_ns: int
    activity: Activity
    since_ns: int
    """When the activity began; the sockets' times end there."""
    socket: int
    """The socket that the activity is about, or -1."""
    sockets: list[SocketReport]
    samples: list[Sample]
    sampled: bool
    """Since the last report more passed than `samples` shows."""
    events: list[SocketEvent]
    unsent_samples: int = 0
    """Samples that were thrown away because the monitor did not keep up."""
    discarded: dict[str, int] = {}
    """Messages that the role declared to have come in vain, by reason."""
    holding: bool = True
    """It has been told to wait before it speaks, and waits."""
    spoken: int = 0
    """Messages that its traffic generator has made."""
    final: bool = False
    """The role has ended and nothing will change any more."""
    services_ns: list[int] = []
    """What the last messages took, each from its receive's return to the next receive's call."""
    holds: int = 0
    """How often it had been told to wait or to go on when it was `holding`."""
    line: int = 0
    """Where its role is, or failed, as its source file counts the lines; 0 if it is nowhere in its own code."""
    life: int = 1
    """Which life of the node this is: 1 for the first start under this name."""


class Send(msgspec.Struct, array_like=True, tag="send"):
    """Say this message."""

    frames: list[bytes]


class Generate(msgspec.Struct, array_like=True, tag="generate"):
    """Make traffic: `count` more messages (None: no end) at `rate` a second (None: as fast as it goes; 0: stop)."""

    rate: float | None
    templates: list[str]
    size: int = 0
    count: int | None = None
    most: int | None = None
    """No more than so many in all lives of the node."""


class Burst(msgspec.Struct, array_like=True, tag="burst"):
    """Make `count` messages at once, beside what is generated."""

    count: int
    templates: list[str]
    size: int = 0


class Hold(msgspec.Struct, array_like=True, tag="hold"):
    """Wait before the next message, or go on."""

    on: bool


class Work(msgspec.Struct, array_like=True, tag="work"):
    """What a piece of work takes from now on: `ms`, give or take up to `jitter_ms`, another each time."""

    ms: float
    jitter_ms: float = 0.0


class Fail(msgspec.Struct, array_like=True, tag="fail"):
    """Raise an exception at the next piece of work, or at the next message of a role that does none."""


class Subscribe(msgspec.Struct, array_like=True, tag="subscribe"):
    """Subscribe to a topic, or unsubscribe."""

    topic: str
    on: bool


class SetOption(msgspec.Struct, array_like=True, tag="option"):
    """Set a socket option, by libzmq's name, on the sockets that take it."""

    name: str
    value: int | bytes


class Stop(msgspec.Struct, array_like=True, tag="stop"):
    """End as a well-behaved program does: what is queued may take this long to leave."""

    linger_ms: int


class Done(msgspec.Struct, array_like=True, tag="done"):
    """The final report has arrived: the process may end."""


Command = Send | Generate | Burst | Hold | Work | Fail | Subscribe | SetOption | Stop | Done


class Start(msgspec.Struct, array_like=True):
    """All that a node's process needs to know."""

    plays: str
    """The role's function, `module:name`."""
    turned: list[str]
    """The wires at which it binds where its source connects, and the other way round."""
    name: str
    number: int
    monitor: str
    control: str
    endpoints: dict[str, str]
    """Where this node binds or connects, by the name of the wire."""
    topics: list[str]
    options: dict[str, int | bytes]
    """Socket options by libzmq's name."""
    work_ms: float
    jitter_ms: float = 0.0
    spoken: int = 0
    """Messages that its traffic generator has made in former lives."""
    routing_id: bytes = b""
    """What the session addresses its commands to; another in each life."""
    page: str = ""
    """The file that its counts outlive it in; see `zmqplay.counters`."""
    after: dict[str, int] = {}
    """The pages of those that start with it and bind, and how many addresses each does; it plays when they have."""
    life: int = 1
    """Which life of the node this is; its reports say so."""


class BadReport(ValueError):
    """What arrived is no report; `reason` says in a few words why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Versioned(msgspec.Struct, array_like=True):
    version: int


_report = msgspec.msgpack.Decoder(Report)
_command = msgspec.msgpack.Decoder(Command)
_start = msgspec.msgpack.Decoder(Start)
_versioned = msgspec.msgpack.Decoder(_Versioned)
encode = msgspec.msgpack.Encoder().encode


def decode_report(frames: list[bytes]) -> Report:
    """Read one report; BadReport for anything else."""
    if len(frames) != 1:
        raise BadReport(f"{len(frames)} frames where a report has one")
    if len(frames[0]) > LARGEST_REPORT:
        raise BadReport("oversized")
    try:
        report = _report.decode(frames[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadReport(_reason(frames[0])) from None
    if report.version != VERSION:  # it may look like one of this version, and mean something else
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


def decode_command(frame: bytes) -> Command:
    """Read a command."""
    command: Command = _command.decode(frame)
    return command


def decode_start(frame: bytes) -> Start:
    """Read what a node starts with."""
    return _start.decode(frame)
