"""The tools of a script that runs tapped and untapped: sockets, and a log of what each call did."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any, cast

import zmq

Socket = zmq.Socket[Any]
TIMEOUT_MS = 5_000


class Play:
    """One script's sockets and log. Two runs have equal logs if the script can see no difference."""

    def __init__(self) -> None:
        self.context: zmq.Context[Socket] = zmq.Context()
        self.log: list[str] = []
        self._addresses = 0

    def socket(self, kind: int, **options: object) -> Socket:
        """A socket whose calls never wait forever."""
        socket = self.context.socket(kind)
        socket.rcvtimeo = socket.sndtimeo = TIMEOUT_MS
        for name, value in options.items():
            setattr(socket, name, value)
        return socket

    def pair(self, one: int, other: int, **options: object) -> tuple[Socket, Socket]:
        """Two sockets, connected over inproc; a subscriber has subscribed to everything."""
        first, second = self.socket(one, **options), self.socket(other, **options)
        self._addresses += 1
        first.bind(f"inproc://{self._addresses}")
        if other == zmq.SUB:
            second.subscribe(b"")
        second.connect(f"inproc://{self._addresses}")
        return first, second

    def endpoint(self, socket: Socket) -> str:
        """The address to which it was last bound."""
        return cast(bytes, socket.last_endpoint).decode()

    def call(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Call, and log the returned value or the exception."""
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            name = type(error).__qualname__
            text = re.sub("0x[0-9a-f]+", "0x…", str(error))
            self.log.append(f"{name} {getattr(error, 'errno', '')} {text} {error.__cause__!r}")
            return None
        self.note(result)
        return result

    def note(self, *values: object) -> None:
        """Log something else that the script can see."""
        self.log.append(", ".join(map(described, values)))

    def drain(self, socket: Socket) -> None:
        """Log all messages that have arrived."""
        while socket.poll(0):
            self.note(socket.recv_multipart())

    def played(self, script: Callable[[Play], object]) -> object:
        """Run the script to its end, with its warnings logged and its sockets closed."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = script(self)
            self.context.destroy(linger=0)
        self.log += [f"{warning.category.__name__} {str(warning.message)[:24]}" for warning in caught]
        return result


def described(value: object) -> str:
    """The value as text, without details that differ from run to run."""
    if isinstance(value, zmq.Frame):
        return f"Frame({value.bytes!r}, more={value.more}, tracker={described(value.tracker)})"
    if isinstance(value, zmq.MessageTracker):
        return f"{type(value).__name__}(finished={value is zmq._FINISHED_TRACKER})"
    if isinstance(value, zmq.Socket):
        return f"{type(value).__qualname__}({value._type_name}, closed={value.closed})"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({', '.join(map(described, value))})"
    return f"{value!r}"
