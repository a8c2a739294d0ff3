"""The sending calls of one tapped socket. Why they are closures stands in `calls.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import zmq
from zmq.backend import Socket as CSocket

from zmqplay.node.tap.direction import Line, Methods, closed, flat
from zmqplay.wire import Tally

SNDMORE, NOBLOCK = int(zmq.SNDMORE), int(zmq.NOBLOCK)
WHOLE = 0, zmq.NOBLOCK
"""Flags of a send that leaves nothing of its message to a later one."""
PART = zmq.SNDMORE, zmq.SNDMORE | zmq.NOBLOCK
"""Flags of a send that does. To look them up takes 20 ns; of pyzmq's own flags `&` takes 600, their truth 100."""
_pyzmq_send = zmq.Socket.send
_pyzmq_send_multipart = zmq.Socket.send_multipart


def sends(raw: CSocket, line: Line, socket: Callable[[], zmq.Socket[Any]]) -> Methods:
    """`raw` shadows the socket; `socket` gives the whole one, for the rare calls."""
    messages = size = 0
    begun: list[bytes | memoryview] = []  # the frames of a message that is sent frame by frame
    c_send, c_send_uncopied = raw.send, CSocket.send  # uncopied: the whole socket has the copy_threshold
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
        if capture.open or data.__class__ is not bytes or routing_id is not None or group is not None:
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
        if capture.open:
            line.show_late(messages, size, [data])
        return result

    def part_sent(data: bytes | memoryview, flags: int, time_ns: int = 0) -> None:
        """One frame of a message, the last one unless more follow; shown if somebody looks."""
        begun.append(data)
        if flags != 0 and int(flags) & SNDMORE:
            return
        count(begun)
        if time_ns:
            line.show(messages, size, time_ns, begun)
        elif capture.open:
            line.show_late(messages, size, begun)
        begun.clear()

    def send_with_care(data: Any, flags: int, copy: bool, track: bool, routing_id: Any, group: Any) -> Any:
        plain = data.__class__ is bytes and routing_id is None and group is None
        frame = data.buffer if isinstance(data, zmq.Frame) else data
        watched = capture.open
        time_ns = line.begin() if watched else 0
        try:
            if not plain:
                result = _pyzmq_send(socket(), data, flags, copy, track, routing_id, group)
            elif copy:
                result = c_send(data, flags)
            else:
                result = c_send_uncopied(socket(), data, flags, copy, track)
        finally:
            if watched:
                line.end()
        if not plain:
            lives_on = flags not in WHOLE and frame is data  # the caller may change it before the last part is sent
            frame = bytes(flat(frame)) if lives_on else flat(frame)
        part_sent(frame, flags, time_ns)
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
                more = SNDMORE if flags == 0 else SNDMORE | NOBLOCK
                for part in msg_parts[:-1]:
                    c_send(part, more)
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
            first = frames[0]
            keys.add(first if first.__class__ is bytes else bytes(first), length)

    def close() -> None:
        nonlocal c_send, c_send_uncopied
        c_send = c_send_uncopied = closed

    return Methods(send, send_multipart, lambda: Tally(messages, size), close)
