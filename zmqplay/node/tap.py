"""Tapped sockets: they count every message and show some, and behave as if they were not tapped.

`install` patches `zmq.Socket` once, before the role or script starts; each socket that is made afterwards gets its
own `send`, `recv`, `send_multipart`, `recv_multipart` and `recv_into` (see `calls.py`), in front of the methods of
its class. Everything else of its class tree stays. A socket class that overrides one of these methods keeps its own,
and is counted where that calls the original. Sockets of zmq.asyncio do their work through a plain shadow socket, and
are counted there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import zmq
import zmq.sugar.poll

from zmqplay.node.calls import Calls
from zmqplay.node.capture import Capture
from zmqplay.node.clock import Clock
from zmqplay.wire import SocketFacts

TAPPED = ("send", "recv", "send_multipart", "recv_multipart", "recv_into")

HAVE_ROUTING_ID = ("REQ", "DEALER", "ROUTER", "REP")

Socket = zmq.Socket[Any]


class TappedSocket:
    """What is known of one socket: its facts and its counts."""

    def __init__(self, number: int, socket: Socket, capture: Capture, clock: Clock) -> None:
        self.number = number
        self.facts = SocketFacts(socket.__dict__["type"].name)
        self.calls = Calls(number, self.facts.type, socket, capture, clock)

    def learn(self, **changes: Any) -> None:
        """Replace some of the facts."""
        self.facts = SocketFacts(**{name: getattr(self.facts, name) for name in self.facts.__struct_fields__} | changes)


class Tap:
    """All tapped sockets of this process."""

    def __init__(self, capture: Capture, clock: Clock, private: zmq.Context[Any]) -> None:
        """Sockets of the `private` context are zmqplay's own and are not tapped."""
        self._capture = capture
        self._clock = clock
        self._private = private
        self._by_handle: dict[int, TappedSocket] = {}
        self.sockets: list[TappedSocket] = []
        self.on_socket: Callable[[TappedSocket, Socket], None] = lambda _tapped, _socket: None
        """Called in the role's thread with each new socket."""

    def install(self) -> None:
        """Patch `zmq.Socket`, and what `zmq.Poller` and `zmq.select` wait in, for good."""
        self._follow("__init__", self._made)
        self._follow("bind", self._bound)
        self._follow("unbind", self._unbound)
        self._follow("connect", self._connected)
        self._follow("disconnect", self._disconnected)
        for name in ("set", "setsockopt"):
            self._follow(name, self._option_set)
        for name in TAPPED:
            self._dispatch(name)
        self._follow_close()
        self._follow_poll()

    def of(self, socket: Socket) -> TappedSocket | None:
        """What is known of a socket, or of the one that it shadows; None if it is not tapped."""
        return self._by_handle.get(socket.underlying)

    def close_sockets(self, linger_ms: int) -> None:
        """Close what the role has left open."""
        for tapped in list(self._by_handle.values()):
            if socket := tapped.calls.socket():
                socket.close(linger_ms)

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
            original(socket, linger)
            tapped = self._by_handle.pop(handle, None)
            if tapped is not None:
                tapped.calls.detach()
                tapped.learn(closed=True)
            for name in TAPPED:
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

    def _made(self, socket: Socket, *_args: Any, **_kwargs: Any) -> None:
        if socket.context is self._private or "type" not in socket.__dict__:  # pyzmq could not learn its type
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

    def _bound(self, socket: Socket, *_args: object, **_kwargs: object) -> None:
        if tapped := self.of(socket):
            tapped.learn(bound=(*tapped.facts.bound, _text(socket.last_endpoint).rstrip("\0")))

    def _unbound(self, socket: Socket, addr: str | bytes) -> None:
        if tapped := self.of(socket):
            tapped.learn(bound=tuple(known for known in tapped.facts.bound if known != _text(addr)))

    def _connected(self, socket: Socket, addr: str | bytes) -> None:
        if tapped := self.of(socket):
            routing_id = socket.get(zmq.ROUTING_ID) if tapped.facts.type in HAVE_ROUTING_ID else b""
            tapped.learn(connected=(*tapped.facts.connected, _text(addr)), routing_id=routing_id)

    def _disconnected(self, socket: Socket, addr: str | bytes) -> None:
        if tapped := self.of(socket):
            tapped.learn(connected=tuple(known for known in tapped.facts.connected if known != _text(addr)))

    def _option_set(self, socket: Socket, option: int, optval: Any) -> None:
        tapped = self.of(socket)
        if tapped is None or option not in (zmq.SUBSCRIBE, zmq.UNSUBSCRIBE):
            return
        topics = list(tapped.facts.subscriptions)
        if option == zmq.SUBSCRIBE:
            topics.append(optval)
        elif optval in topics:
            topics.remove(optval)
        tapped.learn(subscriptions=tuple(topics))


def _is_async(socket: Socket) -> bool:
    """It is of zmq.asyncio: its calls return futures."""
    return hasattr(type(socket), "_recv_futures")


def _overrides(socket: Socket) -> bool:
    """Its class has a send or recv of its own."""
    return any(getattr(type(socket), name) is not getattr(zmq.Socket, name) for name in TAPPED)


def _text(address: object) -> str:
    return address.decode() if isinstance(address, bytes) else str(address)
