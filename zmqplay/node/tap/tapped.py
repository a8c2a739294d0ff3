"""One tapped socket: its calls with their counts, and its facts."""

from __future__ import annotations

import weakref
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import zmq

from .calls import Calls
from .pyzmq_private import TAPPED, option_name

if TYPE_CHECKING:
    from .capture import Capture

    Socket = zmq.Socket[Any]

HAVE_ROUTING_ID = ("REQ", "DEALER", "ROUTER", "REP")
KEYS = ("CURVE_PUBLICKEY", "CURVE_SECRETKEY", "CURVE_SERVERKEY")
RAW_KEY_BYTES = 32
SECRETS = ("CURVE_SECRETKEY", "PLAIN_PASSWORD", "SOCKS_PASSWORD", "WSS_KEY_PEM")
HIDDEN = b"hidden"
"""Stands for the value of a secret option, which never leaves its process."""
REPLACED = (*TAPPED, "get", "getsockopt")
"""The methods that a tapped socket may have in front of its class's methods."""


if TYPE_CHECKING:
    from typing import Tuple

    Values = Tuple[Any, ...]
else:
    Values = tuple


def _field(place: int) -> Any:
    return property(itemgetter(place))


class Facts(Values):
    """The facts about a socket besides its counts; replaced, never changed. The fields of `wire.SocketFacts`.

    No NamedTuple, which takes a traced program half a millisecond to define.
    """

    __slots__ = ()

    type: str = _field(0)
    bound: tuple[str, ...] = _field(1)
    connected: tuple[str, ...] = _field(2)
    routing_id: bytes = _field(3)
    subscriptions: tuple[bytes, ...] = _field(4)
    closed: bool = _field(5)
    options: dict[str, int | bytes] = _field(6)
    """The options that were set on the socket, by libzmq's name; of a secret only that it was set."""
    late_options: tuple[str, ...] = _field(7)
    """The options that were set after a bind or connect, and so count only from the next bind or connect on."""
    public_key: bytes = _field(8)
    """The public key that belongs to the socket's CURVE_SECRETKEY, as text (Z85); empty if no secret key was set."""

    @classmethod
    def of_new(cls, socket_type: str) -> Facts:
        """The facts about a socket that was just made."""
        return cls((socket_type, (), (), b"", (), False, {}, (), b""))

    def replaced(self, changes: dict[str, Any]) -> Facts:
        """The same facts but for these."""
        return Facts([changes.get(name, value) for name, value in zip(FIELDS, self)])


FIELDS = tuple(name for name, value in vars(Facts).items() if value.__class__ is property)
"""The names of the facts, in order."""


class TappedSocket:
    """Records what each call on the socket changed, after the call has succeeded."""

    def __init__(self, number: int, socket_type: str, socket: Socket, capture: Capture, wary: int) -> None:
        self.number = number
        self._carrier = capture.carrier
        self._worn_by: list[weakref.ref[Socket]] = []
        self.facts = Facts.of_new(socket_type)
        self.calls = Calls(number, socket_type, socket, capture, wary)

    def put_on(self, socket: Socket) -> None:
        """Let `socket` (the socket, or a shadow of it) make the tapped calls from now on."""
        self._worn_by = [worn for worn in self._worn_by if worn() is not None] + [weakref.ref(socket)]
        vars(socket).update({name: getattr(self.calls, name) for name in TAPPED})

    def take_off(self) -> None:
        """Let every object of this socket make pyzmq's own calls again."""
        for worn in self._worn_by:
            socket = worn()
            if socket is not None:
                take_off(socket)

    def learn(self, **changes: Any) -> None:
        """Replace some of the facts."""
        self.facts = self.facts.replaced(changes)
        self._carrier.learned(self)

    def bound(self, socket: Socket, *_args: object, **_kwargs: object) -> None:
        """`bind` has returned."""
        address = _text(socket.last_endpoint).rstrip("\0")
        self._carrier.bound(address)
        self.learn(bound=(*self.facts.bound, address))

    def unbound(self, _socket: Socket, addr: str | bytes) -> None:
        """`unbind` has returned."""
        self.learn(bound=tuple(known for known in self.facts.bound if known != _text(addr)))

    def connected(self, socket: Socket, addr: str | bytes) -> None:
        """`connect` has returned."""
        routing_id = socket.get(zmq.ROUTING_ID) if self.facts.type in HAVE_ROUTING_ID else b""
        self.learn(connected=(*self.facts.connected, _text(addr)), routing_id=routing_id)

    def disconnected(self, _socket: Socket, addr: str | bytes) -> None:
        """`disconnect` has returned."""
        self.learn(connected=tuple(known for known in self.facts.connected if known != _text(addr)))

    def option_set(self, _socket: Socket, option: int, optval: Any) -> None:
        """An option has been set."""
        if option in (zmq.SUBSCRIBE, zmq.UNSUBSCRIBE):
            self.subscribed(option == zmq.SUBSCRIBE, optval)
        elif isinstance(optval, (int, bytes)):
            name = option_name(option)
            in_use = bool(self.facts.bound or self.facts.connected)
            late = dict.fromkeys((*self.facts.late_options, *[name] * in_use))
            value = int(optval) if isinstance(optval, bool) else optval
            if name in KEYS and isinstance(value, bytes):
                value = _key_text(value)
                if name == "CURVE_SECRETKEY":
                    self.learn(public_key=_public_key(value))
            shown = HIDDEN if name in SECRETS else value
            self.learn(options={**self.facts.options, name: shown}, late_options=tuple(late))

    def closed(self, linger: int | None) -> None:
        """`close` has returned; `linger` is the argument that the program gave to it, which sets LINGER."""
        given = {} if linger is None else {"LINGER": int(linger)}
        self.learn(closed=True, options={**self.facts.options, **given})

    def subscribed(self, on: bool, topic: bytes) -> None:
        """A subscription has begun or ended."""
        topics = list(self.facts.subscriptions)
        if on:
            topics.append(topic)
        elif topic in topics:
            topics.remove(topic)
        self.learn(subscriptions=tuple(topics))


def take_off(socket: Socket) -> None:
    """Let the object make pyzmq's own calls again."""
    for name in REPLACED:
        vars(socket).pop(name, None)


def _key_text(key: bytes) -> bytes:
    """A CURVE key as text (Z85), which is one of its two forms; zmq_setsockopt(3)."""
    if len(key) != RAW_KEY_BYTES:
        return key
    from zmq.utils import z85  # only where a program uses CURVE

    return bytes(z85.encode(key))


def _public_key(secret: bytes) -> bytes:
    """The public key that belongs to a secret key in text; empty if libzmq cannot tell."""
    try:
        return zmq.curve_public(secret)
    except (AttributeError, zmq.ZMQError):
        return b""


def _text(address: object) -> str:
    return address.decode() if isinstance(address, bytes) else str(address)
