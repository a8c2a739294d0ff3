"""Where the kernel does not count what is written, what has arrived tells how many messages found no room."""

from __future__ import annotations

import pytest

from zmqplay.model.ledger.arrivals import SILENT_NS, Arrivals
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import SocketFacts

WAY, ADDRESS, FITS = ("news", "bind"), ("ipc:///tmp/news",), 100
WINDOW_NS = 33_000_000


class Link:
    """A PUB and a SUB whose nodes report."""

    def __init__(self) -> None:
        self.roster = Roster()
        for name in ("publisher-1", "subscriber-1"):
            self.roster.nodes[name] = NodeTraffic(name, name[:-2], 1)
            self.roster.nodes[name].life.state = NodeState.RUNNING
        self.arrivals = Arrivals(self.roster)
        self.pub = SocketTraffic("publisher-1", 0, SocketFacts("PUB", bound=ADDRESS))
        self.sub = SocketTraffic("subscriber-1", 0, SocketFacts("SUB", connected=ADDRESS))
        self.now_ns = self.sent = self.arrived = 0
        self.count()

    def count(self) -> int:
        """The messages without room."""
        self.arrivals.count(
            WAY, "subscriber-1", senders=[self.pub], receivers=[self.sub], sent=self.sent, arrived=self.arrived,
            fits=FITS, now_ns=self.now_ns,
        )  # fmt: skip
        return self.arrivals.beyond(WAY, "subscriber-1")

    def sends(self, messages: int) -> int:
        """The publisher has sent so many more, and reports."""
        self.sent += messages
        return self._report("publisher-1")

    def takes(self, messages: int) -> int:
        """The subscriber has taken so many more, and reports."""
        self.arrived += messages
        return self._report("subscriber-1")

    def _report(self, name: str) -> int:
        self.now_ns += WINDOW_NS
        self.roster.nodes[name].doing.reported_ns = self.now_ns
        return self.count()

    def set_state(self, state: NodeState) -> int:
        self.roster.nodes["subscriber-1"].life.state = state
        return self.count()


def test_what_neither_has_arrived_by_two_later_reports_nor_fits_is_lost() -> None:
    link = Link()
    assert link.sends(1_000) == 0
    assert link.takes(10) == 0  # a report may be older than its time says
    assert link.takes(10) == 1_000 - 20 - FITS


def test_what_is_taken_late_was_not_lost() -> None:
    link = Link()
    link.sends(1_000)
    assert [link.takes(500), link.takes(450)] == [0, 0]


def test_a_loss_stays_while_the_receiver_catches_up_and_later_losses_are_added() -> None:
    link = Link()
    link.sends(1_000)
    link.takes(0)
    lost = link.takes(0)
    assert lost == 1_000 - FITS
    assert link.takes(FITS) == link.takes(0) == lost
    link.sends(500)
    link.takes(0)
    assert link.takes(0) == lost + 500 - FITS


def test_a_receiver_that_has_been_silent_for_long_has_taken_nothing() -> None:
    link = Link()
    link.sends(1_000)
    link.now_ns += SILENT_NS
    assert link.count() == 1_000 - FITS


def test_of_a_frozen_receiver_only_what_was_sent_afterwards_can_be_lost() -> None:
    link = Link()
    link.sends(1_000)
    link.set_state(NodeState.FROZEN)
    link.now_ns += 5 * SILENT_NS
    assert [link.count(), link.sends(0), link.sends(0)] == [0, 0, 0]
    assert link.sends(FITS) == 0
    assert link.sends(500) == 500


def test_after_a_thaw_the_receivers_reports_tell_again() -> None:
    link = Link()
    link.sends(1_000)
    link.set_state(NodeState.FROZEN)
    link.set_state(NodeState.RUNNING)
    assert link.takes(990) == link.takes(0) == link.takes(0) == 0


@pytest.mark.parametrize("first", ["publisher", "subscriber"])
def test_a_new_connection_counts_from_its_own_beginning(first: str) -> None:
    link = Link()
    link.sends(1_000)
    link.takes(10)
    lost = link.takes(0)
    link.sub.connections.begun += 1
    assert link.count() == lost
    if first == "publisher":
        link.sends(0)
        link.sends(0)
    link.takes(0)
    assert link.takes(0) == lost
    link.sends(500)
    link.sends(0)
    link.takes(0)
    assert link.takes(0) in (lost, lost + 400)
