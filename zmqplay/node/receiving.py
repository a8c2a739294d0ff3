"""The receiving calls of one tapped socket. Why they are closures stands in `calls.py`."""

from __future__ import annotations

from math import inf
from typing import Any

import zmq
from zmq.backend import Socket as CSocket

from zmqplay.node.line import Line, Methods, closed, flat
from zmqplay.wire import Tally

WARY = 64
"""Messages of a socket whose single `recv` is asked each time whether more frames follow, before that is believed."""


def receives(raw: CSocket, line: Line) -> Methods:
    """`raw` shadows the socket."""
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
            line.show_late(messages, size, [data])
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
            line.show(messages, size, time_ns or line.end(), [_view(part) for part in (*begun, *parts)])
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
        take(bytes(flat(buffer)[: min(length, nbytes or length)]), bool(raw.get(zmq.RCVMORE)), time_ns)
        return length

    def take(frame: Any, more: bool, time_ns: int) -> None:
        """One frame of a message, the last one unless more follow; shown if somebody looks."""
        nonlocal wary
        wary = inf if more else max(0, wary - 1)
        begun.append(frame)
        if not more:
            count(begun)
            if time_ns or capture.open:
                line.show(messages, size, time_ns or line.end(), [_view(part) for part in begun])
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
        c_recv = c_recv_into = closed

    return Methods(recv, recv_multipart, recv_into, lambda: Tally(messages, size), close)


def _view(frame: Any) -> bytes | memoryview:
    return flat(frame.buffer) if isinstance(frame, zmq.Frame) else frame
