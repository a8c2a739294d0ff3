"""The room in a pipe: how many messages a socket that drops has sent beyond what its queues and the kernel took.

A message that such a socket sends waits in its own queue, of at most SNDHWM messages, until libzmq's I/O thread hands
its bytes to the kernel; a message that finds the queue full is dropped. The kernel counts these bytes, so that of the
messages sent between two reports at least

    messages sent − SNDHWM − messages in libzmq's encoder − bytes handed over ÷ bytes of the smallest message

were dropped, whether the receiver works, is frozen or has died. What is left in flight then fits into SNDHWM, what the
kernel's buffers hold, and RCVHWM. Where the kernel does not count them (over ipc, and elsewhere than on Linux), what
has arrived tells the same, somewhat later: see `arrivals`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zmqplay.model.causes import LossReason
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.ledger.arrivals import Arrivals
from zmqplay.model.ledger.capacity import batch_of, most_between, queue_of
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic, Way
from zmqplay.wire import SocketEvent

Name = str
"""A tcp connection: `host:port` of the side that has connected."""


@dataclass(slots=True)
class Outlet:
    """What one direction has let out towards one receiver."""

    connections: frozenset[Name] = frozenset()
    sent: int = 0
    """Messages that had been sent at the time from which is counted, and the bytes that had been written."""
    written: int = 0
    beyond: int = 0
    """Messages that cannot have fitted, since the connections are these."""
    before: int = 0
    """The same, on earlier connections."""

    def begin(self, connections: frozenset[Name], sent: int, written: int) -> None:
        """Count from now on."""
        self.before, self.beyond = self.before + self.beyond, 0
        self.connections, self.sent, self.written = connections, sent, written

    def too_many(self, sent: int, written: int, smallest: int) -> float:
        """Of the messages sent since the count began, those that the bytes written since then cannot contain."""
        return sent - self.sent - (written - self.written) / smallest


@dataclass(slots=True)
class Ends:
    """The two sockets of one tcp connection; None while one has not reported it."""

    accepted: SocketKey | None = None
    connected: SocketKey | None = None

    def other(self, key: SocketKey) -> SocketKey | None:
        """The socket at the other end."""
        return self.connected if key == self.accepted else self.accepted


class Room:
    """Keeps count of the messages that were sent and found no room."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._arrivals = Arrivals(roster)
        self._ends: dict[Name, Ends] = {}
        self._by_socket: dict[SocketKey, dict[Name, Ends]] = {}
        self._outlets: dict[tuple[Way, str], Outlet] = {}
        self._broken_ns: dict[tuple[SocketKey, SocketKey], int] = {}
        """When the last connection of two sockets ended, by the one that accepted and the one that connected."""
        self._inproc: Counter[tuple[Way, str]] = Counter()
        self._held: dict[SocketKey, int] = {}
        """Most bytes that the kernel holds on a connection of each socket; see `SocketEvent.held`."""

    def take(self, socket: SocketTraffic, event: SocketEvent) -> None:
        """Take one event of a socket's monitor: a connection has begun or ended."""
        if event.held:
            self._held[socket.key] = max(event.held, self._held.get(socket.key, 0))
        if event.event == EventNumber.ACCEPTED:
            name = _plain(event.peer)
        elif event.event == EventNumber.CONNECTED:
            name = _plain(event.local)
        else:
            if event.event == EventNumber.DISCONNECTED:
                self._end(socket, event)
            return
        if ":" not in name:
            return
        ends = self._ends.setdefault(name, Ends())
        if event.event == EventNumber.ACCEPTED:
            ends.accepted = socket.key
        else:
            ends.connected = socket.key
        self._by_socket.setdefault(socket.key, {})[name] = ends

    def _end(self, socket: SocketTraffic, event: SocketEvent) -> None:
        own = self._by_socket.get(socket.key, {})
        for name in {_plain(event.peer), _plain(event.local)} & own.keys():
            ends = own.pop(name)
            self._ends.pop(name, None)
            if ends.accepted and ends.connected:
                between = ends.accepted, ends.connected
                self._broken_ns[between] = max(event.time_ns, self._broken_ns.get(between, 0))

    # long: a share of a flow has two ends, three sums and a time
    def count(
        self,
        way: Way,
        receiver: str,
        *,
        senders: Sequence[SocketTraffic],
        receivers: Sequence[SocketTraffic],
        sent: int,
        arrived: int,
        lost: int | None,
        now_ns: int,
    ) -> None:
        """Find how many of the messages sent to one receiver found no room.

        `sent` is the number of messages due to it by the senders' last reports, `arrived` that of those it received.
        `lost` is the number of those that were lost for another reason than room; None where foreign peers take part,
        so that the messages of our nodes are told apart too late.
        """
        senders = [socket for socket in senders if self._roster.is_open(socket)]
        receivers = [socket for socket in receivers if self._roster.is_open(socket)]
        names = self._between(senders, receivers)
        written = _written(senders, names) if names else None
        if names:
            self._count_written(way, receiver, names, senders, sent, arrived, written)
        else:
            self._count_inproc(way, receiver, senders, receivers, sent - arrived)
        if senders and receivers and written is None and lost is not None:
            self._arrivals.count(
                way,
                receiver,
                senders=senders,
                receivers=receivers,
                sent=sent,
                arrived=arrived + lost,
                fits=most_between(senders, receivers, self._held),
                now_ns=now_ns,
            )

    def _count_written(
        self,
        way: Way,
        receiver: str,
        names: dict[Name, SocketTraffic],
        senders: Sequence[SocketTraffic],
        sent: int,
        arrived: int,
        written: int | None,
    ) -> None:
        outlet = self._outlets.setdefault((way, receiver), Outlet())
        if names.keys() != outlet.connections:
            outlet.begin(frozenset(names), sent, written or 0)
        if written is None:
            return
        smallest = min((socket.smallest for socket in senders if socket.smallest), default=0)
        if not smallest or sent <= arrived or outlet.too_many(sent, written, smallest) <= 0:
            outlet.begin(outlet.connections, sent, written)  # from here on, the count is at least as close
            return
        queues = sum(queue_of(socket) + batch_of(smallest) for socket in names.values())
        outlet.beyond = max(outlet.beyond, int(outlet.too_many(sent, written, smallest) - min(queues, sent)))

    def _between(
        self, senders: Sequence[SocketTraffic], receivers: Sequence[SocketTraffic]
    ) -> dict[Name, SocketTraffic]:
        """The open tcp connections from these senders to these receivers, each with its sender."""
        here = {socket.key: socket for socket in senders}
        return {
            name: here[there]
            for socket in receivers
            for name, ends in self._by_socket.get(socket.key, {}).items()
            if (there := ends.other(socket.key)) in here
        }

    def _count_inproc(
        self,
        way: Way,
        receiver: str,
        senders: Sequence[SocketTraffic],
        receivers: Sequence[SocketTraffic],
        waiting: int,
    ) -> None:
        """Over inproc, both ends are in one node, whose reports tell of both at one moment."""
        if not way[0].startswith("inproc:") or {socket.node for socket in senders} != {receiver}:
            return
        lost = waiting - most_between(senders, receivers, {})
        if lost > self._inproc[way, receiver]:
            self._inproc[way, receiver] = int(lost)

    def broken_ns(self, senders: Sequence[SocketTraffic], receivers: Sequence[SocketTraffic]) -> int:
        """When a connection from one of these senders to one of these receivers ended last; 0 if none has."""
        pairs = [(one, other) for one in senders for other in receivers]
        return max((self._broken_between_ns(one, other) for one, other in pairs), default=0)

    def _broken_between_ns(self, one: SocketTraffic, other: SocketTraffic) -> int:
        """The same of two sockets: by the names of a tcp connection, or over ipc by the other side's process."""
        broken = self._broken_ns.get
        by_name = max(broken((one.key, other.key), 0), broken((other.key, one.key), 0))
        by_process = (
            one.connections.parted_ns.get(f"pid {other.pid}", 0) for one, other in ((one, other), (other, one))
        )
        return max(by_name, *by_process)

    def beyond(self, way: Way, receiver: str) -> int:
        """Messages to a receiver that found no room, as counted last."""
        outlet = self._outlets.get((way, receiver))
        written = outlet.before + outlet.beyond if outlet else 0
        return max(written, self._arrivals.beyond(way, receiver), self._inproc[way, receiver])


def why_no_room(sockets: Iterable[SocketTraffic]) -> LossReason:
    """Why messages between these sockets that found no room are lost."""
    conflates = any(socket.conflates for socket in sockets)
    return LossReason.CONFLATED if conflates else LossReason.HIGH_WATER_MARK


def _written(senders: Sequence[SocketTraffic], names: dict[Name, SocketTraffic]) -> int | None:
    """Bytes written on all these connections when their senders last counted; None if not known for one of them."""
    if any(socket.sent.messages != socket.counted for socket in senders):
        return None
    total = 0
    for name, socket in names.items():
        written = socket.written.get(name)
        if written is None:
            return None
        total += written
    return total


def _plain(name: str) -> str:
    """A name as both sides tell it: an IPv6 socket names its IPv4 peers otherwise."""
    return name.removeprefix("::ffff:")


def lost_otherwise(lost: Counter[str]) -> int:
    """The losses for another reason than room."""
    return lost.total() - lost[LossReason.HIGH_WATER_MARK] - lost[LossReason.CONFLATED]
