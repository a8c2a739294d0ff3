"""The ROUTER socket that carries commands to the nodes."""

from __future__ import annotations

from collections import deque
from typing import Any

import zmq

from zmqplay.instructions import Instruction
from zmqplay.session.channels.doorkeeper import Doorkeeper, make_private
from zmqplay.wire import encode

LARGEST_FRAME = 1_024
"""Bytes that a node may send here, which is no more than its handshake: nobody reads."""


class Control:
    """Sends commands in order; commands to a node that is not connected yet wait."""

    def __init__(self, context: zmq.Context[Any], address: str, doorkeeper: Doorkeeper | None = None) -> None:
        """Without a `doorkeeper`, whoever can reach the address may take a node's instructions."""
        self._socket = context.socket(zmq.ROUTER)
        self._socket.linger = 0
        self._socket.sndhwm = 0  # a frozen node must not delay the others
        self._socket.router_mandatory = True
        self._socket.rcvhwm, self._socket.maxmsgsize = 1, LARGEST_FRAME
        if doorkeeper is not None:
            doorkeeper.guard(self._socket)
        self._socket.bind(address)
        make_private(address)
        self._waiting: dict[str, deque[Instruction]] = {}
        self._routing_ids: dict[str, bytes] = {}

    def expect(self, node: str, routing_id: bytes) -> None:
        """A node starts, or starts again, with this routing id."""
        self._routing_ids[node] = routing_id
        self._waiting.pop(node, None)

    def send(self, node: str, command: Instruction) -> None:
        """Send a command now, or as soon as the node is connected."""
        self._waiting.setdefault(node, deque()).append(command)
        self.flush()

    def flush(self) -> None:
        """Try again to send the waiting commands."""
        for node, commands in list(self._waiting.items()):
            try:
                while commands:
                    self._socket.send_multipart([self._routing_ids[node], encode(commands[0])], zmq.NOBLOCK)
                    commands.popleft()
            except zmq.ZMQError as error:
                if error.errno != zmq.EHOSTUNREACH:
                    raise
            else:
                del self._waiting[node]

    def forget(self, node: str) -> None:
        """A node has ended: drop its waiting commands."""
        self._waiting.pop(node, None)

    def close(self) -> None:
        self._socket.close()
