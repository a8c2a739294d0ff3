"""Messages of which only the receive was seen: from foreign peers, of unsampled sends, and subscriptions."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from msgspec.structs import replace

from zmqplay.model.messages.messages import FOREIGN, Delivery, Message, MessageLog
from zmqplay.model.peers import Peers
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.strangers import Strangers
from zmqplay.wire import Sample

KEPT = 1_000
"""Most contents of messages shown as received only that may still be matched with their sends."""
Key = tuple[Way, int]
"""The direction, and the digest of the message's content."""


class Received:
    """Puts these messages into the log, with the sender where only one is possible."""

    def __init__(self, roster: Roster, log: MessageLog, peers: Peers) -> None:
        self._roster = roster
        self._log = log
        self._strangers = Strangers(peers)
        self._senders: dict[Way, str] = {}
        """The only node that can send on a way, or nothing; since the last tick."""

        self.alone: Counter[tuple[Way, str]] = Counter()
        """How many receives were shown whose send has not been seen until now, by direction and receiver."""
        self._shown: dict[Key, deque[tuple[Message, SocketTraffic, Sample]]] = {}
        """These receives; their send may still be reported, e.g. when a frozen node is thawed."""

    def forget_senders(self) -> None:
        """Nodes have changed: find the possible senders again."""
        self._senders.clear()

    def show(self, key: Key, socket: SocketTraffic, sample: Sample, sampled: bool) -> tuple[Message, bool]:
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
        self.alone[way, socket.node] += 1
        if not sampled:
            part = replace(sample, whole=()) if sample.whole else sample  # the message has it, as long as it may
            self._shown.setdefault(key, deque()).append((message, socket, part))
            if len(self._shown) > KEPT:
                del self._shown[next(iter(self._shown))]
        return message, bool(strangers)

    def not_alone(self, key: Key, sent_ns: int) -> Sequence[tuple[Message, SocketTraffic, Sample]]:
        """The receives that were shown before a message of their content was seen to be sent; they are forgotten."""
        shown = self._shown.get(key)
        if not shown or shown[0][2].time_ns < sent_ns:
            return ()
        for _, socket, _ in self._shown.pop(key):
            self.alone[key[0], socket.node] -= 1
        return list(shown)

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
        whole=sample.whole,
    )  # fmt: skip


def delivery_of(socket: SocketTraffic, sample: Sample) -> Delivery:
    """The delivery that a receiver's sample describes."""
    return Delivery(socket.node, sample.time_ns, sample.heads, sample.sizes, socket.number)
