"""The texts and figures of each node in the topology: name, sockets, activity, rate, queue and losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.waits import Wait, wait_of, waits_in_words
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_literal
from zmqplay.text import brief, filled, percent, rate, safe, work_in_words
from zmqplay.ui.panes.topology.programs import Programs

TOPICS_MOST, TOPIC_MOST = 8, 40
"""Subscriptions of a node that are shown, and the most characters of each."""
LEAST_RATE = 0.05
"""The least rate that is shown, in messages a second."""


@dataclass(slots=True)
class NodeCard:
    """The texts and figures of a node, of a foreign peer, or of the nodes of a stack together."""

    name: str
    """The name in the traffic."""
    title: str
    """The name as shown."""
    sockets: str
    activity: str
    short: str
    """The activity in fewer cells."""
    reason: str = ""
    """Why the node is ignored, or how it ended."""
    busy: float = 0.0
    waits: dict[str, int] = field(default_factory=dict)
    """Messages that wait for the node, by wire."""
    waited: list[int] = field(default_factory=list)
    """Messages that waited in the longest queue, one figure for each quarter second, the latest last."""
    room: int = 0
    """Messages that the node's own queues hold in which something waits; 0 if that is not known of each."""
    lost: dict[str, int] = field(default_factory=dict)
    """Messages that were lost on the way to the node, by wire."""
    work: str = ""
    """The work time for one task, in words."""
    waits_for: str = ""
    """What the node waits for, and what waits in it, in words; empty if neither is worth naming."""
    unsent: int = 0
    """Messages that wait in the node to be sent."""
    blocked_on: str = ""
    """The wire on which the node is blocked in send."""
    bound: dict[str, bool] = field(default_factory=dict)
    """Whether it binds, by wire: told of foreign peers that do, and of a node that has ended, as it was then."""
    alive: bool = True
    dimmed: bool = False
    ignored: bool = False
    foreign: bool = False
    rate_in: float = 0.0
    rate_out: float = 0.0
    role: str = ""
    number: int = 0
    peers: dict[str, str] = field(default_factory=dict)
    """Of a foreign program, by each of our nodes that is connected to it, the name of that connection."""
    topics: str = ""
    """What a node subscribes to, in words; empty if it has no socket that subscribes."""
    subscribed: str = ""
    """The topics of a node that is not busy; they are shown in place of the activity."""

    @property
    def names(self) -> set[str]:
        """The name, and those of all connections to a foreign program."""
        return {self.name, *self.peers.values()}

    @property
    def waiting(self) -> int:
        return sum(self.waits.values())

    @property
    def losses(self) -> int:
        return sum(self.lost.values())

    @property
    def rate(self) -> str:
        """The rate of messages received, or of messages sent if the node only sends."""
        fastest = self.rate_in if self.rate_in >= LEAST_RATE else self.rate_out
        return rate(fastest) if fastest >= LEAST_RATE else ""

    @property
    def is_full(self) -> bool:
        """Whether no more fits into the node's own queues, so that more waits before them."""
        return 0 < self.room <= self.waiting

    @property
    def waiting_in_words(self) -> str:
        """Messages that wait for the node, of those that its queues hold; or else messages that wait in it."""
        if self.waiting:
            return f"{filled(self.waiting, self.room)} waiting"
        return f"{brief(self.unsent)} to send" if self.unsent else ""

    @property
    def lost_in_words(self) -> str:
        return f"{brief(self.losses)} lost" if self.losses else ""


def cards_of(traffic: Traffic, now_ns: int, names: Iterable[str], programs: Programs) -> dict[str, NodeCard]:
    """The cards of these nodes and foreign peers, as of `now_ns`; several connections may be to one of `programs`."""
    links: dict[str, list[Link]] = {}
    untold: set[str] = set()
    for link in traffic.ledger.links.values():
        if link.waiting is None:
            untold.add(link.receiver)
        if link.waiting or link.lost:
            links.setdefault(link.receiver, []).append(link)
    peers: dict[str, list[ForeignPeer]] = {}
    for peer in traffic.peers.foreign.values():
        peers.setdefault(programs.get(peer.name, peer.name), []).append(peer)
    cards = {
        name: _card(traffic, now_ns, traffic.nodes[name], links.get(name, ()))
        if name in traffic.nodes
        else _foreign_card(name, peers.get(name, ()))
        for name in names
    }
    for name in untold & cards.keys():
        cards[name].room = 0
    return cards


def _card(traffic: Traffic, now_ns: int, node: NodeTraffic, links: Sequence[Link]) -> NodeCard:
    wait = wait_of(traffic, node)
    if wait is not None and not wait.lasts(now_ns):
        wait = None
    activity, short = _activity(node, wait)
    alive = node.state.alive
    is_blocked = activity.startswith("blocked") or bool(wait and wait.is_blocked)
    card = NodeCard(
        node.name, safe(node.name, 40), _sockets(traffic, node), activity, short,
        safe(node.ignored or node.life.reason, 200) if node.ignored or not alive else "",
        node.rates.busy if alive else 0.0,
        work=work_in_words(node.work_ms, node.jitter_ms) if alive else "",
        waits_for=waits_in_words(node, wait), unsent=node.speech.to_be_sent,
        blocked_on=_wire_of(node) if is_blocked else "",
        bound={} if alive else {socket.wire: socket.binds for socket in node.sockets.values() if socket.is_placed},
        alive=alive,
        dimmed=not alive or node.state is NodeState.FROZEN or bool(node.ignored),
        ignored=bool(node.ignored),
        rate_in=node.rates.received if alive else 0.0, rate_out=node.rates.sent if alive else 0.0,
        role=node.role, number=node.number,
    )  # fmt: skip
    if (topics := topics_of(node)) is not None:
        card.topics = subscriptions_in_words(topics)
    if node.rates.busy < NOTEWORTHY and activity == _busy(node.rates.busy):
        card.subscribed = card.topics
    _add_links(card, links)
    return card


def topics_of(node: NodeTraffic) -> tuple[bytes, ...] | None:
    """All subscriptions of a node; None if it has no socket that subscribes."""
    sockets = [one for one in node.sockets.values() if one.subscribes and not one.facts.closed]
    return tuple(dict.fromkeys(topic for one in sockets for topic in one.facts.subscriptions)) if sockets else None


def subscriptions_in_words(topics: Sequence[bytes]) -> str:
    """`topic, topic1`, `everything`, or `nothing`."""
    if b"" in topics:
        return "everything"
    return ", ".join(as_literal(topic, TOPIC_MOST) for topic in topics[:TOPICS_MOST]) or "nothing"


def _foreign_card(name: str, peers: Sequence[ForeignPeer]) -> NodeCard:
    """The card of a foreign program to which these connections are."""
    sockets = "/".join(safe(kind, 10) for kind in peers[0].types) if peers else ""
    activity = short = "ignored" if any(peer.is_ignored for peer in peers) else "foreign"
    handed_over, received = (
        sum(peer.handed_over or 0 for peer in peers),
        sum(peer.received_from or 0 for peer in peers),
    )
    to, back = brief(handed_over), brief(received)
    if handed_over and received:
        activity = f"{to} to, {back} from"
    elif handed_over:
        activity, short = f"{to} handed over", f"{to} to"
    elif received:
        activity, short = f"{back} from it", f"{back} fr."
    bound = {peer.wire: True for peer in peers if peer.binds}
    hosts = {peer.node: peer.name for peer in peers}
    return NodeCard(name, safe(name, 60), sockets, activity, short, foreign=True, dimmed=True, peers=hosts, bound=bound)


def _sockets(traffic: Traffic, node: NodeTraffic) -> str:
    """The types of a node's sockets; of a node that has none yet, the first that its role declares."""
    types = dict.fromkeys(socket.type for socket in node.sockets.values())
    return " · ".join(safe(kind, 10) for kind in types) or " · ".join(traffic.topology.sockets_of(node.role)[:1])


def _add_links(card: NodeCard, links: Sequence[Link]) -> None:
    """Add the messages that wait for the node and those lost on the way, as far as the ledger knows them."""
    rooms = [link.room for link in links if link.waiting]
    card.room = sum(rooms) if all(rooms) else 0
    for link in links:
        if link.waiting:
            card.waits[link.wire] = card.waits.get(link.wire, 0) + link.waiting
            if link.waiting * 2 > card.waiting:
                card.waited = list(link.history)
        if link.lost:
            card.lost[link.wire] = card.lost.get(link.wire, 0) + sum(link.lost.values())


def _activity(node: NodeTraffic, wait: Wait | None) -> tuple[str, str]:
    """The activity, and the same in at most 7 cells; `wait` is what the node has waited for over the last second."""
    if not node.state.alive:
        return node.state.value, node.state.value
    if node.ignored or node.life.awaits_input:
        return ("ignored", "ignored") if node.ignored else ("wants input", "input")
    if node.state is not NodeState.RUNNING:
        return node.state.value, "starts" if node.state is NodeState.STARTING else node.state.value
    if wait:
        return wait.brief, "in send" if wait.is_blocked else "waits"
    if node.rates.blocked > node.rates.busy and node.rates.blocked >= 0.05:
        share = percent(node.rates.blocked)
        return "blocked" if share == "100 %" else f"blocked {share}", share
    return _busy(node.rates.busy), percent(node.rates.busy)


def _busy(share: float) -> str:
    return f"busy {percent(share):>5}"


NOTEWORTHY = 0.05
"""A subscriber that is busy for a smaller share shows its subscriptions instead."""


def _wire_of(node: NodeTraffic) -> str:
    """The wire on which a node waits now; its first wire if that is unknown."""
    socket = node.sockets.get(node.doing.socket)
    return socket.wire if socket else next((socket.wire for socket in node.sockets.values()), "")
