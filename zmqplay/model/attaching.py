"""Attach each socket to its wire, and to the stream of messages that it sends there."""

from __future__ import annotations

from zmqplay.model.ledger.audience import Audience
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.wires import Wires
from zmqplay.wire import SocketFacts, SocketReport


class Attaching:
    """Attaches the sockets of reports, and attaches a socket again when its facts have changed."""

    def __init__(self, *, roster: Roster, wires: Wires, peers: Peers, audience: Audience) -> None:
        self._roster = roster
        self._wires = wires
        self._peers = peers
        self._audience = audience

    def take(self, node: NodeTraffic, part: SocketReport, time_ns: int) -> None:
        """Take one socket's part of a report that was made at `time_ns`."""
        socket = node.sockets.get(part.number)
        if socket is None:
            facts = part.facts or SocketFacts("?")
            socket = SocketTraffic(node.name, part.number, facts, node.life.number, node.life.pid)
            node.sockets[part.number] = socket
        before = socket.facts.subscriptions
        socket.take(part, time_ns)
        if node.life.final or node.life.stopping_ns or socket.facts.closed:
            socket.last_moment.begin(node.life.stopping_ns or time_ns)
        socket.last_moment.note(socket.received.messages, time_ns)
        if part.facts is not None:
            self._attach(node, socket)
        if socket.subscribes_by_sending and socket.facts.subscriptions != before:
            self._audience.join(node.name, time_ns)

    def _attach(self, node: NodeTraffic, socket: SocketTraffic) -> None:
        before = socket.way
        joined = self._wires.place(socket, node.role)
        if socket.way != before:
            node.open_stream(socket)
        if socket.facts.closed and socket.subscribes:
            self._audience.close(socket)
        self._peers.placed(socket)
        self._roster.forget_receivers()
        if joined:
            self._peers.rename_wires(joined, socket.wire)
            for other in [other for other in self._roster.all_sockets() if other.wire in joined]:
                self._attach(self._roster.nodes[other.node], other)
