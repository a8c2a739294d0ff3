"""Sockets at whose other end libzmq itself is: those that authenticate its peers, and those that hear its monitors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zmqplay.model.addresses import is_inproc
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.trace.meeting import Change
from zmqplay.wire import SocketEvent

NAME = "libzmq"
FIRST_NUMBER = 2_000_000
"""Above the numbers of other connections."""
BEGINNING_NS = 1
ZAP = "inproc://zeromq.zap.01"
"""Where libzmq asks whether a peer may come in (RFC 27)."""

MONITOR = "inproc://monitor.s-"
"""Where pyzmq has libzmq tell of a socket's events, if the program names no other place."""


class LibzmqsSockets:
    """Finds these sockets, and tells of each one time that it is connected with what is not watched."""

    def __init__(self) -> None:
        self._known: set[SocketKey] = set()

    def look(self, nodes: Iterable[NodeTraffic]) -> Iterator[Change]:
        """The connections of sockets that are new, told as of the beginning: no message was before them."""
        for node in nodes:
            sockets = [socket for socket in node.sockets.values() if any(map(is_inproc, _addresses(socket)))]
            bound = {text for socket in sockets for text in socket.facts.bound}
            for socket in sockets:
                address = _where_libzmq_is(socket, bound)
                if address and socket.key not in self._known:
                    self._known.add(socket.key)
                    yield from _begun(socket, address, FIRST_NUMBER + len(self._known))


def _addresses(socket: SocketTraffic) -> tuple[str, ...]:
    return (*socket.facts.bound, *socket.facts.connected)


def _where_libzmq_is(socket: SocketTraffic, bound: set[str]) -> str:
    """The address; empty where libzmq is not at the other end. A monitor is where none of the program's sockets is."""
    if ZAP in socket.facts.bound:
        return ZAP
    lonely = [text for text in socket.facts.connected if is_inproc(text) and text not in bound]
    if socket.type != "PAIR" or not lonely:
        return ""
    return lonely[0] if socket.received.messages or lonely[0].startswith(MONITOR) else ""


def _begun(socket: SocketTraffic, address: str, number: int) -> Iterator[Change]:
    began = EventNumber.ACCEPTED if address in socket.facts.bound else EventNumber.CONNECTED
    yield Change(socket.node, SocketEvent(socket.number, BEGINNING_NS, began, number, address, peer=NAME))
    yield Change(socket.node, SocketEvent(socket.number, BEGINNING_NS, EventNumber.HANDSHAKE_SUCCEEDED, 0, address))
