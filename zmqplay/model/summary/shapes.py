"""The shapes of `zmqplay run --json`. `zmqplay run --schema` prints the JSON Schema that msgspec makes of them.

A field is null where its value is unknown. Fields may be added; none is renamed, and none changes its meaning.
"""

from __future__ import annotations

import msgspec


class Messages(msgspec.Struct):
    """Whole messages, and the bytes of all their frames as the role handed them over or was given them."""

    messages: int
    bytes: int


class Milliseconds(msgspec.Struct):
    """Percentiles of the last 1,000 measured times, in milliseconds; null before the first."""

    p50: float | None
    p99: float | None


class Process(msgspec.Struct):
    """What a node's process uses, as last looked at while it lived; null if it ended before."""

    memory_bytes: int | None
    """Resident memory that the process shares with no other."""
    cpu_seconds: float | None
    """Time that it has spent on a core, in its last life."""
    threads: int | None


class Socket(msgspec.Struct):
    """One socket of a node: its addresses, counts, times in seconds, and events by libzmq's names."""

    type: str
    former: bool
    """The socket belongs to a life before the node was started again."""
    bound: list[str]
    connected: list[str]
    sent: Messages
    received: Messages
    busy_seconds: float
    idle_seconds: float
    blocked_seconds: float
    events: dict[str, int]
    """How often each event of zmq_socket_monitor(3) came."""


class Waiting(msgspec.Struct):
    """Messages that were sent and have not arrived; null where that is unknown."""

    messages: int | None
    bytes: int | None


class Node(msgspec.Struct):
    """One node, in all its lives."""

    name: str
    role: str
    pid: int
    state: str
    reason: str
    """Why the node ended, in words."""
    exit: int | None
    """Exit status of its process; negative for a signal, null while it lives."""
    error: str | None
    """`reason`, if the node crashed or was killed."""
    busy: float
    """Share of its time, 0 to 1, that the role's own code took."""
    service_ms: Milliseconds
    """How long a message took, from one receive to the next."""
    process: Process
    waiting_in: Waiting
    """What waits for the node, on all links."""
    waiting_out: Waiting
    """What the node has sent and what has not arrived, on all links."""
    counts_are_final: bool
    waiting_to_be_sent: int
    """Messages that were typed or generated, and that the node has not sent yet."""
    ignored: str | None
    """Why the node's peer will never listen to it."""
    output: list[str]
    """The last 20 lines that it printed."""
    sockets: list[Socket]


class Link(msgspec.Struct, rename={"sender": "from", "receiver": "to"}):
    """What went from one node to another."""

    sender: str
    receiver: str
    wire: str
    delivered: int | None
    lost: dict[str, int] | None
    """Lost messages, by reason."""
    lost_numbers: list[int]
    """The sender's numbers of the first messages that were lost."""
    waiting: int | None
    """Messages that were sent and have not arrived."""
    waiting_bytes: int | None
    latency_ms: Milliseconds
    """From the call of send to the return of recv."""


class Totals(msgspec.Struct):
    """The ledger: expected = delivered + in_flight + lost."""

    sent: int
    expected: int
    delivered: int
    in_flight: int
    lost: int
    unheard: int | None
    """Publications that no subscription matched; null where a foreign or joining one may have heard them."""
    handed_over: int | None
    """Messages dealt or routed to foreign peers; null while nothing tells which of those in flight they are."""
    from_elsewhere: int
    """Messages received from foreign peers."""
    waiting_to_be_sent: int


class Topic(msgspec.Struct):
    """Publications with one first frame, in all lives of the nodes."""

    topic: str
    """As one types it: with the escapes of messages, so that topics that differ read differently."""
    sent: int
    received: dict[str, int]
    """By subscriber."""


class RoutingId(msgspec.Struct):
    """What one node sent to a routing id and received from it."""

    routing_id: str
    """As one types it: with the escapes of messages."""
    hex: str
    node: str
    peer: str | None
    """The node, or the address of the foreign peer, that has the id; null if unknown."""
    sent: int
    received: int


class Unlisted(msgspec.Struct):
    """Messages of topics or routing ids that are not listed: past a socket's first thousand; a killed node's last."""

    sent: int
    received: int


class ForeignPeer(msgspec.Struct):
    """A peer that is not watched: one connection of a foreign program to a node."""

    address: str
    """`host:port`, or `pid 123` over ipc."""
    node: str
    """The node that it was connected to."""
    wire: str
    types: list[str]
    """The socket types that it can have, by that of the node's socket; empty where nothing is known."""
    routing_id: str | None
    """Its routing id at a ROUTER or REP, in hex; null if none or not certain."""
    received_from: int | None
    handed_over: int | None
    """Messages dealt or routed to it; whether it took them is unknown."""
    since_s: float
    """Seconds of the run after which it connected."""
    until_s: float | None
    """Seconds of the run after which it disconnected; null if it was connected at the end."""


class Diagnosis(msgspec.Struct):
    """A finding of the Doctor."""

    rule: str
    level: str
    """`wrong`: something is lost, stuck or ignored; `note`: as documented, and surprising."""
    node: str
    """Empty for the whole session."""
    says: str
    source: str
    """The page that documents the behaviour."""
    since_s: float
    """Seconds of the run after which it was first found."""
    until_s: float | None
    """Seconds of the run after which it was no longer so; null if it was so at the end."""
    count: int
    """How often it has happened; 1 for a state that lasts."""


class Command(msgspec.Struct):
    """The outcome of one `--at`."""

    seconds: float
    command: str
    done: bool
    says: str


class Explained(msgspec.Struct):
    """The answer to one `--why`."""

    node: str
    """The sender."""
    wire: str
    number: int
    """The message's number among those of its sender on this wire."""
    says: str
    source: str
    """The pages that document the rule."""


class Summary(msgspec.Struct):
    """One run of zmqplay."""

    pattern: str
    seconds: float
    complete: bool
    """Everything that was asked for has been sent, and is delivered or lost."""
    nodes: list[Node]
    links: list[Link]
    totals: Totals
    lost_by_reason: dict[str, int]
    topics: list[Topic]
    topics_unlisted: Unlisted | None
    """Null if all topics are listed."""
    routing_ids: list[RoutingId]
    routing_ids_unlisted: Unlisted | None
    """Null if all routing ids are listed."""
    foreign_peers: list[ForeignPeer]
    """The latest."""
    foreign_peers_unlisted: int
    """The number of those before."""
    diagnosis: list[Diagnosis]
    unseen_reports: int
    """Reports that nodes threw away because the monitor did not keep up; no count is lost with them."""
    bad_reports: dict[str, int]
    """Reports that could not be taken, by reason."""
    commands: list[Command] = []
    why: list[Explained] = []


def schema() -> dict[str, object]:
    """The JSON Schema of a summary."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Summary)}
