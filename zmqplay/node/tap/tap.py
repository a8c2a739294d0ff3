"""Tapped sockets: they count every message and sample some, and behave as if they were not tapped.

While the tap is `installed`, each new socket gets its own `send`, `recv`, `send_multipart`, `recv_multipart` and
`recv_into` (see `calls.py`), in front of the methods of its class; the rest of the class stays. A socket class that
overrides one of these methods keeps its own, and is counted where its method calls the original. Sockets of zmq.asyncio
work through a plain socket, and are counted there. A proxy passes its messages on by these calls: `proxies.py`.
"""

from __future__ import annotations

import sys
import weakref
from _thread import RLock
from contextlib import contextmanager
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import zmq

from .patches import Patches
from .polling import counted_poll
from .pyzmq_private import POLL, TAPPED, is_async, made_for, misfit, overrides, poll_module, type_of
from .receiving import WARY
from .tapped import TappedSocket, take_off

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from .capture import Capture

    Socket = zmq.Socket[Any]
    Context = zmq.Context[Any]
    Note = Callable[..., None]

PUBLISHING = ("PUB", "XPUB")
NOTED: dict[str, Note] = {
    "bind": TappedSocket.bound,
    "unbind": TappedSocket.unbound,
    "connect": TappedSocket.connected,
    "disconnect": TappedSocket.disconnected,
    "set": TappedSocket.option_set,
    "setsockopt": TappedSocket.option_set,
}
"""The facts that are recorded after each of these methods."""


def _say(line: str) -> None:
    print(line, file=sys.stderr)


class Tap:
    """All tapped sockets of this process."""

    def __init__(
        self,
        capture: Capture,
        *,
        private: Context | None = None,
        linger_ms: Callable[[], int | None] = lambda: None,
        wary: int = WARY,
        say: Callable[[str], None] = _say,
    ) -> None:
        """`private` is a context for sockets that carry reports; these are not tapped.

        `linger_ms` limits how long queued messages may take to leave a closed socket without a LINGER of its own; None
        leaves that to libzmq. `say` is given the one line that tells why nothing is tapped. `wary`: see WARY.
        """
        self.capture = capture
        self._private = private
        self._linger_ms = linger_ms
        self._wary = wary
        self._say = say
        self._patches, self._numbering = Patches(), RLock()
        self._by_handle: dict[int, TappedSocket] = {}
        self._contexts: dict[int, weakref.ref[Context]] = {}
        """By libzmq's handle: the first object of each context in which a socket was made."""
        self.sockets: list[TappedSocket] = []
        """In the order in which they were made; a closed one keeps its place."""
        self._subscriptions: tuple[bytes, ...] = ()
        self.shadowed: set[int] = set()
        """Handles of sockets that are not tapped, and are used through a shadow, as zmq.asyncio does."""
        self.set_aside: dict[int, str] = {}
        """The open sockets that pyzmq made for itself, by libzmq's handle, each with its purpose. Not tapped."""

    @contextmanager
    def installed(self) -> Iterator[bool]:
        """Tap the sockets that are made within the block; afterwards pyzmq is as it was.

        Yields whether sockets are tapped: where pyzmq is not as expected, nothing is touched, and one line says why.
        """
        if reason := misfit():
            self._say(f"zmqplay: the sockets of this process are not watched: {reason}.")
            yield False
            return
        try:
            self._patch(self._patches)
            yield True
        finally:
            self.remove()

    def remove(self) -> None:
        """Leave pyzmq and the open sockets as they were, e.g. in a child process, whose counts nobody reads."""
        self._patches.undo()
        for tapped in list(self._by_handle.values()):
            tapped.take_off()

    def of(self, socket: Socket) -> TappedSocket | None:
        """The tapped socket behind a socket or its shadow; None if it is not tapped."""
        return self._by_handle.get(socket.underlying)

    def open_sockets(self, *types: str) -> list[Socket]:
        """The open sockets of these types; of all types if none is given."""
        tapped = [tapped for tapped in self.sockets if not tapped.facts.closed]
        found = [each.calls.socket() for each in tapped if not types or each.facts.type in types]
        return [socket for socket in found if socket is not None]

    def expect(self, subscriptions: Iterable[bytes]) -> None:
        """Let every socket that publishes count by these subscriptions what it cannot count by topic; see `Keys`."""
        self._subscriptions = tuple(subscriptions)
        for tapped in list(self.sockets):
            self._tell_subscriptions(tapped)

    def _tell_subscriptions(self, tapped: TappedSocket) -> None:
        if tapped.facts.type in PUBLISHING and tapped.calls.sent_by_key is not None:
            tapped.calls.sent_by_key.expect(self._subscriptions)

    def contexts(self, besides: int) -> list[Context]:
        """The open contexts in which the program has made sockets, besides the one with this handle of libzmq's."""
        found = [context() for handle, context in self._contexts.copy().items() if handle != besides]
        return [context for context in found if context is not None and not context.closed]

    def close_sockets(self, in_use: Container[int] = ()) -> None:
        """Close the sockets that the program has left open, except those with these numbers."""
        for socket in self.open_sockets():
            tapped = self.of(socket)
            if tapped is None or tapped.number not in in_use:
                socket.close()

    def _patch(self, patches: Patches) -> None:
        patches.put(zmq.Socket, "__init__", self._followed("__init__", self._made))
        for name, noted in NOTED.items():
            patches.put(zmq.Socket, name, self._followed(name, partial(self._note, noted)))
        for name in TAPPED:
            patches.put(zmq.Socket, name, self._dispatched(name))
        patches.put(zmq.Socket, "close", self._closing())
        patches.put(poll_module, POLL, counted_poll(vars(poll_module)[POLL], self.capture, self.of))
        self._watch_proxies(patches)

    def _watch_proxies(self, patches: Patches) -> None:
        from .proxies import watch_proxies  # late: a traced program loads this only for a proxy

        watch_proxies(patches, self.of)

    def _original(self, name: str) -> Any:
        """The method that is called first."""
        return getattr(zmq.Socket, name)

    def _followed(self, name: str, then: Callable[..., None]) -> Callable[..., Any]:
        """The method, followed by a record of what it did."""
        original = self._original(name)

        @wraps(original)
        def call(socket: Socket, *args: Any, **kwargs: Any) -> Any:
            result = original(socket, *args, **kwargs)
            then(socket, *args, **kwargs)
            return result

        return call

    def _dispatched(self, name: str) -> Callable[..., Any]:
        """The class's method, which passes unbound calls and calls from a subclass to the socket's tapped method."""
        original = getattr(zmq.Socket, name)
        multipart = name.endswith("multipart")  # pyzmq's method calls the subclass's send or recv, which are counted

        @wraps(original)
        def call(socket: Socket, *args: Any, **kwargs: Any) -> Any:
            tapped = self.of(socket)
            if tapped is None or (multipart and overrides(socket)):
                return original(socket, *args, **kwargs)
            return getattr(tapped.calls, name)(*args, **kwargs)

        return call

    def _closing(self) -> Callable[..., None]:
        original = zmq.Socket.close

        @wraps(original)
        def close(socket: Socket, linger: int | None = None) -> None:
            handle = socket.underlying
            # Before it is closed: afterwards another thread's new socket may have this handle.
            tapped = self._by_handle.pop(handle, None)
            self.set_aside.pop(handle, None)
            is_set = linger is not None or tapped is None or "LINGER" in tapped.facts.options
            try:
                original(socket, linger if is_set else self._linger_ms())
            except BaseException:  # it is still open
                self._by_handle.update({handle: tapped} if tapped is not None else {})
                raise
            if tapped is not None:
                tapped.calls.detach()
                tapped.closed(linger)
            take_off(socket)

        return close

    def _purpose(self) -> str:
        return made_for()

    def _note(self, noted: Note, socket: Socket, *args: Any, **kwargs: Any) -> None:
        tapped = self.of(socket)
        if tapped is not None:
            noted(tapped, socket, *args, **kwargs)

    def _made(self, socket: Socket, *_args: Any, **_kwargs: Any) -> None:
        handle, context = socket.underlying, socket.context
        if (context is not None and context is self._private) or handle in self.set_aside:
            return
        tapped = self._by_handle.get(handle)
        if tapped is None and context is None:  # a shadow
            self.shadowed.add(handle)
            return
        if tapped is None:
            if purpose := self._purpose():
                self.set_aside[handle] = purpose
            if purpose or not (socket_type := type_of(socket)):
                return
            tapped = self._begin(socket_type, socket)
        if is_async(socket):  # the shadow socket, made next, does the work
            return
        known = tapped.calls.socket()
        if known is None or is_async(known):
            tapped.calls.attach(socket)
        if not overrides(socket):
            tapped.put_on(socket)

    def _begin(self, socket_type: str, socket: Socket) -> TappedSocket:
        """Register a new socket. Time that its thread spent before having any socket is booked to it."""
        with self._numbering:  # two threads that make a socket at the same time must not get the same number
            tapped = TappedSocket(len(self.sockets), socket_type, socket, self.capture, self._wary)
            self.sockets.append(tapped)
        self._by_handle[socket.underlying] = tapped
        known = self._contexts.get(socket.context.underlying)
        if known is None or known() is None:
            self._contexts[socket.context.underlying] = weakref.ref(socket.context)
        self._tell_subscriptions(tapped)
        clock = self.capture.clocks.mine()
        if clock.socket < 0:
            clock.begin_with(tapped.number)
        self.capture.carrier.socket_made(tapped, socket)
        return tapped
