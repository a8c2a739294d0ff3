"""One socket of a node, as the node's reports describe it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from msgspec import structs

from zmqplay.model.connections import Connection, Connections
from zmqplay.model.ended_subscriptions import EndedSubscriptions
from zmqplay.model.kinds import KINDS, Kind, Sends
from zmqplay.model.last_moment import LastMoment
from zmqplay.model.socket_events import SocketEvents
from zmqplay.wire import SocketFacts, SocketReport, Tally

HWM = 1_000
"""libzmq's SNDHWM and RCVHWM unless they are set."""

SHORT = 255
"""Bytes of the longest frame whose length takes one byte on the wire (RFC 23)."""

Way = tuple[str, str]
"""One direction of a wire: the wire's name, and the side that sends."""

SocketKey = tuple[str, int, int]
"""Identifies a socket: its node, the node's life, and the socket's number there."""

Stream = tuple[str, Way, int]
"""A series of messages that one socket, or its successor, sends: the node, the way, and the number of the stream."""


@dataclass(slots=True)
class SocketTraffic:
    """One socket of a node."""

    node: str
    number: int
    """Counts from 0 within one life of the node."""
    facts: SocketFacts
    life: int = 1
    """The life of the node in which the socket was made."""
    pid: int = 0
    """The process of that life."""
    wire: str = ""
    """The name of the socket's wire; empty if it is on none."""
    side: str = ""
    """The socket's side of the wire; see `Wire.side_of`."""
    far: str = ""
    """The other side."""
    was_bound: bool | None = None
    """Whether the socket was bound when it last had an address; None before the first. It keeps its side after that."""
    stream_number: int = 0
    """The number among its node's streams on this way: 0 for the first; more where sockets send at the same time."""
    continues: SocketKey | None = None
    """The socket that sent this stream before: of an earlier life, or closed."""
    before: int = 0
    """Messages sent on this stream before this socket was made."""
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    busy_ns: int = 0
    idle_ns: int = 0
    blocked_ns: int = 0
    sent_by_key: dict[bytes, Tally] = field(default_factory=dict)
    received_by_key: dict[bytes, Tally] = field(default_factory=dict)
    sent_beyond: dict[bytes, Tally] = field(default_factory=dict)
    """Of the publications counted as OTHER: by subscription; see `wire.SocketReport`."""
    last_heard_ns: dict[bytes, int] = field(default_factory=dict)
    """For a ROUTER: the time of the last report of a message from each routing id."""
    events: SocketEvents = field(default_factory=SocketEvents)
    first_heard_ns: dict[bytes, int] = field(default_factory=dict)
    """For a ROUTER: the time of the first report of a message from each routing id."""
    connections: Connections = field(default_factory=Connections)
    ended_subscriptions: EndedSubscriptions = field(default_factory=EndedSubscriptions)
    last_moment: LastMoment = field(default_factory=LastMoment)
    killed: bool = False
    """The socket's life is a former one of its node, and ended by a signal."""
    written: dict[str, int] = field(default_factory=dict)
    """See `SocketReport.written`, and `counted`: messages that had been sent by the same report."""
    counted: int = 0
    smallest: int = 0
    """Bytes on the wire of the smallest message that was seen to be sent; 0 before the first. Of dropping sockets."""
    handshakes: int = 0
    """Peers that the socket is connected to: the open connections whose handshake succeeded."""
    first_handshake_ns: int = 0
    last_handshake_ns: int = 0
    last_disconnect_ns: int = 0
    ignored: int = 0
    """Messages that a PAIR has sent to one that did not listen to it, since that had another peer."""

    @property
    def type(self) -> str:
        return self.facts.type

    @property
    def key(self) -> SocketKey:
        return self.node, self.life, self.number

    @property
    def binds(self) -> bool:
        return bool(self.facts.bound or (self.was_bound and not self.facts.connected))

    @property
    def is_placed(self) -> bool:
        """Whether the socket is, or was, bound or connected."""
        return bool(self.facts.bound or self.facts.connected) or self.was_bound is not None

    @property
    def kind(self) -> Kind:
        return KINDS[self.facts.type]

    @property
    def publishes(self) -> bool:
        return KINDS[self.facts.type].publishes

    @property
    def subscribes(self) -> bool:
        return KINDS[self.facts.type].subscribes

    @property
    def subscribes_by_sending(self) -> bool:
        """Whether the socket's messages are its subscriptions."""
        return KINDS[self.facts.type].sends is Sends.SUBSCRIPTIONS

    @property
    def sends_messages(self) -> bool:
        """Whether a user's messages leave through the socket, and not only subscriptions."""
        return KINDS[self.facts.type].sends_messages

    @property
    def routes(self) -> bool:
        """Whether the socket tells its peers apart by routing ids."""
        return KINDS[self.facts.type].routes

    @property
    def deals(self) -> bool:
        """Whether the socket sends to its peers in turn."""
        return KINDS[self.facts.type].deals

    def is_behind(self, part: SocketReport) -> bool:
        """Whether a report counts other messages than are known."""
        return (part.sent.messages, part.received.messages) != (self.sent.messages, self.received.messages)

    @property
    def way(self) -> Way:
        """The direction in which the socket sends."""
        return self.wire, self.side

    @property
    def from_way(self) -> Way:
        """The direction in which the socket receives."""
        return self.wire, self.far

    @property
    def stream(self) -> Stream:
        """The stream that the socket sends."""
        return self.node, (self.wire, self.side), self.stream_number

    @property
    def conflates(self) -> bool:
        """Whether the socket keeps only the last message."""
        return bool(self.facts.options.get("CONFLATE"))

    def hwm(self, name: str) -> float:
        """Its SNDHWM or RCVHWM: most messages that its side of a pipe holds; infinite if the option is 0."""
        value = self.facts.options.get(name, HWM)
        return (value if isinstance(value, int) else HWM) or inf

    @property
    def numbered(self) -> int:
        """The number, on its stream, of the last message that the socket sent."""
        return self.before + self.sent.messages

    @property
    def drops(self) -> bool:
        """Whether a full queue drops messages, so that `send` never waits; zmq_socket(3), Action in mute state."""
        otherwise = ("XPUB_NODROP", "ROUTER_MANDATORY")
        return KINDS[self.facts.type].drops and not any(self.facts.options.get(name) for name in otherwise)

    def knows_older(self, connection: Connection) -> None:
        """A connection without a handshake proved to be that of a peer which speaks ZMTP 1.0 or 2.0."""
        self.connections.is_of_old(connection)
        self.handshakes = self.connections.shaken
        self.first_handshake_ns = self.first_handshake_ns or connection.came_ns
        self.last_handshake_ns = max(self.last_handshake_ns, connection.came_ns)

    def note_size(self, sizes: tuple[int, ...]) -> None:
        """A message of frames of these sizes was seen to be sent: a frame has a head of 2 bytes, or 9 (RFC 23)."""
        on_wire = sizes[1:] if self.routes else sizes  # a ROUTER keeps the routing id
        size = sum(on_wire) + sum(2 if frame <= SHORT else 9 for frame in on_wire)
        if size < self.smallest or not self.smallest:
            self.smallest = size

    def take(self, report: SocketReport, time_ns: int) -> None:
        """Take the counts of a report that was made at `time_ns`."""
        if report.sent.messages >= self.sent.messages:  # a report with fewer is older than the node's last counts
            self.sent = report.sent
        if report.received.messages >= self.received.messages:
            self.received = report.received
        self.busy_ns, self.idle_ns, self.blocked_ns = report.busy_ns, report.idle_ns, report.blocked_ns
        if self.drops:
            self.busy_ns, self.blocked_ns = self.busy_ns + self.blocked_ns, 0
        self.written, self.counted = report.written, report.sent.messages
        self.sent_by_key.update(report.sent_by_key)
        self.received_by_key.update(report.received_by_key)
        self.sent_beyond.update(report.sent_beyond)
        if self.routes:
            heard = dict.fromkeys(report.received_by_key, time_ns)
            self.last_heard_ns.update(heard)
            self.first_heard_ns.update((key, time_ns) for key in heard if key not in self.first_heard_ns)
        if report.facts is not None:
            self._know(report.facts, time_ns)
        if self.subscribes_by_sending:
            self._find_subscriptions(time_ns)

    def _know(self, facts: SocketFacts, time_ns: int) -> None:
        if facts.subscriptions != self.facts.subscriptions:
            self.ended_subscriptions.note(self.facts.subscriptions, facts.subscriptions, time_ns)
        self.facts = facts
        if facts.bound or facts.connected:
            self.was_bound = bool(facts.bound)

    def _find_subscriptions(self, time_ns: int) -> None:
        """An XSUB subscribes by sending: a 1 and the topic, or a 0 and the topic to unsubscribe (zmq_socket(3))."""
        counts = Counter({key[1:]: tally.messages for key, tally in self.sent_by_key.items() if key[:1] == b"\x01"})
        counts.subtract({key[1:]: tally.messages for key, tally in self.sent_by_key.items() if key[:1] == b"\x00"})
        subscriptions = tuple(key for key, count in counts.items() if count > 0)
        if subscriptions != self.facts.subscriptions:
            self._know(structs.replace(self.facts, subscriptions=subscriptions), time_ns)


def messages_by_key(counts: Iterable[dict[bytes, Tally]]) -> Counter[bytes]:
    """Messages by topic or routing id, of several sockets together."""
    found = Counter[bytes]()
    for each in counts:
        for key, tally in each.items():
            found[key] += tally.messages
    return found


def is_filtered(topic: bytes | None, receivers: Sequence[SocketTraffic], sent_ns: int) -> bool:
    """Whether none of these sockets of a node has subscribed to a topic all the time since it was published."""
    if topic is None or not receivers or receivers[0].facts.options.get("INVERT_MATCHING"):
        return False
    return not any(
        topic.startswith(socket.ended_subscriptions.lasting(socket.facts.subscriptions, sent_ns))
        for socket in receivers
    )
