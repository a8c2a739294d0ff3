"""Tapped sockets: they count every message and show some, and behave as if they were not tapped.

`install` patches `zmq.Socket` once, before the role or script starts; each socket that is made afterwards gets its
own `send`, `recv`, `send_multipart`, `recv_multipart` and `recv_into` (see `calls.py`), in front of the methods of
its class. Everything else of its class tree stays. A socket class that overrides one of these methods keeps its own,
and is counted where that calls the original. Sockets of zmq.asyncio do their work through a plain shadow socket, and
are counted there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from typing import Any

import zmq
import zmq.sugar.poll
import zmq.utils.garbage

from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import Clock
from zmqplay.node.tap.flush import pass_on
from zmqplay.node.tap.tapped import TappedSocket

TAPPED = ("send", "recv", "send_multipart", "recv_multipart", "recv_into")

Socket = zmq.Socket[Any]


Note = Callable[..., None]
NOTED: dict[str, Note] = {
    "bind": TappedSocket.bound,
    "unbind": TappedSocket.unbound,
    "connect": TappedSocket.connected,
    "disconnect": TappedSocket.disconnected,
    "set": TappedSocket.option_set,
    "setsockopt": TappedSocket.option_set,
}
"""What is noted after which method of a socket."""


class Tap:
    """All tapped sockets of this process."""

    def __init__(self, capture: Capture, clock: Clock, private: zmq.Context[Any]) -> None:
        """Sockets of the `private` context are zmqplay's own and are not tapped."""
        self._capture = capture
        self._clock = clock
        self._private: list[object] = [private]
        self._by_handle: dict[int, TappedSocket] = {}
        self.sockets: list[TappedSocket] = []
        self.on_socket: Callable[[TappedSocket, Socket], None] = lambda _tapped, _socket: None
        """Called in the role's thread with each new socket."""
        self.linger_ms: Callable[[], int | None] = lambda: None
        """How long what is queued may take to leave a socket that closes without a LINGER of its own."""

    def install(self) -> None:
        """Patch `zmq.Socket`, and what `zmq.Poller` and `zmq.select` wait in, for good."""
        collector = zmq.utils.garbage.gc  # pyzmq's thread that frees what was sent with copy=False, over a PULL
        if collector._context is None:
            collector.context = zmq.Context()
            self._private.append(collector.context)
        self._follow("__init__", self._made)
        for name, noted in NOTED.items():
            self._follow(name, partial(self._note, noted))
        for name in TAPPED:
            self._dispatch(name)
        self._follow_close()
        self._follow_poll()

    def of(self, socket: Socket) -> TappedSocket | None:
        """What is known of a socket, or of the one that it shadows; None if it is not tapped."""
        return self._by_handle.get(socket.underlying)

    def subscribe(self, topic: bytes, on: bool) -> bool:
        """Subscribe each SUB to a topic, or unsubscribe it; in the role's thread. Whether there is one.

        It is noted, and so reported, only when it has left for the publishers.
        """
        option, sockets = zmq.SUBSCRIBE if on else zmq.UNSUBSCRIBE, self._open(("SUB",))
        for socket in sockets:
            zmq.backend.Socket.set(socket, option, topic)
            pass_on(socket.context)
            self._note(TappedSocket.option_set, socket, option, topic)
        return bool(sockets)

    def set_option(self, name: str, value: int | bytes) -> None:
        """Set an option on each socket that takes it; in the role's thread."""
        for socket in self._open():
            with suppress(zmq.ZMQError):
                socket.setsockopt(getattr(zmq, name), value)

    def _open(self, types: tuple[str, ...] = ()) -> list[Socket]:
        """The open sockets of these types, or all."""
        tapped = [tapped for tapped in self.sockets if not tapped.facts.closed]
        found = [each.calls.socket() for each in tapped if not types or each.facts.type in types]
        return [socket for socket in found if socket is not None]

    def close_sockets(self) -> None:
        """Close what the role has left open."""
        for tapped in list(self._by_handle.values()):
            if socket := tapped.calls.socket():
                socket.close()

    def _follow(self, name: str, then: Callable[..., None]) -> None:
        """Let a method be followed by a note of what it did."""
        original = getattr(zmq.Socket, name)

        @wraps(original)
        def call(socket: Socket, *args: Any, **kwargs: Any) -> Any:
            result = original(socket, *args, **kwargs)
            then(socket, *args, **kwargs)
            return result

        setattr(zmq.Socket, name, call)

    def _dispatch(self, name: str) -> None:
        """Bring calls of the class's own method, from a subclass or unbound, to the socket's tapped one."""
        original = getattr(zmq.Socket, name)
        multipart = name.endswith("multipart")  # it calls the subclass's own send or recv, and that is counted

        @wraps(original)
        def call(socket: Socket, *args: Any, **kwargs: Any) -> Any:
            tapped = self.of(socket)
            if tapped is None or (multipart and _overrides(socket)):
                return original(socket, *args, **kwargs)
            return getattr(tapped.calls, name)(*args, **kwargs)

        setattr(zmq.Socket, name, call)

    def _follow_close(self) -> None:
        original = zmq.Socket.close

        @wraps(original)
        def close(socket: Socket, linger: int | None = None) -> None:
            handle = socket.underlying
            tapped = self._by_handle.get(handle)
            if linger is None and tapped is not None and "LINGER" not in tapped.facts.options:
                linger = self.linger_ms()
            original(socket, linger)
            self._by_handle.pop(handle, None)
            if tapped is not None:
                tapped.calls.detach()
                tapped.learn(closed=True)
            for name in (*TAPPED, "get", "getsockopt"):
                socket.__dict__.pop(name, None)

        setattr(zmq.Socket, "close", close)  # noqa: B010  # that is what a tap is

    def _follow_poll(self) -> None:
        names = vars(zmq.sugar.poll)
        original, clock, capture = names["zmq_poll"], self._clock, self._capture

        @wraps(original)
        def zmq_poll(sockets: list[tuple[Any, int]], timeout: int = -1) -> Any:
            if not capture.open:
                return original(sockets, timeout)
            clock.wait()
            try:
                return original(sockets, timeout)
            finally:
                clock.resume()

        names["zmq_poll"] = zmq_poll

    def _note(self, noted: Note, socket: Socket, *args: Any, **kwargs: Any) -> None:
        if tapped := self.of(socket):
            noted(tapped, socket, *args, **kwargs)

    def _made(self, socket: Socket, *_args: Any, **_kwargs: Any) -> None:
        if any(socket.context is private for private in self._private):
            return
        if "type" not in socket.__dict__:  # pyzmq could not learn its type
            return
        tapped = self.of(socket)
        if tapped is None:
            tapped = TappedSocket(len(self.sockets), socket, self._capture, self._clock)
            self._by_handle[socket.underlying] = tapped
            self.sockets.append(tapped)
            if len(self.sockets) == 1:  # what the role does before it uses a socket is booked there too
                self._clock.begin_with(tapped.calls.times)
            self.on_socket(tapped, socket)
        if _is_async(socket):  # its shadow, made next, does the work
            return
        known = tapped.calls.socket()
        if known is None or _is_async(known):
            tapped.calls.attach(socket)
        if not _overrides(socket):
            socket.__dict__.update({name: getattr(tapped.calls, name) for name in TAPPED})


def _is_async(socket: Socket) -> bool:
    """It is of zmq.asyncio: its calls return futures."""
    return hasattr(type(socket), "_recv_futures")


def _overrides(socket: Socket) -> bool:
    """Its class has a send or recv of its own."""
    return any(getattr(type(socket), name) is not getattr(zmq.Socket, name) for name in TAPPED)
