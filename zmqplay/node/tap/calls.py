"""The calls of one tapped socket: closures over libzmq's methods that count, and now and then look closely.

They are closures, not methods of a class, because this is the hot path: plain variables instead of attributes, and
the method of the C class without pyzmq's Python layer around it. That makes a tapped `send_multipart` about twice as
fast as pyzmq's own; `send` costs what it saves, `recv` some 90 ns more. Who receives frame by frame and asks after each
whether more follow is told what the frame has said, which libzmq takes 700 ns for. What is rare (Frames, buffers) takes
a slower path with the same result.

Closures over a socket would keep it alive; these hold a shadow of it, and a weak reference for the rare calls.
"""

from __future__ import annotations

import weakref
from typing import Any

import zmq
from zmq.backend import Socket as CSocket

from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import Clock
from zmqplay.node.tap.direction import Line, Methods, closed
from zmqplay.node.tap.receiving import receives
from zmqplay.node.tap.sending import sends

Socket = zmq.Socket[Any]


class Calls:
    """One socket's tapped methods and their counts."""

    def __init__(self, number: int, type_: str, socket: Socket, capture: Capture, clock: Clock) -> None:
        self.times = [0, 0, 0]
        """Busy, idle and blocked nanoseconds."""
        self.socket = weakref.ref(socket)
        raw = CSocket(shadow=socket.underlying)
        outgoing = Line(number, type_, True, capture, clock, self.times)
        incoming = Line(number, type_, False, capture, clock, self.times)
        self.sent_by_key, self.received_by_key = outgoing.keys, incoming.keys
        self._sends = sends(raw, outgoing, self._whole)
        self._receives = receives(raw, incoming, self._receive_by_hand)
        self.send, self.send_multipart = self._sends.one, self._sends.multipart
        self.recv, self.recv_multipart = self._receives.one, self._receives.multipart
        self.recv_into = self._receives.into
        for call in (self.send, self.send_multipart, self.recv_multipart):
            call.__qualname__ = f"Socket.{call.__name__}"  # Python names it when an argument is wrong
        for call in (self.recv, self.recv_into, self._receives.by_hand):
            call.__qualname__ = call.__name__.removesuffix("_by_hand")
        self.sent, self.received = self._sends.counts, self._receives.counts

    def attach(self, socket: Socket) -> None:
        """Do the rare calls through this one (it may shadow the socket that was made first)."""
        self.socket = weakref.ref(socket)

    def detach(self) -> None:
        """The socket closes: whoever kept one of the methods gets ENOTSOCK, as from pyzmq."""
        self._sends.close()
        self._receives.close()

    def _receive_by_hand(self, receives: Methods) -> None:
        """From now on each frame is asked whether more follow, and who wants to know that is told what it has said."""
        socket = self._whole()
        if "recv" in vars(socket) and type(socket).get is zmq.Socket.get:
            vars(socket).update(recv=receives.by_hand, get=receives.get, getsockopt=receives.get)

    def _whole(self) -> Socket:
        return self.socket() or closed()
