"""Messages of which only the receive was seen: from foreign peers, of unsampled sends, and subscriptions."""

from __future__ import annotations

from zmqplay.model.messages.messages import FOREIGN, Delivery, Message, MessageLog
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.strangers import Strangers
from zmqplay.wire import Sample


class Received:
    """Puts these messages into the log, with the sender where only one is possible."""

    def __init__(self, roster: Roster, log: MessageLog, peers: Peers) -> None:
        self._roster = roster
        self._log = log
        self._strangers = Strangers(peers)
        self._senders: dict[Way, str] = {}
        """The only node that can send on a way, or nothing; since the last tick."""

    def forget_senders(self) -> None:
        """Nodes have changed: find the possible senders again."""
        self._senders.clear()

    def show(self, socket: SocketTraffic, sample: Sample, sampled: bool) -> tuple[Message, bool]:
        """Log a message whose send was not seen; return it, and whether a foreign peer may have sent it.

        With `sampled`, some messages of this session were not matched.
        """
        way = socket.from_way
        strangers = self._strangers.were_at(socket, sample.time_ns)
        if strangers:
            sender = "" if sampled else strangers[0] if len(strangers) == 1 else FOREIGN
        else:
            sender = self._find_sender(way)
        topic = (sample.heads[0] if sample.heads else b"") if socket.subscribes else None
        message = _message(socket, sample, sender, topic)
        self._log.add(message, ordered=not sampled)
        return message, bool(strangers)

    def only_sender(self, socket: SocketTraffic, sample: Sample) -> str:
        """The only node that can have sent what was received here; empty if another node or a foreign peer can."""
        return "" if self._strangers.were_at(socket, sample.time_ns) else self._find_sender(socket.from_way)

    def show_subscription(self, socket: SocketTraffic, sample: Sample) -> None:
        """Log a message that an XPUB received: a frame of 1 and a topic subscribes, of 0 and a topic unsubscribes.

        Such a message is due to no node.
        """
        self._log.add(_message(socket, sample))

    def _find_sender(self, way: Way) -> str:
        if way not in self._senders:
            nodes = {socket.node for socket in self._roster.sockets() if socket.way == way}
            self._senders[way] = next(iter(nodes)) if len(nodes) == 1 else ""
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
