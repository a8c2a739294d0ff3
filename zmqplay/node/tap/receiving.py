"""The receiving calls of one tapped socket; `calls.py` explains why they are closures."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import zmq

from .direction import Methods, closed, flat

if TYPE_CHECKING:
    from collections.abc import Callable

    from .direction import Direction
    from .pyzmq_private import CSocket

RCVMORE = int(zmq.RCVMORE)
WARY = 64
"""The first WARY single-frame `recv`s of a socket check whether more frames follow; later ones do not."""


# long: the closures share their counts as plain variables, which no attribute is as quick as
def receives(raw: CSocket, direction: Direction, by_hand: Callable[[Methods], None], wary: float = WARY) -> Methods:
    """The calls; `raw` is a shadow of the socket; `by_hand` is called once, when a frame is first taken alone.

    `wary` counts down to 0; it is infinite from the first frame that is taken alone, and then every frame is checked.
    """
    messages = size = 0
    begun: list[Any] = []  # the frames of a message that is received frame by frame
    more = False  # whether another frame follows the last one received
    c_recv, c_get = raw.recv, raw.get
    c_recv_into = getattr(raw, "recv_into", closed)  # since pyzmq 26.4
    capture, keys = direction.capture, direction.keys
    chooses = capture.chooses

    def recv(flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        nonlocal messages, size
        if wary or not copy or (capture.open and not capture.full):
            return recv_with_care(flags, copy, track)
        data = c_recv(flags)
        messages += 1
        size += len(data)
        if keys is not None:
            keys.add(data, len(data))
        if capture.open and (not capture.full or chooses(data)):
            direction.show_late(messages, size, [data])
        return data

    def recv_by_hand(flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        """`recv_with_care` without sampling; 10 % faster."""
        nonlocal more
        if capture.open or not copy:
            return recv_with_care(flags, copy, track)
        frame: Any = c_recv(flags, False)
        data = frame.bytes
        more = frame.more
        if more:
            begun.append(data)
        else:
            finish([*begun, data], direction.end() if capture.open and not capture.full else 0)
        return data

    def recv_with_care(flags: int = 0, copy: bool = True, track: bool = False) -> Any:
        nonlocal messages, size, wary, more
        watched = capture.open and not capture.full
        if watched:
            direction.begin()
        try:
            frame: Any = c_recv(flags, False, track and not copy)
        finally:
            time_ns = direction.end() if watched else 0
        more = frame.more
        if copy:
            frame = frame.bytes
        if more:
            begun.append(frame)
            if wary != inf:
                wary = inf
                by_hand(methods)
            return frame
        if wary:
            wary -= 1
        if begun:
            finish([*begun, frame], time_ns)
        elif watched or capture.open or keys is not None:
            finish([frame], time_ns)
        else:
            messages += 1
            size += len(frame)
        return frame

    def recv_multipart(flags: int = 0, copy: bool = True, track: bool = False) -> list[Any]:
        nonlocal more
        watched = capture.open and not capture.full
        if watched:
            direction.begin()
        try:
            frame = c_recv(flags, False, track)
            parts = [frame.bytes if copy else frame]
            while frame.more:
                frame = c_recv(flags, False, track)
                parts.append(frame.bytes if copy else frame)
        finally:
            time_ns = direction.end() if watched else 0
        more = False
        finish(begun + parts if begun else parts, time_ns)
        return parts

    def recv_into(buffer: Any, /, *, nbytes: int = 0, flags: int = 0) -> int:
        nonlocal wary, more
        watched = capture.open and not capture.full
        if watched:
            direction.begin()
        try:
            length: int = c_recv_into(buffer, nbytes=nbytes, flags=flags)
        finally:
            time_ns = direction.end() if watched else 0
        frame = bytes(flat(buffer)[: min(length, nbytes or length)])
        more = bool(c_get(RCVMORE))
        if more:
            wary = inf
            begun.append(frame)
        else:
            wary = max(0, wary - 1)
            finish([*begun, frame], time_ns)
        return length

    def get(option: int) -> Any:
        """Answer RCVMORE from the last frame; asking libzmq takes 700 ns."""
        if option == RCVMORE:
            return 1 if more else 0
        return c_get(option)

    def finish(frames: list[Any], time_ns: int) -> None:
        """Count one message; sample it if there is room."""
        nonlocal messages, size
        if begun:
            begun.clear()  # before all else: the handler of a signal may receive meanwhile
        length = 0
        for frame in frames:
            length += len(frame)
        messages += 1
        size += length
        if keys is not None:
            first = frames[0]
            keys.add(first if first.__class__ is bytes else bytes(_view(first)), length)
        if time_ns:
            direction.show(messages, size, time_ns, [_view(frame) for frame in frames])
        elif capture.open and (not capture.full or chooses(_view(frames[-1]))):
            direction.show_late(messages, size, [_view(frame) for frame in frames])

    def close() -> None:
        nonlocal c_recv, c_recv_into, c_get
        c_recv = c_recv_into = c_get = closed

    methods = Methods(recv, recv_multipart, lambda: (messages, size), close, recv_into, recv_by_hand, get)
    return methods


def _view(frame: Any) -> bytes | memoryview:
    return flat(frame.buffer) if isinstance(frame, zmq.Frame) else frame
