"""The loops of a proxy over tapped sockets: whole messages, from each socket to the other."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING, Any

import zmq

from .pyzmq_private import POLL, poll_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from .calls import Calls

    Socket = zmq.Socket[Any]
    Relay = Callable[["Side", "Side", list[bytes]], None]

NOBLOCK, POLLIN, POLLOUT, EVENTS = int(zmq.NOBLOCK), int(zmq.POLLIN), int(zmq.POLLOUT), int(zmq.EVENTS)
COUNTS_FRAMES = zmq.zmq_version_info() >= (4, 3, 5)
"""A steerable proxy counts frames as messages from that libzmq on."""
BURST = 1_000
"""Messages that one side may pass on before the other side has its turn; libzmq: proxy_burst_size."""


class Side:
    """One socket of a proxy: its tapped calls, and what it has passed."""

    def __init__(self, socket: Socket, calls: Calls) -> None:
        self.socket = socket
        self.type = int(socket.get(zmq.TYPE))
        self.receive, self.send = calls.recv_multipart, calls.send_multipart
        self.received, self.sent = [0, 0], [0, 0]
        """Messages and bytes, as a steerable proxy tells them."""
        self.awaits_room = False
        """A message waits here, since the other side had no room for it."""

    @property
    def has_room(self) -> bool:
        """Whether a message can be sent now."""
        return bool(int(self.socket.get(EVENTS)) & POLLOUT)


class Proxy:
    """Two sides, and what is done with each message that passes."""

    def __init__(self, frontend: Side, backend: Side, relay: Relay, burst: int = BURST) -> None:
        """`relay` is given the side that a message came from, the other side, and the frames."""
        self._routes = [(frontend, backend), (backend, frontend)]
        if frontend.socket is backend.socket:
            del self._routes[1]
        self._relay = relay
        self._burst = burst

    @property
    def awaited(self) -> list[tuple[Socket, int]]:
        """What to poll: each side for its next message, or the other side for room."""
        return [
            (sink.socket, POLLOUT) if source.awaits_room else (source.socket, POLLIN) for source, sink in self._routes
        ]

    def pass_on(self, ready: dict[Socket, int]) -> None:
        """Pass on what waits at the sides that were found ready, while the other side has room."""
        for source, sink in self._routes:
            if source.awaits_room:
                source.awaits_room = not ready.get(sink.socket, 0) & POLLOUT
            elif ready.get(source.socket, 0) & POLLIN:
                source.awaits_room = not sink.has_room
            else:
                continue
            if not source.awaits_room:
                self._empty(source, sink)

    def _empty(self, source: Side, sink: Side) -> None:
        """Pass on at most a burst of messages. As in C, a side that becomes full meanwhile is waited for."""
        receive, relay = source.receive, self._relay
        for _ in range(self._burst):
            try:
                frames = receive(NOBLOCK)
            except zmq.Again:
                return
            relay(source, sink, frames)


def forward(frontend: Side, backend: Side, capture: Side | None = None) -> int:
    """Do as zmq_proxy(3) does, until a context ends (ContextTerminated) or a socket is closed (ZMQError)."""
    proxy = Proxy(frontend, backend, _captured(capture))
    while True:
        proxy.pass_on(_wait(proxy.awaited))


def steer(frontend: Side, backend: Side, capture: Side | None = None, control: Side | None = None) -> int:
    """Do as zmq_proxy_steerable(3) does in the libzmq at hand; return 0 after TERMINATE."""
    if control is None:
        return forward(frontend, backend, capture)
    proxy = Proxy(frontend, backend, _counted(_captured(capture)))
    return (_steer if COUNTS_FRAMES else _steer_older)(proxy, control, lambda: _statistics(frontend, backend))


def _steer(proxy: Proxy, control: Side, statistics: Callable[[], list[bytes]]) -> int:
    """As libzmq 4.3.5 does: each command is answered, STATISTICS with eight frames and others with an empty one.

    Measured: after RESUME nothing is passed on until the next command, and PAUSE pauses nothing.
    """
    command = b""
    while command != b"TERMINATE":
        ready = _wait([*([] if command == b"RESUME" else proxy.awaited), (control.socket, POLLIN)])
        if control.socket in ready:
            for command in control.receive():
                control.send(statistics() if command == b"STATISTICS" else [b""])
        proxy.pass_on(ready)
    return 0


def _steer_older(proxy: Proxy, control: Side, statistics: Callable[[], list[bytes]]) -> int:
    """As libzmq 4.3.4 does: STATISTICS alone is answered, and PAUSE lasts until RESUME.

    It ends the process at an unknown command; such a one is passed over here.
    """
    command, is_paused = b"", False
    while command != b"TERMINATE":
        ready = _wait([*([] if is_paused else proxy.awaited), (control.socket, POLLIN)])
        for command in control.receive() if control.socket in ready else ():
            if command == b"STATISTICS":
                control.send(statistics())
            elif command in (b"PAUSE", b"RESUME"):
                is_paused = command == b"PAUSE"
        if not is_paused and command != b"TERMINATE":
            proxy.pass_on(ready)
    return 0


def monitored(frontend: Side, backend: Side, monitor: Side, prefix_in: bytes, prefix_out: bytes) -> int:
    """Do as `zmq.devices.monitored_queue` does: what passes goes to `monitor` too, behind the prefix of its side.

    Between two ROUTERs it exchanges the first two frames, so that the second routing id leads on.
    """
    swaps = frontend.type == backend.type == int(zmq.ROUTER)

    def relay(source: Side, sink: Side, frames: list[bytes]) -> None:
        if swaps:
            frames[:2] = frames[1::-1]
        sink.send(frames)
        monitor.send([prefix_in if source is frontend else prefix_out, *frames])

    proxy = Proxy(frontend, backend, relay, burst=1)
    while True:
        proxy.pass_on(_wait(proxy.awaited))


def _captured(capture: Side | None) -> Relay:
    """Send each message on, after a copy to the capture socket."""

    def relay(_source: Side, sink: Side, frames: list[bytes]) -> None:
        if capture is not None:
            capture.send(frames)
        sink.send(frames)

    return relay


def _counted(relay: Relay) -> Relay:
    """Count what passes, for the statistics of a steerable proxy."""

    def counted(source: Side, sink: Side, frames: list[bytes]) -> None:
        relay(source, sink, frames)
        for tally in source.received, sink.sent:
            tally[0] += len(frames) if COUNTS_FRAMES else 1
            tally[1] += sum(map(len, frames))

    return counted


def _statistics(frontend: Side, backend: Side) -> list[bytes]:
    """Messages and bytes that each side has received and sent."""
    return [
        pack("=Q", count) for side in (frontend, backend) for tally in (side.received, side.sent) for count in tally
    ]


def _wait(awaited: list[tuple[Socket, int]]) -> dict[Socket, int]:
    """Poll without an end, by the name under which a role's own polls are booked as idle."""
    ready: dict[Socket, int] = {}
    for socket, events in vars(poll_module)[POLL](awaited, -1):
        ready[socket] = ready.get(socket, 0) | events
    return ready
