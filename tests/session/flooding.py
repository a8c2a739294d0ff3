"""A worker that prints without end, once it has connected: `zmqplay tests/session/flooding.py`."""

from __future__ import annotations

import os

import zmq

from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire
from zmqplay.patterns.push_pull import producer

PIECES = {
    "no newline": b"x" * 1_000_000,
    "long lines": b"x" * 999_999 + b"\n",
    "short lines": b"x\n" * 500_000,
    "empty lines": b"\n" * 1_000_000,
}


def worker(node: Node) -> None:
    """Connect, then print what the first topic names, and never look whether to stop."""
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    piece = PIECES[node.topics[0].decode()]
    while True:
        os.write(1, piece)


def flooding(kind: str) -> Pattern:
    """A producer, and a worker that floods with this kind of output."""
    wire = Wire("tasks", "tcp://127.0.0.1:5596", End("producer", "PUSH"), End("worker", "PULL"))
    roles = (Role("producer", producer, speaks=True), Role("worker", worker, topics=((kind.encode(),),)))
    return Pattern("flooding", "Flooding", "a worker prints", "", "# Flooding", roles, (wire,))


FLOODING = flooding("no newline")
