"""One node, as its tap reports it: growing counts, and the samples and events since the last report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zlib import crc32

from zmqplay.model.causes import EndCause
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeState
from zmqplay.wire import MOST_WHOLE, VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally

MS = 1_000_000
HEAD_BYTES = 512
ENDS = {
    NodeState.STOPPED: (EndCause.TOLD, 0),
    NodeState.KILLED: (EndCause.KILLED, -9),
    NodeState.CRASHED: (EndCause.RAISED, 1),
}
"""Cause and exit status, by the state in which a test ends a node."""


def digest_of(type_: str, frames: Sequence[bytes]) -> int:
    """A hash of what both ends of a wire see alike: without an envelope."""
    first = 0
    if type_ in ("ROUTER", "DEALER"):
        ends = [place for place, frame in enumerate(frames[:-1]) if not frame]
        first = ends[0] + 1 if ends else int(type_ == "ROUTER" and len(frames) > 1)
    digest = 0
    for frame in frames[first:]:
        digest = crc32(frame, crc32(len(frame).to_bytes(8, "big"), digest))
    return digest


@dataclass(slots=True)
class ToldSocket:
    """One socket, with its counts so far."""

    number: int
    facts: SocketFacts
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    sent_by_key: dict[bytes, Tally] = field(default_factory=dict)
    received_by_key: dict[bytes, Tally] = field(default_factory=dict)
    sent_beyond: dict[bytes, Tally] = field(default_factory=dict)
    busy_ns: int = 0
    idle_ns: int = 0
    blocked_ns: int = 0
    told_facts: SocketFacts | None = None
    """The facts of the last report; facts are reported when they change."""

    def count_key(self, key: bytes, size: int, messages: int = 1, *, sent: bool) -> None:
        """Count messages with this topic or routing id."""
        tally = (self.sent_by_key if sent else self.received_by_key).setdefault(key, Tally())
        tally.messages += messages
        tally.bytes += size

    def report(self) -> SocketReport:
        """The socket's part of a report, as of now."""
        facts = self.facts if self.facts != self.told_facts else None
        self.told_facts = self.facts
        return SocketReport(
            number=self.number,
            sent=_copy(self.sent),
            received=_copy(self.received),
            busy_ns=self.busy_ns,
            idle_ns=self.idle_ns,
            blocked_ns=self.blocked_ns,
            sent_by_key={key: _copy(tally) for key, tally in self.sent_by_key.items()},
            received_by_key={key: _copy(tally) for key, tally in self.received_by_key.items()},
            facts=facts,
            sent_beyond={key: _copy(tally) for key, tally in self.sent_beyond.items()},
        )


@dataclass(slots=True, eq=False)
class ToldNode:
    """One life of a node, and its next report; a test may change both."""

    name: str
    life: int = 1
    pid: int = 100
    sockets: list[ToldSocket] = field(default_factory=list)
    busy_since_ns: int = 0
    """When the first of the last reports was made that all told of work; 0 if the last one told of none."""
    samples: list[Sample] = field(default_factory=list)
    events: list[SocketEvent] = field(default_factory=list)
    services_ns: list[int] = field(default_factory=list)
    discarded: dict[str, int] = field(default_factory=dict)
    discards: list[tuple[str, int]] = field(default_factory=list)
    sequence: int = 0
    sampled: bool = False
    limit: int = 0
    holding: bool = True
    spoken: int = 0
    taken: int = 0
    unsent: int = 0
    flat_out: bool = False
    doing: Activity | None = None
    """The activity of the node at a socket; None: the activity given to `report`, without a socket."""
    alone: bool = False
    """What it does concerns that socket alone."""
    does_at: int = 0
    """That socket's number."""
    since_ns: int | None = None
    """When the activity began; None for the time of each report."""

    def does(self, activity: Activity, now_ns: int, socket: int = 0) -> None:
        """Let the node be busy from now on, or idle or blocked in a call of a socket, by its number."""
        self.doing, self.since_ns, self.does_at = activity, now_ns, socket

    def discard(self, reason: str, now_ns: int) -> None:
        """The role declares the message that it received last useless."""
        self.discarded[reason] = self.discarded.get(reason, 0) + 1
        self.discards.append((reason, now_ns))

    def open(
        self,
        type_: str,
        *,
        bound: tuple[str, ...] = (),
        connected: tuple[str, ...] = (),
        routing_id: bytes = b"",
        subscriptions: tuple[bytes, ...] = (),
        **options: int,
    ) -> ToldSocket:
        """Make a socket; `options` by libzmq's name."""
        facts = SocketFacts(type_, bound, connected, routing_id, subscriptions, options=dict(options))
        self.sockets.append(ToldSocket(len(self.sockets), facts))
        return self.sockets[-1]

    def begins(self, socket: int, now_ns: int) -> None:
        """Let libzmq's monitor report that a socket listens, or that its connection is up."""
        facts = self.sockets[socket].facts
        if facts.bound:
            self.event(socket, EventNumber.LISTENING, now_ns, facts.bound[0])
        else:
            self.event(socket, EventNumber.CONNECTED, now_ns, facts.connected[0])
            self.event(socket, EventNumber.HANDSHAKE_SUCCEEDED, now_ns, facts.connected[0])

    def event(
        self,
        socket: int,
        event: int,
        now_ns: int,
        endpoint: str = "",
        *,
        value: int = 0,
        local: str = "",
        peer: str = "",
        carried: tuple[int, int] = (-1, -1),
    ) -> None:
        """Let libzmq's monitor report this about a socket."""
        self.events.append(SocketEvent(socket, now_ns, event, value, endpoint, local, peer, carried=carried))

    def accepts(self, socket: int, now_ns: int, endpoint: str, peer: str) -> None:
        """Let a peer connect to a socket that binds."""
        self.event(socket, EventNumber.ACCEPTED, now_ns, endpoint, peer=peer)
        self.event(socket, EventNumber.HANDSHAKE_SUCCEEDED, now_ns, endpoint)

    # long: a report has many fields
    def report(self, now_ns: int, activity: Activity = Activity.IDLE, *, final: bool = False) -> Report:
        """Everything that the node has to report now."""
        self.sequence += 1
        samples, self.samples = self.samples, []
        events, self.events = self.events, []
        services_ns, self.services_ns = self.services_ns, []
        discards, self.discards = self.discards, []
        since_ns = self.busy_since_ns if activity is Activity.BUSY and self.busy_since_ns else now_ns
        self.busy_since_ns = since_ns if activity is Activity.BUSY else 0
        return Report(
            version=VERSION,
            node=self.name,
            pid=self.pid,
            sequence=self.sequence,
            time_ns=now_ns,
            activity=activity if self.doing is None else self.doing,
            since_ns=since_ns if self.since_ns is None else self.since_ns,
            socket=-1 if self.doing is None else self.does_at,
            sockets=[socket.report() for socket in self.sockets],
            samples=samples,
            sampled=self.sampled,
            limit=self.limit,
            events=events,
            discarded=dict(self.discarded),
            discards=discards,
            spoken=self.spoken,
            holding=self.holding,
            services_ns=services_ns,
            final=final,
            life=self.life,
            taken=self.taken,
            unsent=self.unsent,
            flat_out=self.flat_out,
            alone=self.alone,
        )


class Connection(NamedTuple):
    """Two connected sockets."""

    host: ToldNode
    bound: int
    guest: ToldNode
    connected: int
    address: str
    there: str
    """The address of the guest's side, `host:port`."""


class ToldTap(NamedTuple):
    """Sees the messages of one socket."""

    node: ToldNode
    socket: ToldSocket

    def passed(self, frames: Sequence[bytes], time_ns: int, *, sent: bool, key: bytes | None = None) -> None:
        """Count a message, also by its first frame or `key` if this kind of socket has keys, and sample it."""
        socket, size = self.socket, sum(map(len, frames))
        kind = kind_of(socket.facts.type)
        tally = socket.sent if sent else socket.received
        tally.messages += 1
        tally.bytes += size
        if frames and (kind.keyed_when_sent if sent else kind.keyed_when_received):
            socket.count_key(frames[0] if key is None else key, size, sent=sent)
        sizes, heads = tuple(map(len, frames)), tuple(frame[:HEAD_BYTES] for frame in frames)
        digest = digest_of(socket.facts.type, frames)
        whole = tuple(frames) if max(sizes, default=0) > HEAD_BYTES and size <= MOST_WHOLE else ()
        self.node.samples.append(Sample(socket.number, sent, tally.messages, time_ns, sizes, heads, digest, whole))


def _copy(tally: Tally) -> Tally:
    return Tally(tally.messages, tally.bytes)
