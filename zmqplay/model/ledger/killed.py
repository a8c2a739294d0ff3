"""Messages that killed nodes had sent but not counted.

A node can be killed after libzmq took its message but before `send` returned; only the receivers' counts show it.
"""

from __future__ import annotations

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import Way
from zmqplay.model.wires import Wires
from zmqplay.wire import Tally


class KilledSenders:
    """Raises a killed node's count to what its receivers got, where no other node has sent to them."""

    def __init__(self, roster: Roster, wires: Wires, peers: Peers) -> None:
        self._roster = roster
        self._wires = wires
        self._peers = peers
        self._ways: dict[Way, str] = {}
        """The killed node by each way on which it sent."""

    def ended(self, node: NodeTraffic) -> None:
        """A node has ended: its receivers may have reported more than the node counted."""
        if node.state is NodeState.KILLED:
            sending = [socket for socket in node.sockets.values() if socket.sends_messages and not socket.publishes]
            self._ways |= {socket.way: node.name for socket in sending}
            for socket in sending:
                self._raise(socket.way)

    def started(self, node: str) -> None:
        """A node starts again, and counts by itself from now on."""
        self._ways = {way: name for way, name in self._ways.items() if name != node}

    def reported(self, receiver: NodeTraffic) -> None:
        """A node has reported what it received."""
        if self._ways:
            for way in {socket.from_way for socket in receiver.sockets.values()} & self._ways.keys():
                self._raise(way)

    def _raise(self, way: Way) -> None:
        sockets = [socket for socket in self._roster.all_sockets() if socket.is_placed]
        senders = [socket for socket in sockets if socket.way == way and socket.sends_messages]
        received = sum(socket.received.messages for socket in sockets if socket.from_way == way)
        missing = received - sum(sender.sent.messages for sender in senders)
        is_only = {sender.node for sender in senders} == {self._ways[way]} and not self._peers.on_wire(way[0])
        if missing > 0 and is_only:
            last = senders[-1]
            last.sent = Tally(last.sent.messages + missing, last.sent.bytes)
            sender = self._roster.nodes[last.node]
            if sender.role in self._wires.topology.speaking:
                sender.speech.died(sender.sent, unreported=missing)  # else its next life would say them again
