"""A process whose sockets are reported without the reporter's thread: a test makes each report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import zmq

from tests.node.starting import start
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.wire import Report, SocketReport

Socket = zmq.Socket[Any]


class Observing:
    """The parts of a node, and the reports so far."""

    def __init__(self, private: zmq.Context[Any]) -> None:
        self.private = private
        self.handover = Handover()
        self.clocks = Clocks(self.handover)
        self.tap = Tap(Capture(self.handover, self.clocks), private=private)
        self.node = PlayedNode(start(), self.clocks, private)
        self.reports = Reports(self.tap, self.handover, self.clocks.mine(), self.node)
        self.told: dict[int, SocketReport] = {}
        self._made: list[Socket] = []
        self.context: zmq.Context[Socket] = zmq.Context()

    def report(self) -> Report:
        """The next report, which counts as taken by the monitor."""
        report = self.reports.make([])
        assert report is not None, "there is nothing new"
        self.reports.taken(report)
        self.told |= {part.number: part for part in report.sockets}
        return report

    def pair(self, address: str) -> tuple[Socket, Socket]:
        """A PUSH and a PULL that are connected."""
        push, pull = self.context.socket(zmq.PUSH), self.context.socket(zmq.PULL)
        self._made += [push, pull]  # they live until the test is over
        push.bind(f"inproc://{address}")
        pull.connect(f"inproc://{address}")
        return push, pull


@contextmanager
def observing() -> Iterator[Observing]:
    """Tap this process within the block."""
    with zmq.Context() as private:
        observed = Observing(private)
        with observed.tap.installed():
            yield observed
            for monitor in observed.handover.monitors:
                monitor.pair.close()
            observed.context.destroy(linger=0)
        observed.node.context.term()
        observed.handover.close()
        private.destroy(linger=0)
