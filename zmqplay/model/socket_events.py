"""The events of one socket that the Doctor asks for: they stay known however many come after, of whatever socket."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from errno import EAGAIN

from zmqplay.model.connections import FAILED_HANDSHAKES
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import SocketEvent

KEPT = 64
"""Most failed handshakes, and most ends of connections, that are remembered one by one."""


@dataclass(slots=True)
class Failures:
    """Handshakes that failed one after the other: how many, and the last of them."""

    times: int = 0
    last: deque[SocketEvent] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, event: SocketEvent) -> None:
        """One more has failed, or several alike."""
        self.times += event.count
        self.last.append(event)

    def since(self, time_ns: int) -> Failures:
        """Those that failed after this time, of the last ones."""
        later = [event for event in self.last if event.time_ns > time_ns]
        return Failures(sum(event.count for event in later), deque(later, maxlen=KEPT))


@dataclass(slots=True)
class SocketEvents:
    """What the socket monitor has told about one socket."""

    counts: Counter[int] = field(default_factory=Counter)
    """How often each event came, by `EventNumber`."""
    first_ns: int = 0
    """When the first event came; 0 before that."""
    ended_ns: int = 0
    """When a connection last ended, of whatever kind it was; 0 before that."""
    failed: Failures = field(default_factory=Failures)
    """The handshakes that failed since the last one that succeeded; those where the other side hung up apart."""
    failed_before: Failures = field(default_factory=Failures)
    """The handshakes that failed before the last one that succeeded."""
    hung_up: Failures = field(default_factory=Failures)
    """Handshakes since the last one that succeeded within which the other side hung up."""
    peers_lost_ns: deque[int] = field(default_factory=lambda: deque(maxlen=KEPT))
    """When the connections to peers ended, the latest last."""

    def take(self, event: SocketEvent) -> None:
        """Take one event."""
        self.counts[event.event] += event.count
        self.first_ns = self.first_ns or event.time_ns
        if event.event == EventNumber.DISCONNECTED:
            self.ended_ns = event.time_ns
        elif event.event == EventNumber.HANDSHAKE_SUCCEEDED:
            for failure in self.failed.last:
                self.failed_before.add(failure)
            self.failed, self.hung_up = Failures(), Failures()
        elif event.event == EventNumber.HANDSHAKE_FAILED_NO_DETAIL and event.value != EAGAIN:
            self.hung_up.add(event)
        elif event.event in FAILED_HANDSHAKES:
            self.failed.add(event)

    def peer_lost_since(self, time_ns: int) -> int:
        """When the socket first lost a peer after this time, as far as is remembered; 0 if it did not."""
        return next((lost_ns for lost_ns in self.peers_lost_ns if lost_ns > time_ns), 0)
