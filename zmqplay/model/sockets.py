"""One socket of a node, as the reports describe it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from zmqplay.model.kinds import KINDS, Kind
from zmqplay.wire import SocketFacts, SocketReport, Tally

HWM = 1_000
"""libzmq's SNDHWM and RCVHWM unless they are set."""

Line = tuple[str, str]
"""One direction of a wire: the wire, and the side that sends."""


@dataclass(slots=True)
class SocketTraffic:
    """One socket of a node."""

    node: str
    number: int
    facts: SocketFacts
    wire: str = ""
    """The wire of the pattern that it is on."""
    side: str = ""
    """Its end of the wire, which stays the same when the wire is turned round: a role, or who binds among equals."""
    far: str = ""
    """The other end."""
    before: int = 0
    """Messages that were sent there in the node's former lives."""
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    busy_ns: int = 0
    idle_ns: int = 0
    blocked_ns: int = 0
    sent_by_key: dict[bytes, Tally] = field(default_factory=dict)
    received_by_key: dict[bytes, Tally] = field(default_factory=dict)
    heard_ns: dict[bytes, int] = field(default_factory=dict)
    """Of a ROUTER: when it was reported to have received from a routing id last."""
    handshakes: int = 0
    """Peers that it is connected to."""
    handshake_ns: int = 0
    """When the first one was."""
    met_ns: int = 0
    """When the last one was."""
    dropped_ns: int = 0
    """When a peer of it went last."""

    @property
    def type(self) -> str:
        return self.facts.type

    @property
    def binds(self) -> bool:
        return bool(self.facts.bound)

    @property
    def kind(self) -> Kind:
        """What sockets of its type do."""
        return KINDS[self.facts.type]

    @property
    def publishes(self) -> bool:
        return KINDS[self.facts.type].publishes

    @property
    def subscribes(self) -> bool:
        return KINDS[self.facts.type].subscribes

    @property
    def sends_messages(self) -> bool:
        """A user's messages leave through it, no subscriptions."""
        return KINDS[self.facts.type].sends_messages

    @property
    def routes(self) -> bool:
        """It tells its peers apart by routing ids."""
        return KINDS[self.facts.type].routes

    @property
    def deals(self) -> bool:
        """It sends to its peers in turn."""
        return KINDS[self.facts.type].deals

    @property
    def line(self) -> Line:
        """The direction in which it sends."""
        return self.wire, self.side

    @property
    def from_line(self) -> Line:
        """The direction from which it receives."""
        return self.wire, self.far

    @property
    def conflates(self) -> bool:
        """It keeps only the last message."""
        return bool(self.facts.options.get("CONFLATE"))

    def hwm(self, name: str) -> float:
        """Its SNDHWM or RCVHWM: how many messages its side of a pipe takes; infinite without a limit."""
        return int(self.facts.options.get(name, HWM)) or inf

    @property
    def numbered(self) -> int:
        """The number of the last message that it sent."""
        return self.before + self.sent.messages

    @property
    def drops(self) -> bool:
        """It drops where a queue is full, so a long send was no waiting; zmq_socket(3), Action in mute state."""
        otherwise = ("XPUB_NODROP", "ROUTER_MANDATORY")
        return KINDS[self.facts.type].drops and not any(self.facts.options.get(name) for name in otherwise)

    def feed(self, report: SocketReport, time_ns: int) -> None:
        """Take the later counts, which were reported at this time."""
        if report.sent.messages >= self.sent.messages:  # else it is older than the node's last counts
            self.sent = report.sent
        if report.received.messages >= self.received.messages:
            self.received = report.received
        self.busy_ns, self.idle_ns, self.blocked_ns = report.busy_ns, report.idle_ns, report.blocked_ns
        if self.drops:
            self.busy_ns, self.blocked_ns = self.busy_ns + self.blocked_ns, 0
        self.sent_by_key.update(report.sent_by_key)
        self.received_by_key.update(report.received_by_key)
        if self.routes:
            self.heard_ns.update(dict.fromkeys(report.received_by_key, time_ns))
        if report.facts is not None:
            self.facts = report.facts
