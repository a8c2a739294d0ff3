"""The sending calls of one tapped socket; `calls.py` explains why they are closures."""

from __future__ import annotations

from time import monotonic_ns
from typing import TYPE_CHECKING, Any

import zmq

from .direction import Methods, closed, flat
from .pyzmq_private import CSocket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .direction import Direction

SNDMORE, NOBLOCK = int(zmq.SNDMORE), int(zmq.NOBLOCK)
WHOLE = 0, zmq.NOBLOCK
"""Flags of a send that ends its message."""
PART = zmq.SNDMORE, zmq.SNDMORE | zmq.NOBLOCK
"""Flags of a send whose message continues. A tuple look-up takes 20 ns; `&` of pyzmq's flags 600, their truth 100."""
_pyzmq_send = zmq.Socket.send
_pyzmq_send_multipart = zmq.Socket.send_multipart


# long: the closures share their counts as plain variables, which no attribute is as quick as
def sends(raw: CSocket, direction: Direction, socket: Callable[[], zmq.Socket[Any]]) -> Methods:
    """The calls; `raw` is a shadow of the socket, `socket` returns the whole socket, for the rare calls."""
    messages = size = 0
    begun: list[bytes | memoryview] = []  # the frames of a message that is sent frame by frame
    c_send, c_send_uncopied = raw.send, CSocket.send  # uncopied sends need the whole socket's copy_threshold
    capture, keys = direction.capture, direction.keys
    chooses = capture.chooses

    def send(
        data: Any,
        flags: int = 0,
        copy: bool = True,
        track: bool = False,
        routing_id: int | None = None,
        group: str | None = None,
    ) -> Any:
        nonlocal messages, size
        if data.__class__ is not bytes or routing_id is not None or group is not None:
            return send_with_care(data, flags, copy, track, routing_id, group)
        if capture.open and (not capture.full or (flags in WHOLE and chooses(data))):  # a message by its last frame
            return send_with_care(data, flags, copy, track, routing_id, group)
        result = c_send(data, flags) if copy else c_send_uncopied(socket(), data, flags, copy, track)
        if begun or flags not in WHOLE:
            if flags in PART:
                begun.append(data)
            else:
                part_sent(data, flags)
            return result
        messages += 1
        size += len(data)
        if keys is not None:
            keys.add(data, len(data))
        if capture.open and not capture.full:
            direction.show_late(messages, size, [data])
        return result

    def part_sent(data: bytes | memoryview, flags: int, time_ns: int = 0) -> None:
        """Take one sent frame; without SNDMORE it ends its message: count it, and sample it if there is room."""
        if flags != 0 and int(flags) & SNDMORE:
            begun.append(data)
            return
        frames = [*begun, data]
        begun.clear()  # before all else: the handler of a signal may send meanwhile
        count(frames)
        if time_ns:
            direction.show(messages, size, time_ns, frames)
        elif capture.open and not capture.full:
            direction.show_late(messages, size, frames)

    def send_with_care(data: Any, flags: int, copy: bool, track: bool, routing_id: Any, group: Any) -> Any:
        plain = data.__class__ is bytes and routing_id is None and group is None
        frame = data.buffer if isinstance(data, zmq.Frame) else data
        chosen = capture.full and capture.open
        watched = capture.open and not chosen
        time_ns = direction.begin() if watched else monotonic_ns() if chosen else 0
        try:
            if not plain:
                result = _pyzmq_send(socket(), data, flags, copy, track, routing_id, group)
            elif copy:
                result = c_send(data, flags)
            else:
                result = c_send_uncopied(socket(), data, flags, copy, track)
        finally:
            if watched:
                direction.end()
        if not plain:
            may_change = flags not in WHOLE and frame is data  # by the caller, until the last part is sent
            frame = bytes(flat(frame)) if may_change else flat(frame)
            if chosen and (flags in PART or not chooses(frame)):
                time_ns = 0
        part_sent(frame, flags, time_ns)
        return result

    def send_multipart(msg_parts: Any, flags: int = 0, copy: bool = True, track: bool = False, **kwargs: Any) -> Any:
        if msg_parts.__class__ is not list or not msg_parts or begun or not copy or kwargs or flags not in WHOLE:
            return _pyzmq_send_multipart(socket(), msg_parts, flags, copy, track, **kwargs)
        for part in msg_parts:
            if part.__class__ is not bytes:
                return _pyzmq_send_multipart(socket(), msg_parts, flags, copy, track)
        full = capture.full
        watched = capture.open and not full
        chosen = full and capture.open and chooses(msg_parts[-1])
        time_ns = direction.begin() if watched else monotonic_ns() if chosen else 0
        try:
            if len(msg_parts) > 1:
                more = SNDMORE if flags == 0 else SNDMORE | NOBLOCK
                for part in msg_parts[:-1]:
                    c_send(part, more)
            c_send(msg_parts[-1], flags)
        finally:
            if watched:
                direction.end()
        count(msg_parts)
        if time_ns:
            direction.show(messages, size, time_ns, msg_parts)
        elif capture.open and not capture.full:
            direction.show_late(messages, size, msg_parts)
        return None

    def count(frames: Sequence[bytes | memoryview]) -> None:
        nonlocal messages, size
        length = 0
        for frame in frames:
            length += len(frame)
        messages += 1
        size += length
        if keys is not None:
            first = frames[0]
            keys.add(first if first.__class__ is bytes else bytes(first), length)

    def close() -> None:
        nonlocal c_send, c_send_uncopied
        c_send = c_send_uncopied = closed

    return Methods(send, send_multipart, lambda: (messages, size), close)
