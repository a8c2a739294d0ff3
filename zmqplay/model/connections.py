"""The network connections of one socket, followed through the events of libzmq's socket monitor.

What the events tell, as measured with libzmq 4.3.5 over tcp and ipc:

    ACCEPTED, CONNECTED     with a descriptor     a program has connected, of whatever kind
    HANDSHAKE_SUCCEEDED     without               one of the connections has completed the handshake of ZMTP 3
    HANDSHAKE_FAILED_*      without               the very next DISCONNECTED belongs to the connection that failed
    DISCONNECTED            with the descriptor

A port scan, HTTP, TLS and silence end as failed handshakes. So do ZMTP 1.0 and 2.0, which have no such handshake and
nevertheless exchange messages. An event has neither the type nor the routing id of the other side.

Of two sockets whose types do not go together, the one that reads the other's type first disconnects, without any event
of a handshake; the other one sees a handshake that failed with EPIPE. The bytes that were carried tell such an end from
that of a program which speaks no ZMTP 3, and from one that leaves at once (a greeting has 64 bytes, and a READY command
with the type follows), but for one in a thousand of the latter (5,000 connections were measured).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from zmqplay.model.addresses import plain
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.refusals import UNKNOWN, has_refused, was_refused
from zmqplay.wire import SocketEvent

PROMPT_NS = 1_000_000_000
"""A program that wants to shake hands does so within this time, unless it is frozen."""
REFUSED_KEPT = 16
BESIDE_NS = 10_000_000_000
"""Programs that leave at once belong together if they come within this time."""

FAILED_HANDSHAKES = (
    EventNumber.HANDSHAKE_FAILED_NO_DETAIL,
    EventNumber.HANDSHAKE_FAILED_PROTOCOL,
    EventNumber.HANDSHAKE_FAILED_AUTH,
)


class Stage(Enum):
    """How far a connection came."""

    OPEN = auto()
    """No handshake was reported: the other side is silent, slow, no ZeroMQ program, or speaks ZMTP 1.0 or 2.0."""
    SHAKEN = auto()
    """The handshake succeeded, or messages have proved that the other side speaks an older ZMTP."""
    FAILED = auto()
    """The connection ended, and its handshake had failed."""
    REFUSED = auto()
    """libzmq ended the connection, since the types of the two sockets do not go together."""


@dataclass(slots=True, eq=False)
class Connection:
    """One network connection of a socket."""

    accepted: bool
    """The other side has connected; False if the socket has."""
    local: str
    """`host:port` of this side; empty if unknown."""
    peer: str
    """`host:port` of the other side, or `pid 123` over ipc; empty if it closed before it could be looked up."""
    endpoint: str
    """The address that the socket binds or connects to."""
    came_ns: int
    left_ns: int = 0
    """When the connection ended; 0 while it is open."""
    stage: Stage = Stage.OPEN
    is_old: bool = False
    """The other side speaks ZMTP 1.0 or 2.0."""
    handshakes_before: int = 0
    """Handshakes of the socket that were reported before the connection."""
    carried: tuple[int, int] = UNKNOWN
    """Bytes received and sent, where the connection ended within its handshake and they are known."""
    sent_before: int = 0
    """Messages that the socket had sent when the connection was reported."""
    beside: tuple[Connection, ...] = ()
    """Where the other side broke off: the connections before it that ended as soon, and were not refused."""
    surplus_ns: int = 0
    """Since when more has been received than our nodes have sent; 0 if no more has."""
    is_ours: bool | None = None
    """Whether the other side is one of our nodes, or zmqplay itself; None until that is decided."""
    foreign: str = ""
    """The name under which the other side is kept as a foreign peer; empty if it is ours or nothing is known yet."""


class Connections:
    """The open connections of one socket, and those that libzmq refused last."""

    def __init__(self) -> None:
        self.open: dict[int | str, Connection] = {}
        """By descriptor; by name where a report has none."""
        self.shaken = 0
        """Open connections whose handshake succeeded."""
        self.refused: deque[Connection] = deque(maxlen=REFUSED_KEPT)
        self._hasty: deque[Connection] = deque(maxlen=REFUSED_KEPT)
        """The last connections that ended at once, and were not refused."""
        self.parted_ns: dict[str, int] = {}
        """When the last ipc connection to each process ended, by `pid 123`."""
        self.begun = 0
        """Connections that were ever reported."""
        self.handshakes = 0
        """Handshakes that were ever reported."""
        self.nameless = 0
        """Connections that have ended, with a handshake, before anybody could look up who was on the other side."""
        self._unnamed = 0
        """Handshakes that belong to some connection among those in stage OPEN."""
        self._unmet = 0
        """Handshakes of connections that were never reported."""
        self._failure: SocketEvent | None = None
        """The failure of a handshake whose connection is about to end."""

    @property
    def pending(self) -> list[Connection]:
        """The open connections without a handshake."""
        return [one for one in self.open.values() if one.stage is Stage.OPEN]

    def take(self, event: SocketEvent) -> Connection | None:
        """Take one event; return the connection that it began or ended."""
        if event.event in (EventNumber.ACCEPTED, EventNumber.CONNECTED):
            return self._begin(event)
        if event.event == EventNumber.HANDSHAKE_SUCCEEDED:
            self._shake(event)
        elif event.event in FAILED_HANDSHAKES:
            self._failure = event
        elif event.event == EventNumber.DISCONNECTED:
            return self._end(event)
        return None

    def close(self, time_ns: int) -> None:
        """The socket was closed, or its node has ended: its monitor reports no more."""
        for connection in self.open.values():
            connection.left_ns = time_ns
        self.open.clear()
        self.shaken = self._unnamed = self._unmet = 0

    def is_of_old(self, connection: Connection) -> None:
        """Messages have passed on a connection without a handshake, so the other side speaks an older ZMTP."""
        connection.is_old = True
        if not connection.left_ns:
            connection.stage = Stage.SHAKEN
            self.shaken += 1

    def name(self, connection: Connection) -> None:
        """The other side has reported the handshake of this connection, which is in stage OPEN."""
        if self._unnamed:
            connection.stage = Stage.SHAKEN
            self._unnamed -= 1
            self._name_the_rest()

    def _begin(self, event: SocketEvent) -> Connection:
        self.begun += 1
        key = event.value or event.peer or event.endpoint
        connection = Connection(
            accepted=event.event == EventNumber.ACCEPTED,
            local=plain(event.local),
            peer=plain(event.peer),
            endpoint=event.endpoint,
            came_ns=event.time_ns,
            handshakes_before=self.handshakes,
        )
        replaced = self.open.get(key)
        if replaced is not None and replaced.stage is Stage.SHAKEN:
            if event.value:  # its end was not reported
                self.shaken -= 1
            else:  # the same connection, reported with more details
                connection.stage = Stage.SHAKEN
        elif self._unmet and connection.stage is Stage.OPEN:  # another I/O thread has reported the handshake first
            self._unmet -= 1
            connection.stage = Stage.SHAKEN
        self.open[key] = connection
        return connection

    def _shake(self, event: SocketEvent) -> None:
        self.handshakes += event.count
        self._unnamed += event.count
        self.shaken += event.count
        self._name_the_rest()
        prompt = [one for one in self.pending if event.time_ns - one.came_ns < PROMPT_NS]
        if len(prompt) == 1:
            self.name(prompt[0])

    def _name_the_rest(self) -> None:
        """Where as many handshakes as connections are left, all of these have completed theirs."""
        pending = self.pending
        if self._unnamed >= len(pending):
            for connection in pending:
                connection.stage = Stage.SHAKEN
            self._unmet += self._unnamed - len(pending)
            self._unnamed = 0

    def _end(self, event: SocketEvent) -> Connection | None:
        failure, self._failure = self._failure, None
        key = event.value if event.value in self.open else event.peer or event.endpoint
        connection = self.open.pop(key, None)
        if connection is None:
            if self._unmet and failure is None:
                self._unmet -= 1
                self.shaken -= 1
            return None
        connection.left_ns, connection.carried = event.time_ns, event.carried
        if connection.peer.startswith("pid "):
            self.parted_ns[connection.peer] = event.time_ns
        self._settle(connection, failure)
        self.nameless += connection.stage is Stage.SHAKEN and not connection.peer
        self._name_the_rest()
        return connection

    def _settle(self, connection: Connection, failure: SocketEvent | None) -> None:
        """Find out what a connection was that has ended, by the failure of its handshake and the bytes carried."""
        if connection.stage is Stage.SHAKEN and failure is not None and not connection.is_old:
            connection.stage = Stage.FAILED  # the handshake was that of another
            self._unnamed += 1
        elif connection.stage is Stage.SHAKEN:
            self.shaken -= 1
        elif failure is None and self._unnamed and self.handshakes > connection.handshakes_before:
            connection.stage = Stage.SHAKEN
            self._unnamed -= 1
            self.shaken -= 1
        elif self._is_refusal(connection, failure):
            connection.stage = Stage.REFUSED
            self.refused.append(connection)
        else:
            connection.stage = Stage.FAILED
        if connection.stage is not Stage.REFUSED and connection.left_ns - connection.came_ns < PROMPT_NS:
            self._hasty.append(connection)

    def _is_refusal(self, connection: Connection, failure: SocketEvent | None) -> bool:
        if failure is None:
            is_known = bool(connection.peer) or not connection.accepted
            return has_refused(connection.carried, is_known=is_known)
        connection.beside = tuple(one for one in self._hasty if connection.left_ns - one.left_ns < BESIDE_NS)
        return was_refused(failure, connection.carried)
