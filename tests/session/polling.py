"""A role that never waits in ZeroMQ: it asks again and again, and sleeps in between."""

from __future__ import annotations

import time

import zmq

from zmqplay.patterns.pattern import Node


def by_polling(node: Node) -> None:
    """Take each task that is found there."""
    socket = node.context.socket(zmq.PULL)
    socket.connect(node.endpoint("tasks"))
    while True:
        try:
            socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            time.sleep(0.01)
