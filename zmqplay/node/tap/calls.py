"""The calls of one tapped socket: closures over libzmq's methods that count, and sample while there is room.

Closures and not methods, because this is the hot path: plain variables instead of attributes, and the C class's method
without pyzmq's Python layer around it. A tapped `send_multipart` is about twice as fast as pyzmq's own; `send` costs
about the same, and `recv` some 90 ns more. A program that receives frame by frame and asks after each frame whether
more follow is answered from the frame, since asking libzmq takes 700 ns. Rare arguments (Frames, buffers) take a slower
path with the same result.

Closures over a socket would keep it alive; these hold a shadow of the socket, and a weak reference for the rare calls.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import zmq

from .direction import Direction, Methods, closed
from .pyzmq_private import CSocket
from .receiving import receives
from .sending import sends

if TYPE_CHECKING:
    from .capture import Capture

    Socket = zmq.Socket[Any]


class Calls:
    """One socket's tapped methods and their counts."""

    def __init__(self, number: int, socket_type: str, socket: Socket, capture: Capture, wary: int) -> None:
        self.socket = weakref.ref(socket)
        raw = CSocket(shadow=socket.underlying)
        outgoing = Direction(number, socket_type, True, capture)
        incoming = Direction(number, socket_type, False, capture)
        self.sent_by_key, self.received_by_key = outgoing.keys, incoming.keys
        self._sends = sends(raw, outgoing, self._whole)
        self._receives = receives(raw, incoming, self._receive_by_hand, wary)
        self.send, self.send_multipart = self._sends.one, self._sends.multipart
        self.recv, self.recv_multipart = self._receives.one, self._receives.multipart
        self.recv_into = self._receives.into
        for call in (self.send, self.send_multipart, self.recv_multipart):
            call.__qualname__ = f"Socket.{call.__name__}"  # the name in Python's error for a wrong argument
        for call in (self.recv, self.recv_into, self._receives.by_hand):
            call.__qualname__ = call.__name__.replace("_by_hand", "")
        self.sent, self.received = self._sends.counts, self._receives.counts

    def attach(self, socket: Socket) -> None:
        """Make the rare calls through `socket`, which may be a shadow of the socket that was made first."""
        self.socket = weakref.ref(socket)

    def detach(self) -> None:
        """The socket is closing: a method that the program kept raises ENOTSOCK from now on, as pyzmq's own would."""
        self._sends.close()
        self._receives.close()

    def _receive_by_hand(self, receives: Methods) -> None:
        """Switch the socket to frame-by-frame receiving, and answer RCVMORE from each frame."""
        socket = self._whole()
        if "recv" in vars(socket) and type(socket).get is zmq.Socket.get:
            vars(socket).update(recv=receives.by_hand, get=receives.get, getsockopt=receives.get)

    def _whole(self) -> Socket:
        return self.socket() or closed()
