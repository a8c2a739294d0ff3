"""What is known of one tapped socket: its calls with their counts, and its facts."""

from __future__ import annotations

from typing import Any

import msgspec
import zmq

from zmqplay.node.tap.calls import Calls
from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import Clock
from zmqplay.wire import SocketFacts

HAVE_ROUTING_ID = ("REQ", "DEALER", "ROUTER", "REP")

Socket = zmq.Socket[Any]


class TappedSocket:
    """Notes what each call on the socket changed, after it has succeeded."""

    def __init__(self, number: int, socket: Socket, capture: Capture, clock: Clock) -> None:
        self.number = number
        self._page = capture.page
        self.facts = SocketFacts(socket.__dict__["type"].name)
        self.calls = Calls(number, self.facts.type, socket, capture, clock)

    def learn(self, **changes: Any) -> None:
        """Replace some of the facts."""
        self.facts = msgspec.structs.replace(self.facts, **changes)

    def bound(self, socket: Socket, *_args: object, **_kwargs: object) -> None:
        """Its `bind` has returned."""
        self._page.count_bound()
        self.learn(bound=(*self.facts.bound, _text(socket.last_endpoint).rstrip("\0")))

    def unbound(self, _socket: Socket, addr: str | bytes) -> None:
        """Its `unbind` has returned."""
        self.learn(bound=tuple(known for known in self.facts.bound if known != _text(addr)))

    def connected(self, socket: Socket, addr: str | bytes) -> None:
        """Its `connect` has returned."""
        routing_id = socket.get(zmq.ROUTING_ID) if self.facts.type in HAVE_ROUTING_ID else b""
        self.learn(connected=(*self.facts.connected, _text(addr)), routing_id=routing_id)

    def disconnected(self, _socket: Socket, addr: str | bytes) -> None:
        """Its `disconnect` has returned."""
        self.learn(connected=tuple(known for known in self.facts.connected if known != _text(addr)))

    def option_set(self, _socket: Socket, option: int, optval: Any) -> None:
        """An option of it was set."""
        if option in (zmq.SUBSCRIBE, zmq.UNSUBSCRIBE):
            self._subscribed(option == zmq.SUBSCRIBE, optval)
        elif isinstance(optval, int | bytes):
            name = zmq.SocketOption(option).name
            in_use = bool(self.facts.bound or self.facts.connected)
            late = dict.fromkeys((*self.facts.late_options, *[name] * in_use))
            value = int(optval) if isinstance(optval, bool) else optval
            self.learn(options={**self.facts.options, name: value}, late_options=tuple(late))

    def _subscribed(self, on: bool, topic: bytes) -> None:
        topics = list(self.facts.subscriptions)
        if on:
            topics.append(topic)
        elif topic in topics:
            topics.remove(topic)
        self.learn(subscriptions=tuple(topics))


def _text(address: object) -> str:
    return address.decode() if isinstance(address, bytes) else str(address)
