"""What else befalls a small random world: subscriptions end, connections break, sockets close, foreign peers talk."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable

from tests.model.world import Pipe, World
from tests.told_node import ToldSocket
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.kinds import kind_of

STRANGER = b"\0away"


class Troubles:
    """Adds these events to a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.random
        self._telling = world.telling
        self._bodies = itertools.count(1)
        self._strangers: list[tuple[str, str]] = []
        """The foreign peers that are connected: the node that each is connected to, and its address."""
        world.acts += [
            (4, self._unsubscribe), (3, self._conflate), (2, self._stop), (3, self._reconnect), (3, self._close),
            (8, self._answer), (2, self._come), (6, self._talk), (6, self._hand_over), (1, self._go),
        ]  # fmt: skip

    def rest(self) -> None:
        """Let what is under way arrive, and nothing move for a second."""
        self._world.settle()
        while any(self._world.pipes.values()):
            self._world.take()
        for _ in range(5):
            self._telling.report()

    # --- nodes of ours

    def _sockets(self, fits: Callable[[ToldSocket], object]) -> list[tuple[str, ToldSocket]]:
        """The open sockets of awake nodes for which `fits` is true."""
        sockets = [(name, one) for name in self._world.awake for one in self._telling.nodes[name].sockets]
        return [(name, one) for name, one in sockets if not one.facts.closed and fits(one)]

    def _of_type(self, name: str) -> list[tuple[str, ToldSocket]]:
        return self._sockets(lambda one: one.facts.type == name)

    def _unsubscribe(self) -> None:
        """A subscriber ends its subscriptions, or begins them again."""
        if found := self._of_type("SUB"):
            name, socket = self._chance.choice(found)
            topics = () if socket.facts.subscriptions else (b"topic1", b"S")
            self._telling.change(name, socket.number, subscriptions=topics)
            self._drop(ends for ends in self._world.pipes if ends[2:] == (name, socket.number) and not topics)

    def _conflate(self) -> None:
        """A receiver keeps only the last message."""
        pipes = [ends for ends, pipe in self._world.pipes.items() if len(pipe) > 1]
        if pipes:
            ends = self._chance.choice(pipes)
            name, number = ends[2:]
            options = {**self._telling.nodes[name].sockets[number].facts.options, "CONFLATE": 1}
            self._telling.change(name, number, options=options)
            pipe = self._world.pipes[ends]
            while len(pipe) > 1:
                pipe.popleft()

    def _stop(self) -> None:
        """A node is told to stop; what had not left it is gone."""
        if self._world.awake:
            name = self._chance.choice(self._world.awake)
            while self._world.reports.deliver(name):
                pass
            self._drop(ends for ends in self._world.pipes if name in (ends[0], ends[2]))
            self._telling.stop(name)

    def _reconnect(self) -> None:
        """The connections of a node break."""
        if self._world.awake:
            name = self._chance.choice(self._world.awake)
            self._drop(ends for ends in self._world.pipes if name in (ends[0], ends[2]))
            for one in [one for one in self._telling.connections if name in (one.host.name, one.guest.name)]:
                self._telling.connections.remove(one)
                ended = EventNumber.DISCONNECTED, self._telling.now_ns, one.address
                one.host.event(one.bound, *ended, peer=one.there)
                one.guest.event(one.connected, *ended, local=one.there)
            self._telling.connect(name)

    def _close(self) -> None:
        """A role closes a socket, and makes another like it."""
        if found := self._sockets(lambda one: one.facts.connected):
            name, socket = self._chance.choice(found)
            mine = name, socket.number
            self._drop(ends for ends in self._world.pipes if mine in (ends[:2], ends[2:]))
            facts = self._telling.change(name, socket.number, closed=True)
            made = self._telling.nodes[name].open(
                facts.type, connected=facts.connected, routing_id=facts.routing_id, subscriptions=facts.subscriptions
            )
            self._telling.nodes[name].begins(made.number, self._telling.now_ns)

    def _answer(self) -> None:
        """A server replies to a client."""
        servers, clients = self._of_type("REP"), self._of_type("REQ")
        if servers and clients:
            (name, socket), (client, at) = self._chance.choice(servers), self._chance.choice(clients)
            body = b"reply %d" % next(self._bodies)
            self._telling.sends(name, body, socket=socket.number)
            self._world.pipes.setdefault((name, socket.number, client, at.number), deque()).append((body,))

    def _drop(self, pipes: Iterable[Pipe]) -> None:
        for ends in list(pipes):
            del self._world.pipes[ends]

    # --- foreign peers

    def _come(self) -> None:
        hosts = [name for name, socket in self._sockets(lambda one: one.number == 0 and one.facts.bound)]
        if hosts:
            host, peer = self._chance.choice(hosts), f"10.0.0.7:{5_000 + next(self._bodies)}"
            self._telling.visit(host, peer)
            self._strangers.append((host, peer))

    def _stranger(self) -> ToldSocket | None:
        """The socket of a node to which a foreign peer is connected; `self._host` is the node."""
        known = [host for host, _ in self._strangers if host in self._world.awake]
        self._host = self._chance.choice(known or [""])
        return self._telling.nodes[self._host].sockets[0] if known else None

    def _talk(self) -> None:
        """A foreign peer sends a message."""
        socket = self._stranger()
        if socket is not None and kind_of(socket.facts.type).receives_messages:
            body = b"from elsewhere %d" % next(self._bodies)
            self._telling.receives(self._host, *((STRANGER, body) if kind_of(socket.facts.type).routes else (body,)))

    def _hand_over(self) -> None:
        """A node sends a message to a foreign peer."""
        socket = self._stranger()
        if socket is None:
            return
        kind, body = kind_of(socket.facts.type), b"handed over %d" % next(self._bodies)
        if kind.routes:
            self._telling.sends(self._host, STRANGER, body)
        elif kind.deals or kind.has_one_peer:
            self._telling.sends(self._host, body)

    def _go(self) -> None:
        if self._strangers:
            host, peer = self._strangers.pop()
            if host in self._world.alive:
                self._telling.nodes[host].event(0, EventNumber.DISCONNECTED, self._telling.now_ns, peer=peer)
