"""Instructions from the session to a node's process: how to start, and then, one by one, what to do. No sockets here.

An instruction is one frame, a msgpack array with its name first:

    session ── ROUTER ──▶ DEALER node     instruction
    ┌────────┬───┐
    │ "send" │ … │
    └────────┴───┘

A new field goes to the end, with a default, as in `wire.py`, which has the opposite direction.
"""

from __future__ import annotations

import msgspec


class Send(msgspec.Struct, array_like=True, tag="send"):
    """Send this message, before those of the traffic generator."""

    frames: list[bytes]


class Generate(msgspec.Struct, array_like=True, tag="generate"):
    """Generate `count` more messages (None: no end) at `rate` a second (None: flat out; 0: none)."""

    rate: float | None
    templates: list[str]
    size: int = 0
    count: int | None = None
    most: int | None = None
    """The largest number of messages in all lives of the node; None for no limit."""


class Burst(msgspec.Struct, array_like=True, tag="burst"):
    """Generate `count` extra messages now; ignored while the generator runs flat out."""

    count: int
    templates: list[str]
    size: int = 0


class Hold(msgspec.Struct, array_like=True, tag="hold"):
    """Wait before the next message, or resume."""

    on: bool


class Work(msgspec.Struct, array_like=True, tag="work"):
    """Let each task take `ms` from now on, plus or minus a random part of `jitter_ms`."""

    ms: float
    jitter_ms: float = 0.0


class Fail(msgspec.Struct, array_like=True, tag="fail"):
    """Raise an exception at the next task, or at the next message of a role that does no tasks."""


class Subscribe(msgspec.Struct, array_like=True, tag="subscribe"):
    """Subscribe to a topic, or unsubscribe."""

    topic: bytes
    on: bool


class Expect(msgspec.Struct, array_like=True, tag="expect"):
    """Count publications by these subscriptions too, beyond the topics that can be counted one by one."""

    subscriptions: list[bytes]


class SetOption(msgspec.Struct, array_like=True, tag="option"):
    """Set a socket option, by libzmq's name, on the sockets that take it."""

    name: str
    value: int | bytes


class Stop(msgspec.Struct, array_like=True, tag="stop"):
    """End as a well-behaved program does; queued messages may take `linger_ms` to leave."""

    linger_ms: int


class MayEnd(msgspec.Struct, array_like=True, tag="mayend"):
    """The final report has arrived: the process may end."""


Instruction = Send | Generate | Burst | Hold | Work | Fail | Subscribe | Expect | SetOption | Stop | MayEnd


STATUS_RAISED, STATUS_TOLD_TO_FAIL, STATUS_ADDRESS_IN_USE, STATUS_EXITED = 1, 71, 72, 73
"""Exit statuses of a node's process whose role has raised: anything, because it was told to, at a refused bind,
SystemExit."""


class Start(msgspec.Struct, array_like=True):
    """All that a node's process needs to know."""

    plays: str
    """The role's function, `module:name`."""
    turned: list[str]
    """The wires at which the role binds where its source connects, and the other way around."""
    name: str
    number: int
    monitor: str
    control: str
    endpoints: dict[str, str]
    """The address at which this node binds or connects, by the name of the wire."""
    topics: list[bytes]
    options: dict[str, int | bytes]
    """Socket options by libzmq's name."""
    work_ms: float
    jitter_ms: float = 0.0
    spoken: int = 0
    """Messages that the node's traffic generator has made in earlier lives."""
    routing_id: bytes = b""
    """The routing id for the session's instructions; another one in each life."""
    page: str = ""
    """The file with the node's counts, which outlives the node; see `zmqplay.counters`."""
    after: dict[str, int] = {}
    """The pages of the binding nodes, with how many addresses each binds; the role starts once all are bound."""
    life: int = 1
    """1 for the first start of a node of this name, 2 after its first restart, and so on."""
    secret: bytes = b""
    """The password of the monitor and the control socket; empty where these ask for none."""
    files: list[str] = []
    """The socket files that the node will bind, outside of the session's directory."""
    may_move: bool = False
    """An address of this node that is taken is no failure: the session moves the wire, and starts the node again."""
    source: str = ""
    """What the file of `plays` held when it was read, if it is one of the user's own: it may have changed since."""
    further: dict[str, list[str]] = {}
    """The other addresses of a wire that has several."""


_instruction = msgspec.msgpack.Decoder(Instruction)
_start = msgspec.msgpack.Decoder(Start)


def decode_instruction(frame: bytes) -> Instruction:
    """Read an instruction; raise msgspec.DecodeError for anything else."""
    try:
        instruction: Instruction = _instruction.decode(frame)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None
    return instruction


def decode_start(frame: bytes) -> Start:
    """Read a node's start; raise msgspec.DecodeError for anything else."""
    try:
        return _start.decode(frame)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None
