"""Facts: things that happened, each with its time. They are the only way into the model, and the lines of a recording.

    source ──▶ Traffic.take(fact) ──▶ nodes, messages, queues, ledger
                     ▲
    a line of a recording, or the message of a remote host: the same structs

A list of facts rebuilds everything that the panes show. Times are nanoseconds of one monotonic clock: a fact's maker
converts times of other clocks first. A struct's new fields go to its end, with a default; a change that an older reader
would misunderstand needs a new VERSION.
"""

from __future__ import annotations

import msgspec

from zmqplay.model.causes import EndCause
from zmqplay.model.topology import Topology
from zmqplay.wire import Report, Tally

VERSION = 1


class _Fact(msgspec.Struct, tag_field="fact", tag=str.lower):
    at_ns: int
    """When the fact happened, or was noticed."""


class Declared(_Fact):
    """A topology is being played, or has changed: a wire was turned around."""

    topology: Topology
    addresses: dict[str, str]
    """The address of each wire, by the wire's name."""


class Started(_Fact):
    """A node is being started, or started again."""

    node: str
    role: str
    number: int
    life: int
    """1 for the first start under this name."""
    work_ms: float = 0.0
    jitter_ms: float = 0.0


class Reported(_Fact):
    """A node's report has arrived."""

    report: Report


class Unreadable(_Fact):
    """Something arrived at the monitor that is no report, or whoever sent it was turned away."""

    reason: str
    count: int = 1


class Printed(_Fact):
    """A node has printed these lines."""

    node: str
    lines: list[str]


class ReadsInput(_Fact):
    """A program waits for a line on its standard input, or no longer."""

    node: str
    waits: bool


class Frozen(_Fact):
    """A node was frozen by SIGSTOP; its connections stay open."""

    node: str


class Thawed(_Fact):
    """A frozen node runs again."""

    node: str


class Stopping(_Fact):
    """A node was told to stop."""

    node: str


class Ended(_Fact):
    """A node's process has ended."""

    node: str
    cause: EndCause
    exit: int | None
    """Its exit status; negative for a signal. None where only the program that started it knows."""
    says: str = ""
    """The line of the traceback that begins with the type, if the role raised."""
    alive_ns: int = 0
    """When the process was last seen to live, where that is looked at from time to time only; else 0."""


class LastCount(msgspec.Struct, array_like=True):
    """One socket's counts, read after the process has died."""

    number: int
    sent: Tally
    received: Tally
    sent_is_exact: bool
    received_is_exact: bool


class LastCounts(_Fact):
    """The counts that a node left behind, having died without a last report."""

    node: str
    sockets: list[LastCount]


class Met(_Fact):
    """These nodes have met the others: they are connected, and their subscriptions have reached the publishers."""

    nodes: list[str]
    probes: list[str] = []
    """Names of connections that zmqplay itself made to find this out: `host:port`, or `pid 123`."""


class Moved(_Fact):
    """A wire has another address from now on."""

    wire: str
    address: str


class WorkSet(_Fact):
    """One task of a node takes this long from now on."""

    node: str
    work_ms: float
    jitter_ms: float = 0.0


class Used(_Fact):
    """CPU and memory of a node's process."""

    node: str
    cpu_percent: float
    memory_bytes: int
    cpu_seconds: float = 0.0
    """Time spent on a core since the process began."""
    threads: int = 0
    waited_seconds: float = 0.0
    """Time that the main thread was ready to run and waited for a processor; 0 where nothing tells."""


class Given(_Fact):
    """Messages were given to a node to be sent: one that was typed, or a burst."""

    node: str
    messages: int
    life: int
    """The life of the node that is to send them; it may still have to begin."""


class Noticed(_Fact):
    """A sentence that the user should read, e.g. that a port was taken."""

    says: str


class Ticked(_Fact):
    """Time has passed: rates, deadlines, losses and links are brought up to this moment."""


class Silenced(_Fact):
    """The source lets its nodes send no more, since it will end them: what is so by now is what was so at the end."""


class Over(_Fact):
    """The source ends its nodes: messages that have not arrived by now were in flight, and are not lost."""


Fact = (
    Declared
    | Started
    | Reported
    | Unreadable
    | Printed
    | ReadsInput
    | Frozen
    | Thawed
    | Stopping
    | Ended
    | LastCounts
    | Met
    | Moved
    | WorkSet
    | Used
    | Given
    | Noticed
    | Ticked
    | Silenced
    | Over
)
