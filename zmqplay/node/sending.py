"""The sending calls of one tapped socket. Why they are closures stands in `calls.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import zmq
from zmq.backend import Socket as CSocket

from zmqplay.node.line import Line, Methods, closed, flat
from zmqplay.wire import Tally

SNDMORE = int(zmq.SNDMORE)
WHOLE = 0, int(zmq.NOBLOCK)
"""Flags of a send that leaves nothing of its message to a later one."""
_pyzmq_send = zmq.Socket.send
_pyzmq_send_multipart = zmq.Socket.send_multipart


def sends(raw: CSocket, line: Line, socket: Callable[[], zmq.Socket[Any]]) -> Methods:
    """`raw` shadows the socket; `socket` gives the whole one, for the rare calls."""
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
            line.show_late(messages, size, [data])
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
        begun.append(bytes(flat(frame)) if more and frame is data else flat(frame))  # else the caller may change it
        if not more:
            count(begun)
            if watched:
                line.show(messages, size, time_ns, begun)
            elif capture.open:
                line.show_late(messages, size, begun)
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
            line.show(messages, size, time_ns, msg_parts)
        elif capture.open:
            line.show_late(messages, size, msg_parts)
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
        c_send = closed

    return Methods(send, send_multipart, closed, lambda: Tally(messages, size), close)
