"""Which traced sockets are connected: found from what they bind and connect, since no thread reads their monitors.

A socket that has connected before the other was bound has no connection until libzmq tries again. So one is told when
the kernel lists it; where the kernel does not tell, at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from zmqplay.model.addresses import is_inproc, places
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.trace.listing import Listing
from zmqplay.wire import SocketEvent

SUBSCRIBES_NS = 2_000_000_000
"""After so long a subscription has reached its publisher, also on a busy machine. What passes before is not due yet."""
SOON_NS = 500_000_000
"""A connection is mostly made within this time: libzmq tries again after up to twice RECONNECT_IVL."""
RECONNECT_IVL = 100
"""Milliseconds after which libzmq tries again to connect, unless an option says otherwise."""
PAIRS = """
PAIR-PAIR PUB-SUB PUB-XSUB XPUB-SUB XPUB-XSUB REQ-REP REQ-ROUTER REP-DEALER DEALER-DEALER DEALER-ROUTER ROUTER-ROUTER
PUSH-PULL SERVER-CLIENT RADIO-DISH SCATTER-GATHER PEER-PEER CHANNEL-CHANNEL
"""
FITTING = frozenset(frozenset(pair.split("-")) for pair in PAIRS.split())
"""Types of sockets that speak with each other (zmq_socket(3))."""


class Link(NamedTuple):
    """A socket that connects to where another is bound."""

    binding: SocketKey
    connecting: SocketKey
    address: str


Ends = tuple[int, int, str]
"""The process that connects, the one where it does, and the place."""


class Change(NamedTuple):
    """An event of a socket of a node, as libzmq's monitor would have told it."""

    node: str
    event: SocketEvent


def by_node(changes: Iterable[Change]) -> dict[str, list[SocketEvent]]:
    """The events of each node, in order."""
    events: dict[str, list[SocketEvent]] = {}
    for node, event in changes:
        events.setdefault(node, []).append(event)
    return events


class Meeting:
    """Follows which sockets are connected, and which nodes have met others."""

    def __init__(self) -> None:
        self._links: dict[Link, int] = {}
        """Each with a number that no other connection has."""
        self._numbers = 0
        self._awaited: dict[Link, int] = {}
        """Since when each connection has been awaited that was not made yet."""
        self._due: dict[str, int] = {}
        """When each node that has found a peer counts as one that has met it."""

    @property
    def awaits(self) -> bool:
        """Whether sockets have named the same address, and have no connection yet."""
        return bool(self._awaited)

    def expects(self, now_ns: int) -> bool:
        """Whether a connection will be made soon, as far as can be known."""
        return any(now_ns - since_ns < SOON_NS for since_ns in self._awaited.values())

    def look(self, nodes: Iterable[NodeTraffic], listing: Listing, before_ns: int, now_ns: int) -> list[Change]:
        """The connections that have ended by now, and those that have begun since `before_ns`: told as of then.

        Needed where sockets have changed, and as long as it `awaits`.
        """
        by_name = {node.name: node for node in nodes}
        open_ = {
            socket.key: socket
            for node in by_name.values()
            if node.state.alive
            for socket in node.sockets.values()
            if not socket.facts.closed
        }
        found = set(_links(open_.values()))
        changes: list[Change] = []
        for link in [link for link in self._links if link not in found]:
            changes += _ended(link, self._links.pop(link), open_, by_name, before_ns)
        new = sorted(found - self._links.keys())
        made = set(self._made(new, listing, by_name))
        self._awaited = {link: self._awaited.get(link, now_ns) for link in new if link not in made}
        for link in sorted(made):
            self._numbers += 1
            self._links[link] = self._numbers
            changes += _begun(link, self._numbers, open_, by_name, before_ns)
            for key in (link.binding, link.connecting):
                socket = open_[key]
                waits_ns = _subscribes_ns(open_[link.connecting]) if socket.subscribes or socket.publishes else 0
                self._due[socket.node] = max(self._due.get(socket.node, 0), now_ns + waits_ns)
        return changes

    def _made(self, links: Iterable[Link], listing: Listing, nodes: Mapping[str, NodeTraffic]) -> Iterator[Link]:
        """Those of these links of which the kernel lists a connection that is not another's, or does not tell."""
        made: dict[Ends, int | None] = {}
        known = Counter(_ends(link, nodes) for link in self._links)
        for link in links:
            ends = _ends(link, nodes)
            if ends not in made:
                made[ends] = None if is_inproc(link.address) else listing.made(*ends)
            number = made[ends]
            if number is None or known[ends] < number:
                known[ends] += 1
                yield link

    def met(self, nodes: dict[str, NodeTraffic], now_ns: int) -> list[str]:
        """The nodes that have met others by now; each is told once a life."""
        ready = [name for name, due_ns in self._due.items() if now_ns >= due_ns or self._has_heard(nodes[name])]
        for name in ready:
            self._due.pop(name)
        return ready

    def _has_heard(self, node: NodeTraffic) -> bool:
        """Whether what its subscribers have received proves that their subscriptions have reached all publishers."""
        if any(socket.publishes for socket in node.sockets.values()):
            return False
        subscribers = [socket for socket in node.sockets.values() if socket.subscribes and not socket.facts.closed]
        links = [key for link in self._links for key in (link.binding, link.connecting)]
        return all(socket.received.messages and links.count(socket.key) == 1 for socket in subscribers)

    def forget(self, name: str) -> None:
        """A node has ended, or starts again."""
        self._due.pop(name, None)


def _subscribes_ns(connecting: SocketTraffic) -> int:
    options = connecting.facts.options
    intervals = (options.get(name, RECONNECT_IVL) for name in ("RECONNECT_IVL", "RECONNECT_IVL_MAX"))
    slowest = max(each for each in intervals if isinstance(each, int))
    return SUBSCRIBES_NS + 2_000_000 * (slowest - RECONNECT_IVL)


def _links(sockets: Iterable[SocketTraffic]) -> Iterator[Link]:
    bound: dict[str, list[SocketTraffic]] = {}
    sockets = list(sockets)
    for socket in sockets:
        for text in socket.facts.bound:
            for place in places(text, socket.node):
                bound.setdefault(place, []).append(socket)
    for socket in sockets:
        for text in socket.facts.connected:
            there = {one.key: one for place in places(text, socket.node) for one in bound.get(place, ())}
            for one in there.values():
                if frozenset((one.type, socket.type)) in FITTING:
                    yield Link(one.key, socket.key, text)


def _ends(link: Link, nodes: Mapping[str, NodeTraffic]) -> Ends:
    connecting, binding = (nodes[key[0]].life.pid for key in (link.connecting, link.binding))
    return connecting, binding, places(link.address)[0]


def _begun(
    link: Link, number: int, sockets: dict[SocketKey, SocketTraffic], nodes: dict[str, NodeTraffic], now_ns: int
) -> Iterator[Change]:
    if is_inproc(link.address):  # of which libzmq's monitor tells nothing either
        return
    for key, other, began in (
        (link.connecting, link.binding, EventNumber.CONNECTED),
        (link.binding, link.connecting, EventNumber.ACCEPTED),
    ):
        socket, peer = sockets[key], f"pid {nodes[sockets[other].node].life.pid}"
        yield Change(socket.node, SocketEvent(socket.number, now_ns, began, number, link.address, peer=peer))
        yield Change(socket.node, SocketEvent(socket.number, now_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, link.address))


def _ended(
    link: Link, number: int, sockets: dict[SocketKey, SocketTraffic], nodes: dict[str, NodeTraffic], before_ns: int
) -> Iterator[Change]:
    keys = link.connecting, link.binding
    dead = [nodes[name].life for name, *_ in keys if not nodes[name].state.alive]
    ended_ns = min((life.alive_ns for life in dead), default=before_ns)
    for key in keys:
        socket = sockets.get(key)
        if socket is not None and not is_inproc(link.address) and nodes[socket.node].state.alive:
            event = SocketEvent(socket.number, ended_ns, EventNumber.DISCONNECTED, number, link.address)
            yield Change(socket.node, event)
