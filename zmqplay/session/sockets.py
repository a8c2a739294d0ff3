"""One socket of a node, as the reports describe it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from zmqplay.wire import SocketFacts, SocketReport, Tally

PUBLISHERS = ("PUB", "XPUB")
SENDERS = ("PUSH", "REQ", "REP", "DEALER", "ROUTER", "PAIR")
SUBSCRIBERS = ("SUB", "XSUB")
DEALERS = ("PUSH", "REQ", "DEALER")

HWM = 1_000
"""libzmq's SNDHWM and RCVHWM unless they are set."""

CONNECTED, ACCEPTED, DISCONNECTED, HANDSHAKE_SUCCEEDED = 0x1, 0x20, 0x200, 0x1000
"""Events of zmq_socket_monitor(3)."""

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
    def publishes(self) -> bool:
        return self.facts.type in PUBLISHERS

    @property
    def deals(self) -> bool:
        """It sends to its peers in turn."""
        return self.facts.type in DEALERS

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

    def feed(self, report: SocketReport) -> None:
        """Take the later counts."""
        if report.sent.messages >= self.sent.messages:  # else it is older than the node's last counts
            self.sent = report.sent
        if report.received.messages >= self.received.messages:
            self.received = report.received
        self.busy_ns, self.idle_ns, self.blocked_ns = report.busy_ns, report.idle_ns, report.blocked_ns
        self.sent_by_key.update(report.sent_by_key)
        self.received_by_key.update(report.received_by_key)
        if report.facts is not None:
            self.facts = report.facts
