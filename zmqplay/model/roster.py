"""The roster: the nodes in the order of their first start, their sockets, and which nodes send and receive where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zmqplay.model.lateness import Lateness
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic, Stream, Way


class Roster:
    """All nodes, and which of them send and receive in each direction, now or before."""

    def __init__(self) -> None:
        self.nodes: dict[str, NodeTraffic] = {}
        """By name; a node that has ended keeps its place."""
        self.lateness = Lateness()
        self.heard: set[str] = set()
        """Names of nodes that were seen to send or receive a message that arrived."""
        self.has_met = False
        """Whether nodes have met at any time."""
        self._joined: set[str] = set()
        """Names of the living nodes that have met the others."""
        self._ended: list[str] = []
        """Names of nodes that have ended, the latest last."""
        self._receivers: dict[Way, list[str]] = {}
        self._former_receivers: dict[Way, list[str]] = {}
        self._changing: dict[Way, bool] = {}

    def join(self, name: str) -> None:
        """A node has met the others."""
        self.has_met = True
        self._joined.add(name)
        self.forget_receivers()

    def leave(self, name: str) -> None:
        """A node has ended."""
        self._joined.discard(name)
        self._ended = [other for other in self._ended if other != name] + [name]
        self.forget_receivers()

    def forget_receivers(self) -> None:
        """Nodes or sockets have changed: find the receivers of each direction again."""
        self._receivers.clear()
        self._former_receivers.clear()
        self._changing.clear()

    def sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every node's present life, or of its last life."""
        for node in self.nodes.values():
            yield from node.sockets.values()

    def all_sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every life."""
        for node in self.nodes.values():
            yield from node.former
            yield from node.sockets.values()

    def receivers(self, way: Way) -> list[str]:
        """The nodes at the receiving end of a direction: one name for each open socket."""
        if way not in self._receivers:
            self._receivers[way] = [
                socket.node
                for socket in self.sockets()
                if socket.from_way == way and socket.node in self._joined and not socket.facts.closed
            ]
        return self._receivers[way]

    def is_yet_to_meet(self, socket: SocketTraffic) -> bool:
        """Whether the node of a socket lives, and has not met the others."""
        return socket.node not in self._joined and self._lives(socket)

    def _lives(self, socket: SocketTraffic) -> bool:
        node = self.nodes[socket.node]
        return node.state.alive and socket.life == node.life.number

    def is_joining(self, way: Way) -> bool:
        """Whether a node at the receiving end of a direction has yet to meet the others."""
        return any(self.is_yet_to_meet(one) and not one.facts.closed for one in self._ends(way))

    def is_changing(self, way: Way) -> bool:
        """Whether nodes at the receiving end of a direction have yet to meet the others, or have closed or ended."""
        if way not in self._changing:
            ends = self._ends(way)
            self._changing[way] = any(one.node not in self._joined or not self.is_open(one) for one in ends)
        return self._changing[way]

    def _ends(self, way: Way) -> list[SocketTraffic]:
        return [socket for socket in self.sockets() if socket.from_way == way]

    def former_receivers(self, way: Way) -> list[str]:
        """The ended nodes that were at the receiving end of a direction, the latest to end last."""
        if way not in self._former_receivers:
            took = {socket.node for socket in self.all_sockets() if socket.from_way == way}
            self._former_receivers[way] = [name for name in self._ended if name in took]
        return self._former_receivers[way]

    def received(self, name: str, way: Way) -> int:
        """Messages that a node has received in a direction, in all lives."""
        sockets = self.nodes[name].all_sockets
        return sum(socket.received.messages for socket in sockets if socket.from_way == way)

    def senders(self, stream: Stream) -> list[SocketTraffic]:
        """The sockets that have sent a stream, in order."""
        return [socket for socket in self.nodes[stream[0]].all_sockets if socket.stream == stream]

    def sender(self, stream: Stream) -> SocketTraffic | None:
        """The socket that sends a stream in its node's present life, or its last."""
        sockets = reversed(self.nodes[stream[0]].sockets.values())
        return next((socket for socket in sockets if socket.stream == stream), None)

    def has_twins(self, names: Sequence[str]) -> bool:
        """Whether a node appears more than once among these receivers, because several of its sockets are open."""
        return len(names) > 1 and len(set(names)) < len(names)

    def is_open(self, socket: SocketTraffic) -> bool:
        """Whether a socket is open and its node lives."""
        return not socket.facts.closed and self.nodes[socket.node].state.alive
