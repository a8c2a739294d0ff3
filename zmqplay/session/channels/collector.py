"""The monitor: the PULL socket that collects the nodes' reports."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import zmq

from zmqplay.model.facts import Fact, Reported, Unreadable
from zmqplay.wire import BadReport, decode_report

LARGEST_FRAME = 64 << 20
"""Bytes; libzmq disconnects a peer that sends more."""


class Collector:
    """Takes the reports that have arrived, and never waits."""

    def __init__(self, context: zmq.Context[Any], address: str) -> None:
        self._socket = context.socket(zmq.PULL)
        self._socket.linger = 0
        self._socket.maxmsgsize = LARGEST_FRAME
        self._socket.bind(address)

    def drain(self, take: Callable[[Fact], None], budget_s: float) -> list[str]:
        """Give `take` the facts that have arrived, for at most `budget_s`; return nodes whose final report has come."""
        ended: list[str] = []
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
                        ended.append(report.node)
                if time.monotonic() >= until:
                    break
        except zmq.Again:
            pass
        return ended

    def wait(self, timeout_s: float) -> bool:
        """Wait until something has arrived; return whether it has."""
        return bool(self._socket.poll(round(timeout_s * 1000)))

    def close(self) -> None:
        self._socket.close()
