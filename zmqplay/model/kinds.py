"""Kinds of sockets: one row a kind, from which everything that depends on the kind is read.

A row says what is true of every socket of its kind (zmq_socket(3)); options that change it (CONFLATE, XPUB_NODROP,
ROUTER_MANDATORY) are looked up at the socket. The columns fit any place that messages pass: an AMQP queue deals in turn
and waits when full, a Kafka partition publishes. So another kind is another row, not a branch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Sends(StrEnum):
    """The peer that a message goes to: the outgoing routing strategy."""

    NOTHING = "nothing"
    SUBSCRIPTIONS = "subscriptions"
    """The socket sends no messages of a user's, only subscriptions."""
    IN_TURN = "in turn"
    """To one peer after the other, ignoring how busy each is."""
    TO_SUBSCRIBERS = "to subscribers"
    """To each peer that subscribed to the message's topic."""
    BY_ROUTING_ID = "by routing id"
    """To the peer that the first frame names."""
    TO_LAST_PEER = "to the last peer"
    """To the peer that the last message came from."""
    TO_ONLY_PEER = "to the only peer"


class Receives(StrEnum):
    """The peer that a message is taken from: the incoming routing strategy."""

    NOTHING = "nothing"
    SUBSCRIPTIONS = "subscriptions"
    """The socket receives no messages of a user's, only its peers' subscriptions."""
    FAIR_QUEUED = "fair-queued"
    """From all peers in turn."""
    FROM_LAST_PEER = "from the last peer"
    """From the peer that the last message went to."""
    FROM_ONLY_PEER = "from the only peer"


class WhenFull(StrEnum):
    """What happens to a message when the queue is full or there is no peer: the action in mute state."""

    NO_MATTER = "no matter"
    """The socket sends no messages of a user's."""
    WAITS = "waits"
    """`send` waits, and nothing is lost: back-pressure."""
    DROPS = "drops"
    """`send` returns at once, and the message is gone."""


class FirstFrame(StrEnum):
    """The meaning of a message's first frame to ZeroMQ."""

    BODY = "body"
    """None: ZeroMQ hands the frame over as it is."""
    TOPIC = "topic"
    ROUTING_ID = "routing id"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of socket: a row of the table, and the claims derived from it.

    The claims are derived once, since some are needed for each message.
    """

    name: str
    """Upper case, as libzmq spells it: PUSH."""
    peers: tuple[str, ...]
    """The kinds that this kind may be connected to; zmq_socket(3), Compatible peer sockets."""
    sends: Sends
    receives: Receives
    when_full: WhenFull = WhenFull.NO_MATTER
    first_frame: FirstFrame = FirstFrame.BODY
    enveloped: bool = False
    """Messages have an envelope: frames before an empty one lead a reply back; RFC 28."""
    rank: int = 9
    """Of two ends of a wire, messages flow from the one with the lower rank."""
    words: tuple[str, str, str] = ("", "", "")
    """In a few words: where the kind sends to, where it receives from, and what happens when its queue is full.

    From zmq_socket(3); what it does not say, a full queue of PULL, SUB, XSUB and REP, is from RFC 28 to 30.
    """

    sends_messages: bool = field(init=False)
    """A user's messages leave through this kind."""
    receives_messages: bool = field(init=False)
    """A user's messages arrive through this kind."""
    speaks_first: bool = field(init=False)
    """The kind may send without having been asked."""
    asks: bool = field(init=False)
    """The kind sends one request at a time, and waits for the reply."""
    answers: bool = field(init=False)
    """The kind sends a reply to a peer of its choice that waits for one."""
    replies: bool = field(init=False)
    """The kind sends one reply to each message, to the peer that the message came from."""
    deals: bool = field(init=False)
    """The kind sends to its peers in turn."""
    publishes: bool = field(init=False)
    """The kind sends each message to every peer that subscribed to the topic."""
    subscribes: bool = field(init=False)
    """The kind receives the topics that it has subscribed to."""
    routes: bool = field(init=False)
    """The kind tells peers apart by routing ids, and puts the routing id in front of each received message."""
    has_one_peer: bool = field(init=False)
    """The kind talks to one peer, and ignores others that connect."""
    drops: bool = field(init=False)
    """The kind drops messages when a queue is full."""
    keyed_when_sent: bool = field(init=False)
    """Sent messages are counted by their first frame."""
    keyed_when_received: bool = field(init=False)
    """Received messages are counted by their first frame."""

    def __post_init__(self) -> None:
        sends = self.sends not in (Sends.NOTHING, Sends.SUBSCRIPTIONS)
        receives = self.receives not in (Receives.NOTHING, Receives.SUBSCRIPTIONS)
        has_key = self.first_frame is not FirstFrame.BODY
        for name, follows in {
            "sends_messages": sends,
            "receives_messages": receives,
            "speaks_first": sends and self.sends is not Sends.TO_LAST_PEER,
            "asks": self.receives is Receives.FROM_LAST_PEER,
            "answers": self.sends in (Sends.TO_LAST_PEER, Sends.BY_ROUTING_ID),
            "replies": self.sends is Sends.TO_LAST_PEER,
            "deals": self.sends is Sends.IN_TURN,
            "publishes": self.sends is Sends.TO_SUBSCRIBERS,
            "subscribes": self.first_frame is FirstFrame.TOPIC and receives,
            "routes": self.first_frame is FirstFrame.ROUTING_ID,
            "has_one_peer": self.sends is Sends.TO_ONLY_PEER,
            "drops": self.when_full is WhenFull.DROPS,
            "keyed_when_sent": has_key and self.sends is not Sends.NOTHING,
            "keyed_when_received": has_key and receives,
        }.items():
            object.__setattr__(self, name, follows)  # the dataclass is frozen

    @property
    def manual(self) -> tuple[str, ...]:
        """The box in the manual: compatible peers, what the kind sends, what it receives, what happens when full."""
        return (" ".join(self.peers), *self.words) if self.peers else ()


_ROWS = (
    Kind("PUSH", ("PULL",), Sends.IN_TURN, Receives.NOTHING, WhenFull.WAITS, rank=0,
         words=("to each in turn", "nothing", "send waits")),
    Kind("PULL", ("PUSH",), Sends.NOTHING, Receives.FAIR_QUEUED,
         words=("nothing", "from all in turn", "it reads no more, and its pusher waits")),
    Kind("PUB", ("SUB", "XSUB"), Sends.TO_SUBSCRIBERS, Receives.NOTHING, WhenFull.DROPS, FirstFrame.TOPIC, rank=1,
         words=("to all who subscribed", "nothing", "dropped for who is full")),
    Kind("SUB", ("PUB", "XPUB"), Sends.NOTHING, Receives.FAIR_QUEUED, first_frame=FirstFrame.TOPIC,
         words=("nothing", "from all in turn", "it reads no more, and its publisher drops")),
    Kind("XPUB", ("SUB", "XSUB"), Sends.TO_SUBSCRIBERS, Receives.SUBSCRIPTIONS, WhenFull.DROPS, FirstFrame.TOPIC,
         rank=2, words=("to all who subscribed", "subscriptions", "dropped for who is full")),
    Kind("XSUB", ("PUB", "XPUB"), Sends.SUBSCRIPTIONS, Receives.FAIR_QUEUED, first_frame=FirstFrame.TOPIC,
         words=("subscriptions", "from all in turn", "subscriptions are dropped")),
    Kind("REQ", ("REP", "ROUTER"), Sends.IN_TURN, Receives.FROM_LAST_PEER, WhenFull.WAITS, enveloped=True, rank=5,
         words=("to each in turn, then waits for the reply", "from the last peer", "send waits")),
    Kind("REP", ("REQ", "DEALER"), Sends.TO_LAST_PEER, Receives.FAIR_QUEUED, WhenFull.DROPS, enveloped=True,
         words=("to the last peer", "from all in turn", "the reply is dropped")),
    Kind("DEALER", ("ROUTER", "REP", "DEALER"), Sends.IN_TURN, Receives.FAIR_QUEUED, WhenFull.WAITS, enveloped=True,
         rank=4, words=("to each in turn", "from all in turn", "send waits")),
    Kind("ROUTER", ("DEALER", "REQ", "ROUTER"), Sends.BY_ROUTING_ID, Receives.FAIR_QUEUED, WhenFull.DROPS,
         FirstFrame.ROUTING_ID, enveloped=True, rank=3,
         words=("by routing id", "from all in turn", "dropped; if mandatory, send waits")),
    Kind("PAIR", ("PAIR",), Sends.TO_ONLY_PEER, Receives.FROM_ONLY_PEER, WhenFull.WAITS, rank=6,
         words=("to its one peer", "from its one peer", "send waits")),
)  # fmt: skip

UNKNOWN = Kind("?", (), Sends.NOTHING, Receives.NOTHING)
"""Stands for a kind that is not in the table, such as a draft socket: nothing is claimed about it."""


class _Table(dict[str, Kind]):
    def __missing__(self, name: str) -> Kind:
        return UNKNOWN


KINDS = _Table({row.name: row for row in _ROWS})
"""The rows by name; a missing name gives `UNKNOWN`. A dict and not a function, since each message looks here."""


def kind_of(name: str) -> Kind:
    """The row of a socket type; `UNKNOWN` if the table has none."""
    return KINDS[name]


def may_meet(one: str, other: str) -> bool:
    """Sockets of these two kinds can be connected to each other."""
    return other in kind_of(one).peers or one in kind_of(other).peers
