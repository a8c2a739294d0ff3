"""A role as a plain program, without zmqplay: `python -m zmqplay.bench.kit.plain ROLE ENDPOINTS`, orders on stdin.

The program imports only pyzmq and the role's own module, and taps no socket.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from queue import SimpleQueue
from time import monotonic_ns
from typing import Any

import zmq

WORKED = b"worked?"
"""An order that asks for the number of tasks done so far, and the time."""


class PlainNode:
    """A `zmqplay.patterns.pattern.Node` with nothing behind it."""

    name, number = "plain-1", 1
    topics: tuple[str, ...] = ()

    def __init__(self, endpoints: dict[str, str]) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._endpoints = endpoints
        self._orders: SimpleQueue[bytes] = SimpleQueue()
        self._worked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Take orders, and end the program at the end of its input."""
        for line in sys.stdin.buffer:
            order = line.rstrip(b"\n")
            if order == WORKED:
                print(self._worked, monotonic_ns(), flush=True)
            else:
                self._orders.put(order)
        os._exit(0)

    def endpoint(self, wire: str) -> str:
        """The address of a wire."""
        return self._endpoints[wire]

    def messages(self) -> Iterator[list[bytes]]:
        """Yield each order as one message; an order that is only a number yields that many tasks."""
        while True:
            order = self._orders.get()
            if order.isdigit():
                for number in range(1, int(order) + 1):
                    yield [b"Task %d" % number]
            else:
                yield [order]

    def work(self) -> None:
        """Count one task."""
        self._worked += 1


def main(path: str, endpoints: str) -> None:
    """Play one role until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, name = path.partition(":")
    play: Any = getattr(import_module(module), name)
    play(PlainNode(json.loads(endpoints)))


if __name__ == "__main__":
    main(*sys.argv[1:])
