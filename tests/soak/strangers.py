"""Foreign peers: sockets of the test's own process, which come, talk and go, and count by themselves."""

from __future__ import annotations

import random
from dataclasses import dataclass

import zmq

OPPOSITE = {"PUSH": (zmq.PULL,), "PUB": (zmq.SUB,), "REP": (zmq.REQ, zmq.DEALER), "ROUTER": (zmq.DEALER, zmq.REQ)}
"""What may connect to a bound socket of each type."""


@dataclass
class Stranger:
    """One socket that is connected to a node of ours."""

    kind: int
    socket: zmq.Socket[bytes]
    sent: int = 0
    received: int = 0

    def talk(self, chance: random.Random) -> None:
        """Send or receive a little, without waiting."""
        if self.kind in (zmq.REQ, zmq.DEALER) and self.socket.poll(0, zmq.POLLOUT):
            if self.kind == zmq.DEALER and chance.random() < 0.5:
                self._send([b"", b"from a stranger"])
            else:
                self._send([b"from a stranger"])
        while self.socket.poll(0) and chance.random() < 0.9:
            self.socket.recv_multipart(zmq.NOBLOCK)
            self.received += 1

    def _send(self, frames: list[bytes]) -> None:
        self.socket.send_multipart(frames, zmq.NOBLOCK)
        self.sent += 1


class Strangers:
    """The foreign peers of one session."""

    def __init__(self, address: str, bound: str, chance: random.Random) -> None:
        """`address` is where a socket of ours of type `bound` is bound."""
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._address, self._bound, self._chance = address, bound, chance
        self.here: list[Stranger] = []
        self.sent = self.received = self.came = 0
        """Of those that have left."""

    def come(self) -> None:
        """Let one more connect."""
        kind = self._chance.choice(OPPOSITE[self._bound])
        socket = self._context.socket(kind)
        socket.linger = 0
        if kind == zmq.SUB:
            socket.subscribe(self._chance.choice(("", "a", "nothing")))
        if kind == zmq.DEALER and self._chance.random() < 0.5:
            socket.routing_id = b"stranger-%d" % self.came
        socket.connect(self._address)
        self.here.append(Stranger(kind, socket))
        self.came += 1

    def talk(self) -> None:
        """Let each do a little."""
        for stranger in self.here:
            stranger.talk(self._chance)

    def go(self) -> None:
        """Let one leave, if one is here."""
        if self.here:
            stranger = self.here.pop(self._chance.randrange(len(self.here)))
            stranger.socket.close(0)
            self.sent, self.received = self.sent + stranger.sent, self.received + stranger.received

    def close(self) -> None:
        """Let all leave."""
        while self.here:
            self.go()
        self._context.destroy(0)
