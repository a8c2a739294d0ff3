"""Facts: what happened, each with its time. They are the only way into the model, and the lines of a recording.

    source ──▶ Traffic.take(fact) ──▶ nodes, messages, queues, ledger
                     ▲
    a recording's line, what a remote host sends: the same structs

A list of facts rebuilds everything that the panes show. Times are nanoseconds of one monotonic clock: whoever makes a
fact of another clock's time converts it first. A struct's new fields go to its end, with a default; a change that an
older reader would misunderstand gets a new VERSION.
"""

from __future__ import annotations

import msgspec

from zmqplay.model.causes import EndCause
from zmqplay.model.topology import Topology
from zmqplay.wire import Report, Tally

VERSION = 1


class _Fact(msgspec.Struct, tag_field="fact", tag=str.lower):
    at_ns: int
    """When it happened, or was noticed."""


class Declared(_Fact):
    """A topology is being played, or has changed: a wire was turned round."""

    topology: Topology
    addresses: dict[str, str]
    """Where each wire runs, by the wire's name."""


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
    """A report of a node has arrived."""

    report: Report


class Unreadable(_Fact):
    """What arrived at the monitor is no report."""

    reason: str


class Printed(_Fact):
    """A node has printed these lines."""

    node: str
    lines: list[str]


class Frozen(_Fact):
    """A node stands still, by SIGSTOP, its connections open."""

    node: str


class Thawed(_Fact):
    """A frozen node resumes."""

    node: str


class Stopping(_Fact):
    """A node was told to stop."""

    node: str


class Ended(_Fact):
    """A node's process has ended."""

    node: str
    cause: EndCause
    exit: int
    """Its exit status; negative for a signal."""
    says: str = ""
    """The last line of its traceback, where it raised."""


class LastCount(msgspec.Struct, array_like=True):
    """One socket's counts, as they outlived their process."""

    number: int
    sent: Tally
    received: Tally
    sent_is_exact: bool
    received_is_exact: bool


class LastCounts(_Fact):
    """The counts that a node which died without a last report has left behind."""

    node: str
    sockets: list[LastCount]


class Met(_Fact):
    """Nodes have met the others, and their subscriptions have reached the publishers."""

    nodes: list[str]
    probes: list[str] = []
    """Names of connections that zmqplay itself made to find that out: `host:port`, or `pid 123`."""


class Moved(_Fact):
    """A wire runs elsewhere from now on."""

    wire: str
    address: str


class WorkSet(_Fact):
    """A node's work takes this long from now on."""

    node: str
    work_ms: float
    jitter_ms: float = 0.0


class Used(_Fact):
    """What a node's process takes of the machine."""

    node: str
    cpu_percent: float
    memory_bytes: int


class Noticed(_Fact):
    """Something that the user should know, e.g. that a port was taken."""

    says: str


class Ticked(_Fact):
    """Time has passed: rates, patience, losses and links are brought up to this moment."""


class Over(_Fact):
    """The source ends its nodes: what has not arrived from now on was in flight, and is no loss."""


Fact = (
    Declared
    | Started
    | Reported
    | Unreadable
    | Printed
    | Frozen
    | Thawed
    | Stopping
    | Ended
    | LastCounts
    | Met
    | Moved
    | WorkSet
    | Used
    | Noticed
    | Ticked
    | Over
)
