"""Messages that killed nodes had sent but not counted.

A node can be killed after libzmq took its message but before `send` returned; only the receivers' counts show it. And
a thread may be in `send` when its process ends by itself, as that of a pyzmq device in a program that is only watched.
What they got beyond all that was counted, such a node has sent: one message of each socket, if its counts are exact.
More came from elsewhere, as far as it may have come by connections that were never reported.

A REQ sends again only once it has had its reply, and a REP receives again only once it has sent (RFC 28): where not
all was counted, the newer of two counts tells what the other lacks at least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from zmqplay.model.ledger.unreported import Unreported
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way, messages_by_key
from zmqplay.model.strangers import Strangers
from zmqplay.model.wires import Wires
from zmqplay.wire import OTHER, Tally

LOOK_NS = 100_000_000
"""How often the receivers are looked at, at most."""

NEVER_NS = 1 << 63
"""A time at which no living node has reported."""

Received = Counter[bytes]
"""Messages by topic; all under one key where there are no topics."""


class KilledSenders:
    """Raises the counts of killed nodes to what their receivers provably got."""

    def __init__(self, roster: Roster, wires: Wires, peers: Peers) -> None:
        self._roster = roster
        self._wires = wires
        self._strangers = Strangers(peers)
        self._unreported = Unreported(roster, peers)
        self._sockets: dict[Way, list[SocketTraffic]] = {}
        """The sending sockets of killed nodes, by direction, the latest last."""
        self._received: dict[Way, tuple[int, Received]] = {}
        """When the receivers of such a direction were looked at last, and what they had received."""
        self._uncounted: Counter[Way] = Counter()
        """Most messages of such a direction that killed senders, whose counts are exact, have sent and not counted."""
        self._inexact: set[Way] = set()
        """Directions in which a killed sender may have left any number of messages uncounted."""

    def ended(self, node: NodeTraffic) -> None:
        """A node has ended: its receivers may have reported more than the node counted."""
        is_killed = node.state is NodeState.KILLED
        if is_killed or self._wires.topology.is_only_watched:  # a process may end while a thread of its is in `send`
            sending = (socket for socket in node.sockets.values() if socket.sends_messages and socket.is_placed)
            for socket in sending:
                if socket.facts.closed and not is_killed:
                    continue  # each of its calls has returned
                self._sockets.setdefault(socket.way, []).append(socket)
                self._uncounted[socket.way] += 1
                if is_killed and not node.life.exact:
                    self._inexact.add(socket.way)
                _keep_step(socket)
                self._raise_at_once(socket.way)

    def reported(self, receiver: NodeTraffic) -> None:
        """A node has reported what it received."""
        if self._sockets:
            for way in {socket.from_way for socket in receiver.sockets.values()} & self._sockets.keys():
                self._raise_at_once(way)

    def tick(self, now_ns: int) -> None:
        """Compare what had been received at the last look with all counts, if every sender has reported since."""
        for way in self._sockets:
            looked_ns, received = self._received.get(way, (0, Received()))
            if now_ns - looked_ns >= LOOK_NS and self._have_reported(way, looked_ns):
                self._raise(way, received)
                self._received[way] = now_ns, self._take_received(way)

    def _have_reported(self, way: Way, since_ns: int) -> bool:
        nodes = [self._roster.nodes[socket.node] for socket in self._senders(way)]
        return all(node.doing.reported_ns >= since_ns for node in nodes if node.state.alive)

    def _raise_at_once(self, way: Way) -> None:
        """Where no sender lives that may have more to report, nothing need be waited for."""
        if self._have_reported(way, NEVER_NS):
            self._raise(way, self._take_received(way))

    def _senders(self, way: Way) -> list[SocketTraffic]:
        sockets = self._roster.all_sockets()
        return [socket for socket in sockets if socket.is_placed and socket.way == way and socket.sends_messages]

    def _take_received(self, way: Way) -> Received:
        """What the receivers have received; of a publication, what the one that got most of a topic has received."""
        receivers = [socket for socket in self._roster.all_sockets() if socket.from_way == way and socket.is_placed]
        if any(map(self._strangers.at, receivers)):
            return Received()
        if not self._sockets[way][0].publishes:
            return Received({b"": sum(socket.received.messages for socket in receivers)})
        most = Received()
        for node in {socket.node for socket in receivers}:
            own = [socket for socket in receivers if socket.node == node and not _has_twin(socket, receivers)]
            most |= _by_topic(socket.received_by_key for socket in own)
        return most

    def _raise(self, way: Way, received: Received) -> None:
        last, senders = self._sockets[way][-1], self._senders(way)
        if last.publishes:
            missing = self._raise_topics(way, senders, received)
        else:
            missing = self._missing(way, received[b""] - sum(socket.sent.messages for socket in senders))
        if missing > 0:
            last.sent = Tally(last.sent.messages + missing, last.sent.bytes)
            _keep_step(last)
            sender = self._roster.nodes[last.node]
            if sender.role in self._wires.topology.speaking and not sender.state.alive:
                sender.speech.died(sender.sent, unreported=missing)  # else its next life would say them again

    def _missing(self, way: Way, surplus: int) -> int:
        """Of the messages that were received beyond all counts, those that killed nodes have sent."""
        if surplus <= 0 or way in self._inexact:
            return surplus
        receivers = [socket for socket in self._roster.all_sockets() if socket.from_way == way and socket.is_placed]
        own = min(surplus, self._uncounted[way])
        missing = max(own, surplus - self._unreported.at_most(receivers))
        self._uncounted[way] = max(0, self._uncounted[way] - missing)
        return missing

    def _raise_topics(self, way: Way, senders: list[SocketTraffic], received: Received) -> int:
        """Raise the counts by topic; return by how much they exceed what the killed nodes have sent in all.

        A killed node leaves its last counts behind, but not those by topic.
        """
        if any(OTHER in socket.sent_by_key for socket in senders):
            return 0  # a topic may be among those that are counted together
        exceeding = 0
        for topic, missing in (received - _by_topic(socket.sent_by_key for socket in senders)).items():
            for socket in self._sockets[way]:
                room = socket.sent.messages - sum(tally.messages for tally in socket.sent_by_key.values())
                _raise_topic(socket, topic, min(room, missing))
                missing -= max(0, min(room, missing))
            _raise_topic(self._sockets[way][-1], topic, missing)
            exceeding += missing
        return exceeding


def _keep_step(socket: SocketTraffic) -> None:
    """Raise the older of the two counts of a REQ or REP that was killed in a flood to what the other proves."""
    sent, received = socket.sent, socket.received
    if not socket.last_moment.is_uncounted:
        return
    if socket.kind.replies:
        socket.received = Tally(max(received.messages, sent.messages), received.bytes)
        socket.sent = Tally(max(sent.messages, received.messages - 1), sent.bytes)
    elif socket.kind.asks and not socket.facts.options.get("REQ_RELAXED"):
        socket.received = Tally(max(received.messages, sent.messages - 1), received.bytes)


def _raise_topic(socket: SocketTraffic, topic: bytes, messages: int) -> None:
    if messages > 0:
        known = socket.sent_by_key.get(topic, Tally())
        socket.sent_by_key[topic] = Tally(known.messages + messages, known.bytes)


def _has_twin(socket: SocketTraffic, others: Iterable[SocketTraffic]) -> bool:
    """Whether another socket of the same life gets the same publications."""
    return any(other.key[:2] == socket.key[:2] and other is not socket for other in others)


def _by_topic(counts: Iterable[dict[bytes, Tally]]) -> Received:
    found = messages_by_key(counts)
    del found[OTHER]
    return found
