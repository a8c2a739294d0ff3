"""The roster: the nodes in the order of their first start, their sockets, and which nodes take part on which way."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic, Stream, Way


class Roster:
    """All nodes, and which of them send and receive on a way now, or did."""

    def __init__(self) -> None:
        self.nodes: dict[str, NodeTraffic] = {}
        """By name; a node that ended keeps its place."""
        self.heard: set[str] = set()
        """Names of nodes from or to which a message was seen to arrive."""
        self._joined: set[str] = set()
        """Names of the living nodes that have met the others."""
        self._ended: list[str] = []
        """Names of nodes that have ended, the last one last."""
        self._receivers: dict[Way, list[str]] = {}
        self._former_receivers: dict[Way, list[str]] = {}

    def join(self, name: str) -> None:
        """A node has met the others."""
        self._joined.add(name)
        self.forget_receivers()

    def leave(self, name: str) -> None:
        """A node has ended."""
        self._joined.discard(name)
        self._ended = [other for other in self._ended if other != name] + [name]
        self.forget_receivers()

    def forget_receivers(self) -> None:
        """Nodes or sockets have changed: find the receivers of each way again."""
        self._receivers.clear()
        self._former_receivers.clear()

    def sockets(self) -> Iterator[SocketTraffic]:
        """Every socket of every node's present life, or of its last one."""
        for node in self.nodes.values():
            yield from node.sockets.values()

    def all_sockets(self) -> Iterator[SocketTraffic]:
        """Every socket that ever was."""
        for node in self.nodes.values():
            yield from node.former
            yield from node.sockets.values()

    def receivers(self, way: Way) -> list[str]:
        """The nodes that take part at the receiving end of a way: one name for each socket that is open there."""
        if way not in self._receivers:
            self._receivers[way] = [
                socket.node
                for socket in self.sockets()
                if socket.from_way == way and socket.node in self._joined and not socket.facts.closed
            ]
        return self._receivers[way]

    def former_receivers(self, way: Way) -> list[str]:
        """The nodes that took part at the receiving end of a way and have ended, the last to end last."""
        if way not in self._former_receivers:
            took = {socket.node for socket in self.all_sockets() if socket.from_way == way}
            self._former_receivers[way] = [name for name in self._ended if name in took]
        return self._former_receivers[way]

    def received(self, name: str, way: Way) -> int:
        """Messages that a node has received from a way, in all lives."""
        sockets = self.nodes[name].all_sockets
        return sum(socket.received.messages for socket in sockets if socket.from_way == way)

    def senders(self, stream: Stream) -> list[SocketTraffic]:
        """The sockets that have sent a stream, one after the other."""
        return [socket for socket in self.nodes[stream[0]].all_sockets if socket.stream == stream]

    def sender(self, stream: Stream) -> SocketTraffic | None:
        """The socket of its node's present life, or of the last one, that sends a stream."""
        sockets = reversed(self.nodes[stream[0]].sockets.values())
        return next((socket for socket in sockets if socket.stream == stream), None)

    def has_twins(self, names: list[str]) -> bool:
        """A node is among these receivers more than once: several sockets of it are open there."""
        return len(names) > 1 and len(set(names)) < len(names)

    def is_open(self, socket: SocketTraffic) -> bool:
        """A socket is open, and its node lives."""
        return not socket.facts.closed and self.nodes[socket.node].state.alive
