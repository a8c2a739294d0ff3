"""The calls of one tapped socket: closures over libzmq's methods that count, and now and then look closely.

They are closures, not methods of a class, because this is the hot path: plain variables instead of attributes, and
the method of the C class without pyzmq's Python layer around it. That makes a tapped `send_multipart` about twice as
fast as pyzmq's own; `send` costs what it saves, `recv` some 90 ns more. What is rare (Frames, `copy=False`,
`SNDMORE` by hand) takes a slower path with the same result.

Closures over a socket would keep it alive; these hold a shadow of it, and a weak reference for the rare calls.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from math import inf
from typing import Any, NamedTuple

import zmq
from zmq.backend import Socket as CSocket

from zmqplay.node.capture import Capture
from zmqplay.node.clock import BLOCKED, BUSY, IDLE, Clock
from zmqplay.node.tally import KEYED_WHEN_RECEIVED, KEYED_WHEN_SENT, Keys
from zmqplay.wire import Tally

SNDMORE = int(zmq.SNDMORE)
WHOLE = 0, int(zmq.NOBLOCK)
"""Flags of a send that leaves nothing of its message to a later one."""
WARY = 64
"""Messages of a socket whose single `recv` is asked each time whether more frames follow, before that is believed."""
_pyzmq_send = zmq.Socket.send
_pyzmq_send_multipart = zmq.Socket.send_multipart

Socket = zmq.Socket[Any]


def _closed(*_args: object, **_kwargs: object) -> Any:
    raise zmq.ZMQError(zmq.ENOTSOCK)


class Line:
    """One direction of a socket, as its closures see it."""

    def __init__(self, number: int, type_: str, sent: bool, capture: Capture, clock: Clock, times: list[int]) -> None:
        self._number = number
        self._type = type_
        self._sent = sent
        self._clock = clock
        self._times = times
        self.capture = capture
        keyed = KEYED_WHEN_SENT if sent else KEYED_WHEN_RECEIVED
        self.keys = Keys() if type_ in keyed else None

    def begin(self) -> int:
        """A call that may wait begins."""
        return self._clock.enter(BLOCKED if self._sent else IDLE, self._number, self._times)

    def end(self) -> int:
        """The call has returned or raised."""
        return self._clock.enter(BUSY, self._number, self._times)

    def show(self, message: int, time_ns: int, frames: Sequence[bytes | memoryview]) -> None:
        """Report one message."""
        self.capture.add(self._number, self._type, self._sent, message, time_ns, frames)

    def show_late(self, message: int, frames: Sequence[bytes | memoryview]) -> None:
        """Report a message whose call began when nobody looked, and returned when somebody did."""
        self.show(message, self.end(), frames)


class Methods(NamedTuple):
    """What a direction's closures are for."""

    one: Callable[..., Any]
    """`send` or `recv`."""
    multipart: Callable[..., Any]
    into: Callable[..., Any]
    """`recv_into`; nothing for the sending direction."""
    counts: Callable[[], Tally]
    close: Callable[[], None]
    """Raise ENOTSOCK from now on."""


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
        self._sends = _sends(raw, outgoing, self._whole)
        self._receives = _receives(raw, incoming)
        self.send, self.send_multipart = self._sends.one, self._sends.multipart
        self.recv, self.recv_multipart = self._receives.one, self._receives.multipart
        self.recv_into = self._receives.into
        for call in (self.send, self.send_multipart, self.recv_multipart):
            call.__qualname__ = f"Socket.{call.__name__}"  # Python names it when an argument is wrong
        for call in (self.recv, self.recv_into):
            call.__qualname__ = call.__name__
        self.sent, self.received = self._sends.counts, self._receives.counts

    def attach(self, socket: Socket) -> None:
        """Do the rare calls through this one (it may shadow the socket that was made first)."""
        self.socket = weakref.ref(socket)

    def detach(self) -> None:
        """The socket closes: whoever kept one of the methods gets ENOTSOCK, as from pyzmq."""
        self._sends.close()
        self._receives.close()

    def _whole(self) -> Socket:
        return self.socket() or _closed()


def _sends(raw: CSocket, line: Line, socket: Callable[[], Socket]) -> Methods:
    messages = size = 0
    begun: list[bytes | memoryview] = []  # the frames of a message that is sent frame by frame
    c_send = raw.send
    capture, keys = line.capture, line.keys

    def send(
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        nonlocal messages, size
        plain = copy and data.__class__ is bytes and routing_id is None and group is None
        if capture.open or flags or begun or not plain:
            return send_with_care(data, flags, copy, track, routing_id, group)
        c_send(data, flags)
        messages += 1
        size += len(data)
        if keys is not None:
            keys.add(data, len(data))
        if capture.open:
            line.show_late(messages, [data])
        return None

    def send_with_care(data: Any, flags: int, copy: bool, track: bool, routing_id: Any, group: Any) -> Any:
        watched = capture.open
        frame = data.buffer if isinstance(data, zmq.Frame) else data
        time_ns = line.begin() if watched else 0
        try:
            if data.__class__ is bytes and copy and routing_id is None and group is None:
                result = c_send(data, flags)
            else:
                result = _pyzmq_send(socket(), data, flags, copy, track, routing_id, group)
        finally:
            if watched:
                line.end()
        more = int(flags) & SNDMORE
        begun.append(bytes(_flat(frame)) if more and frame is data else _flat(frame))  # else the caller may change it
        if not more:
            count(begun)
            if watched:
                line.show(messages, time_ns, begun)
            elif capture.open:
                line.show_late(messages, begun)
            begun.clear()
        return result

    def send_multipart(msg_parts: Any, flags: int = 0, copy: bool = True, track: bool = False, **kwargs: Any) -> Any:
        if msg_parts.__class__ is not list or not msg_parts or begun or not copy or kwargs or flags not in WHOLE:
            return _pyzmq_send_multipart(socket(), msg_parts, flags, copy, track, **kwargs)
        for part in msg_parts:
            if part.__class__ is not bytes:
                return _pyzmq_send_multipart(socket(), msg_parts, flags, copy, track)
        watched = capture.open
        time_ns = line.begin() if watched else 0
        try:
            if len(msg_parts) > 1:
                flags = int(flags)
                for part in msg_parts[:-1]:
                    c_send(part, flags | SNDMORE)
            c_send(msg_parts[-1], flags)
        finally:
            if watched:
                line.end()
        count(msg_parts)
        if watched:
            line.show(messages, time_ns, msg_parts)
        elif capture.open:
            line.show_late(messages, msg_parts)
        return None

    def count(frames: Sequence[bytes | memoryview]) -> None:
        nonlocal messages, size
        length = 0
        for frame in frames:
            length += len(frame)
        messages += 1
        size += length
        if keys is not None:
            keys.add(bytes(frames[0]), length)

    def close() -> None:
        nonlocal c_send
        c_send = _closed

    return Methods(send, send_multipart, _closed, lambda: Tally(messages, size), close)


def _receives(raw: CSocket, line: Line) -> Methods:
    messages = size = 0
    begun: list[Any] = []  # the frames of a message that is received frame by frame
    wary: float = WARY  # for ever, once a part of a message was taken alone: then each frame is asked for more
    c_recv, c_recv_into = raw.recv, raw.recv_into
    capture, keys = line.capture, line.keys

    def recv(flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        nonlocal messages, size
        if capture.open or wary or not copy:
            return recv_with_care(flags, copy, track)
        data = c_recv(flags)
        messages += 1
        size += len(data)
        if keys is not None:
            keys.add(data, len(data))
        if capture.open:
            line.show_late(messages, [data])
        return data

    def recv_with_care(flags: int, copy: bool, track: bool) -> Any:
        watched = capture.open
        if watched:
            line.begin()
        try:
            frame = c_recv(flags, False, track and not copy)
        finally:
            time_ns = line.end() if watched else 0
        take(frame.bytes if copy else frame, frame.more, time_ns)
        return frame.bytes if copy else frame

    def recv_multipart(flags: int = 0, copy: bool = True, track: bool = False) -> list[Any]:
        watched = capture.open
        if watched:
            line.begin()
        try:
            frame = c_recv(flags, False, track)
            frames = [frame]
            while frame.more:
                frame = c_recv(flags, False, track)
                frames.append(frame)
        finally:
            time_ns = line.end() if watched else 0
        parts = [frame.bytes for frame in frames] if copy else frames
        count(begun + parts if begun else parts)
        if watched or capture.open:
            line.show(messages, time_ns or line.end(), [_view(part) for part in (*begun, *parts)])
        begun.clear()
        return parts

    def recv_into(buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> int:
        watched = capture.open
        if watched:
            line.begin()
        try:
            length: int = c_recv_into(buffer, nbytes=nbytes, flags=flags)
        finally:
            time_ns = line.end() if watched else 0
        take(bytes(_flat(buffer)[: min(length, nbytes or length)]), bool(raw.get(zmq.RCVMORE)), time_ns)
        return length

    def take(frame: Any, more: bool, time_ns: int) -> None:
        """One frame of a message, the last one unless more follow; shown if somebody looks."""
        nonlocal wary
        wary = inf if more else max(0, wary - 1)
        begun.append(frame)
        if not more:
            count(begun)
            if time_ns or capture.open:
                line.show(messages, time_ns or line.end(), [_view(part) for part in begun])
            begun.clear()

    def count(frames: list[Any]) -> None:
        nonlocal messages, size
        length = 0
        for frame in frames:
            length += len(frame)
        messages += 1
        size += length
        if keys is not None:
            keys.add(bytes(_view(frames[0])), length)

    def close() -> None:
        nonlocal c_recv, c_recv_into
        c_recv = c_recv_into = _closed

    return Methods(recv, recv_multipart, recv_into, lambda: Tally(messages, size), close)


def _view(frame: Any) -> bytes | memoryview:
    return _flat(frame.buffer) if isinstance(frame, zmq.Frame) else frame


def _flat(data: Any) -> bytes | memoryview:
    view = memoryview(data)
    if not view.nbytes:
        return b""
    return view.cast("B") if view.c_contiguous else view.tobytes("A")
