"""The monitor: the PULL socket that collects the nodes' reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import zmq

from zmqplay.model.facts import Fact, Reported, Unreadable
from zmqplay.session.channels.doorkeeper import Doorkeeper, make_private
from zmqplay.wire import LARGEST_REPORT, BadReport, Report, decode_report

REPORTS_WAITING = 100
"""Reports of one node that may wait here, and as many at the node; what finds no room is counted by the node."""
STRANGER = "of a program that does not know this session's secret"


class Collector:
    """Takes the reports that have arrived, and never waits."""

    def __init__(self, context: zmq.Context[Any], address: str, doorkeeper: Doorkeeper | None = None) -> None:
        """Without a `doorkeeper`, whoever can reach the address may report."""
        self._doorkeeper = doorkeeper
        self._turned_away = 0
        """Strangers that were told of."""
        self._socket = context.socket(zmq.PULL)
        self._socket.linger = 0
        self._socket.maxmsgsize = LARGEST_REPORT  # libzmq disconnects a peer that sends a larger frame
        self._socket.rcvhwm = REPORTS_WAITING
        if doorkeeper is not None:
            doorkeeper.guard(self._socket)
        self._socket.bind(address)
        make_private(address)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)

    def drain(self, take: Callable[[Fact], None], budget_s: float) -> list[Report]:
        """Give `take` the facts that have arrived, for at most `budget_s`; return the final reports among them."""
        final: list[Report] = []
        if self._doorkeeper is not None and self._doorkeeper.turned_away != self._turned_away:
            more, self._turned_away = self._doorkeeper.turned_away - self._turned_away, self._doorkeeper.turned_away
            take(Unreadable(time.monotonic_ns(), STRANGER, more))
        until = time.monotonic() + budget_s
        try:
            while True:
                frames = self._socket.recv_multipart(zmq.NOBLOCK)
                try:
                    report = decode_report(frames)
                except BadReport as bad:
                    take(Unreadable(time.monotonic_ns(), bad.reason))
                else:
                    take(Reported(time.monotonic_ns(), report))
                    if report.final:
                        final.append(report)
                if time.monotonic() >= until:
                    break
        except zmq.Again:
            pass
        return final

    def wait(self, timeout_s: float) -> bool:
        """Wait until something has arrived; return whether it has."""
        return bool(self._poller.poll(round(timeout_s * 1000)))

    def close(self) -> None:
        self._socket.close()
