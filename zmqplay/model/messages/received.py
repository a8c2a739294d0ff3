"""Messages of which only the receive was seen: from foreign peers, of unsampled sends, and subscriptions."""

from __future__ import annotations

from zmqplay.model.messages.messages import Delivery, Message, MessageLog
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.wire import Sample


class Received:
    """Puts these messages into the log, with the sender where only one is possible."""

    def __init__(self, roster: Roster, log: MessageLog, peers: Peers) -> None:
        self._roster = roster
        self._log = log
        self._peers = peers
        self._senders: dict[Way, tuple[set[str], bool]] = {}
        """By direction: the nodes that can send, and whether they bind; kept until the next tick."""

    def forget_senders(self) -> None:
        """Nodes have changed: find the possible senders again."""
        self._senders.clear()

    def show(self, socket: SocketTraffic, sample: Sample, sampled: bool) -> tuple[Message, bool]:
        """Log a message whose send was not seen; return it, and whether a foreign peer may have sent it.

        With `sampled`, some messages of this session were not matched.
        """
        first = sample.heads[0] if sample.heads else b""
        strangers = self._strangers(socket.from_way, sample.time_ns)
        sender = self._only_sender(socket.from_way, strangers, sampled)
        message = _message(socket, sample, sender, topic=first if socket.subscribes else None)
        self._log.add(message, ordered=not sampled)
        return message, bool(strangers)

    def show_subscription(self, socket: SocketTraffic, sample: Sample) -> None:
        """Log a message that an XPUB received: a frame of 1 and a topic subscribes, of 0 and a topic unsubscribes.

        Such a message is due to no node.
        """
        self._log.add(_message(socket, sample))

    def _only_sender(self, way: Way, strangers: list[str], sampled: bool) -> str:
        """The only possible sender in a direction; empty if there are several."""
        if strangers and not sampled:
            return strangers[0] if len(strangers) == 1 else "foreign"
        ours, _ = self._own_senders(way)
        return next(iter(ours)) if len(ours) == 1 and not strangers else ""

    def _strangers(self, way: Way, time_ns: int) -> list[str]:
        """The foreign peers that may have sent in a direction at that time; none where our own senders bind."""
        _, bind = self._own_senders(way)
        peers = [] if bind else self._peers.on_wire(way[0])
        return [peer.address for peer in peers if peer.was_there(time_ns)]

    def _own_senders(self, way: Way) -> tuple[set[str], bool]:
        if way not in self._senders:
            sending = [socket for socket in self._roster.sockets() if socket.way == way]
            self._senders[way] = {s.node for s in sending}, any(socket.binds for socket in sending)
        return self._senders[way]


def _message(socket: SocketTraffic, sample: Sample, sender: str = "", topic: bytes | None = None) -> Message:
    return Message(
        -1, None, sender, socket.wire, sample.heads, sample.sizes, socket.type,
        topic=topic,
        deliveries=[delivery_of(socket, sample)],
    )  # fmt: skip


def delivery_of(socket: SocketTraffic, sample: Sample) -> Delivery:
    """The delivery that a receiver's sample describes."""
    return Delivery(socket.node, sample.time_ns, sample.heads, sample.sizes, socket.number)
