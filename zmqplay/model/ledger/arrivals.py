"""The bound by arrivals: what was sent, has not arrived by a later report, and is more than fits between the two ends.

    lost ≥ sent, by a report of the sender − arrived, by a later report of the receiver − what fits between them

A count of one node is certainly later than that of another if its node has reported twice since, for a report is made
from its counts before it is given its time. It is also later if the node has not reported for so long that there was
nothing to report. A frozen node reports nothing: whatever had been sent when it froze, it may have taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way

SILENT_NS = 1_000_000_000
"""A node that has not reported for this long had nothing to report: it reports each 33 ms, and under load each 100."""


Ends = tuple[tuple[object, ...], ...]


def is_silent_since(node: NodeTraffic, time_ns: int) -> bool:
    """Whether a node runs, and has reported nothing since then, though it could: frozen, it could not."""
    return node.state is NodeState.RUNNING and node.doing.silent_since_ns <= time_ns


@dataclass(slots=True)
class Wait:
    """Waits until the counts of some nodes are certainly later than a moment."""

    since_ns: int
    first: dict[str, int] = field(default_factory=dict)
    """The first report of each node after that moment."""

    def is_over(self, roster: Roster, names: Iterable[str], now_ns: int) -> bool:
        """Whether the last counts of all these nodes are from after the moment."""
        reported = [self._has_reported(roster, name, now_ns) for name in names]  # each remembers its first report
        return all(reported)

    def _has_reported(self, roster: Roster, name: str, now_ns: int) -> bool:
        node = roster.nodes[name]
        reported_ns = node.doing.reported_ns
        if reported_ns > self.since_ns and reported_ns > self.first.setdefault(name, reported_ns):
            return True
        return is_silent_since(node, now_ns - SILENT_NS) and now_ns - self.since_ns >= SILENT_NS


@dataclass(slots=True)
class Gap:
    """One direction to one receiver: messages sent and not arrived, counted while the connections stay the same."""

    ends: Ends = ()
    beyond: int = 0
    """Messages that cannot have fitted, on all connections so far, and those on earlier ones."""
    before: int = 0
    arrived: int = 0
    """When the count began: what had arrived, and what had been sent after that; None as long as it is not known."""
    sent: int | None = None
    begun: Wait | None = None
    marked: tuple[Wait, int] | None = None
    """What had been sent by a report, to be compared with what will have arrived by a later one."""
    frozen: Wait | None = None
    ceiling: int | None = None
    """What had been sent when the receiver was frozen, and what had been lost of that; None if not known."""
    lost_before: int = 0

    def begin(self, ends: Ends, arrived: int, now_ns: int) -> None:
        """Count from now on; what waited on earlier connections is not counted."""
        self.ends, self.before = ends, self.beyond
        self.arrived, self.sent, self.begun = arrived, None, Wait(now_ns)
        self.marked = self.frozen = self.ceiling = None

    def beyond_by(self, sent: int, arrived: int, fits: float) -> int:
        """Messages that cannot have fitted, if `arrived` had arrived when `sent` had been sent, or later."""
        missing = (sent - (self.sent or 0)) - (arrived - self.arrived) - fits
        return self.before + int(max(0.0, missing))


class Arrivals:
    """Compares what was sent with what has arrived, for each direction and receiver."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._gaps: dict[tuple[Way, str], Gap] = {}

    def beyond(self, way: Way, receiver: str) -> int:
        """Messages to a receiver that found no room, as counted last."""
        gap = self._gaps.get((way, receiver))
        return gap.beyond if gap else 0

    # long: a count has two ends, their sums, the room between them and a time
    def count(
        self,
        way: Way,
        receiver: str,
        *,
        senders: Sequence[SocketTraffic],
        receivers: Sequence[SocketTraffic],
        sent: int,
        arrived: int,
        fits: float,
        now_ns: int,
    ) -> None:
        """Find how many of the `sent` messages neither have `arrived`, or were lost otherwise, nor fit in between."""
        gap = self._gaps.setdefault((way, receiver), Gap())
        ends = (*map(_end, senders), *map(_end, receivers))
        if ends != gap.ends:
            gap.begin(ends, arrived, now_ns)
            gap.sent = sent if not arrived else None
        sending = {socket.node for socket in senders}
        if gap.sent is None:
            if gap.begun and gap.begun.is_over(self._roster, sending, now_ns):
                gap.sent = sent
        elif self._roster.nodes[receiver].state is NodeState.FROZEN:
            self._count_frozen(gap, sending, sent, fits, now_ns)
        else:
            gap.frozen = gap.ceiling = None
            self._count_awake(gap, sending, receiver, sent, arrived, fits, now_ns)

    def _count_awake(
        self, gap: Gap, sending: set[str], receiver: str, sent: int, arrived: int, fits: float, now_ns: int
    ) -> None:
        if gap.marked is None:
            if gap.beyond_by(sent, arrived, fits) <= gap.beyond:
                return
            reported_ns = max(self._roster.nodes[name].doing.reported_ns for name in sending)
            gap.marked = Wait(reported_ns), sent
        wait, marked = gap.marked
        if wait.is_over(self._roster, [receiver], now_ns):
            gap.beyond = max(gap.beyond, gap.beyond_by(marked, arrived, fits))
            gap.marked = None

    def _count_frozen(self, gap: Gap, sending: set[str], sent: int, fits: float, now_ns: int) -> None:
        if gap.frozen is None:
            gap.frozen, gap.marked = Wait(now_ns), None
        if gap.ceiling is not None:
            gap.beyond = max(gap.beyond, gap.lost_before + int(max(0.0, sent - gap.ceiling - fits)))
        elif gap.frozen.is_over(self._roster, sending, now_ns):
            gap.ceiling, gap.lost_before = sent, gap.beyond


def _end(socket: SocketTraffic) -> tuple[object, ...]:
    """A socket, and how often it has connected: a new connection has a pipe of its own."""
    return socket.key, 0 if socket.binds else socket.connections.begun
