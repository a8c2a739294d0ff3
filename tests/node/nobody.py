"""A carrier that carries nothing: samples and calls stay where a test can read them."""

from __future__ import annotations

from typing import Any

import zmq

from zmqplay.counters import Page
from zmqplay.node.tap.sample import Sample
from zmqplay.node.tap.tapped import TappedSocket


class Nobody:
    """Keeps everything that the tap hands over."""

    def __init__(self) -> None:
        self.page = Page()
        self.wants_changes = self.wants_messages = False
        self.samples: list[Sample] = []
        self.told: list[str] = []

    def keep(self, sample: Sample) -> None:
        self.samples.append(sample)

    def changed(self) -> None:
        self.told.append("changed")

    def wake(self) -> None:
        self.told.append("wake")

    def socket_made(self, tapped: TappedSocket, _socket: zmq.Socket[Any]) -> None:
        self.told.append(f"{tapped.facts.type} made")

    def bound(self, address: str) -> None:
        self.told.append(f"{address} bound")

    def learned(self, tapped: TappedSocket) -> None:
        self.told.append(f"{tapped.facts.type} learned")
