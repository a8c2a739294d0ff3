"""Backlogs: what waited for each receiver, and what it had taken, at each quarter of the last seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from zmqplay.model.ledger.accounts import Link
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import Way

KEPT = 65
"""Marks that are kept: 16 s at one each quarter second."""


class BacklogEnd(NamedTuple):
    """The queues that end at these nodes, in one direction of a wire."""

    way: Way
    receivers: tuple[str, ...]
    """One node; all nodes of the direction where it is not known which of them a message waits for."""


class BacklogMark(NamedTuple):
    """The state at a moment, in messages."""

    time_ns: int
    taken: int
    """All that the receivers had taken."""
    waiting: int


class Backlogs:
    """The last marks of every queue that ends at a living node."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self.marks: dict[BacklogEnd, deque[BacklogMark]] = {}
        """By the end of the queues; oldest first."""

    def mark(self, now_ns: int, flows: Iterable[Flow], links: Mapping[tuple[str, str, str], Link]) -> None:
        """Remember what waits now; what has no living receiver any more is forgotten."""
        known = self.marks
        self.marks = {}
        for flow in flows:
            for receivers, waiting in self._waiting(flow, links):
                taken = sum(socket.received.messages for socket in flow.receivers if socket.node in receivers)
                end = BacklogEnd(flow.way, receivers)
                marks = self.marks[end] = known.get(end) or deque(maxlen=KEPT)
                marks.append(BacklogMark(now_ns, taken, waiting))

    def _waiting(self, flow: Flow, links: Mapping[tuple[str, str, str], Link]) -> Iterable[tuple[tuple[str, ...], int]]:
        """The number that waits for each living receiver, or for all where the ledger cannot tell them apart."""
        receivers = tuple(dict.fromkeys(socket.node for socket in flow.receivers if self._roster.is_open(socket)))
        if len(receivers) == len({socket.node for socket in flow.receivers}) == 1:
            return [(receivers, flow.outstanding)]
        senders = dict.fromkeys(socket.node for socket in flow.senders)
        by_receiver = {
            receiver: [links[sender, receiver, flow.way[0]].waiting for sender in senders] for receiver in receivers
        }
        if all(None not in waiting for waiting in by_receiver.values()):
            return [((receiver,), sum(filter(None, waiting))) for receiver, waiting in by_receiver.items()]
        return [(receivers, flow.outstanding)] if receivers else []
