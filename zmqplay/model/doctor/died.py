"""The rule about messages that died with the nodes at which they waited."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.causes import LossReason
from zmqplay.model.closed import discarded
from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import first_lost, is_ending, lost_at_no_link, recent, uses_inproc
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some

NOTICED_NS = 150_000_000
"""How long a peer may take to notice that a node has ended."""


def died_with_messages(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`died-with-messages`: messages waited at a node that ended."""
    ending = is_ending(traffic)
    received: dict[str, list[Link]] = {}
    for link in traffic.ledger.links.values():
        if (link.lost or {}).get(LossReason.PEER_DIED):
            received.setdefault(link.receiver, []).append(link)
    for name, links in received.items():
        node = traffic.nodes[name]
        lost = _lost(links) - _sent_after_death(traffic, node) - sum(_never_left(traffic, link) for link in links)
        if lost > 0 and (_counts(node, ending) or node.former):
            yield _died([node], links, lost, ends=_ends(node, ending))
    for flow in lost_at_no_link(traffic, LossReason.PEER_DIED):
        nodes = [traffic.nodes[name] for name in dict.fromkeys(socket.node for socket in flow.receivers)]
        ended = [node for node in nodes if _counts(node, ending) or node.former]
        lost = flow.lost[LossReason.PEER_DIED] - sum(_sent_after_death(traffic, node) for node in ended)
        if ended and lost > 0:
            yield _died(ended, [], lost, ends=sum(_ends(node, ending) for node in ended))


def _counts(node: NodeTraffic, ending: bool) -> bool:
    """Whether the node ended by itself, and not because the whole session ends."""
    return node.state in (NodeState.KILLED, NodeState.CRASHED) or (node.state is NodeState.STOPPED and not ending)


def _ends(node: NodeTraffic, ending: bool) -> int:
    """How often the node has ended, in all its lives."""
    return node.life.number - 1 + _counts(node, ending)


def _lost(links: list[Link]) -> int:
    return sum((link.lost or {}).get(LossReason.PEER_DIED, 0) for link in links)


def _sent_after_death(traffic: Traffic, node: NodeTraffic) -> int:
    """How many of the last messages lost at a dead node were sent when its peers had noticed: they never waited."""
    noticed_ns = node.life.ended_ns + NOTICED_NS
    return sum(
        message.time_ns > noticed_ns and message.lost.get(node.name) is LossReason.PEER_DIED
        for message in recent(traffic)
    )


def _never_left(traffic: Traffic, link: Link) -> int:
    """How many messages were queued in sockets that were closed before any peer had come: they waited nowhere else."""
    return sum(
        socket.sent.messages
        for socket in traffic.nodes[link.sender].all_sockets
        if socket.wire == link.wire and socket.facts.closed and not socket.binds
        if not socket.first_handshake_ns and not uses_inproc(socket) and not discarded(socket)
    )


def _died(nodes: list[NodeTraffic], links: list[Link], lost: int, *, ends: int) -> Finding:
    """The nodes with whom so many messages died; it is not known how many with each of several, or at each end."""
    several = ends > len(nodes)
    first = 0 if several else first_lost(links)
    numbered = f", from no. {first:,} on" if first else ""
    them = "it" if len(nodes) == 1 else "them"
    at_most = "up to " * any(socket.last_moment.is_uncounted for node in nodes for socket in node.all_sockets)
    waited = f"{at_most}{counted(lost)} waiting for {them}"
    how = f"{counted(ends, 'time')}, with {waited} in all" if several else f"with {waited}"
    return Finding(
        "died-with-messages",
        nodes[0].name,
        f"{some([node.name for node in nodes])} ended {how}, lost now{numbered}: "
        "ZeroMQ sends nothing twice and tells nobody. Where each counts, let the receiver acknowledge, and send again "
        "what it did not.",
        "RFC 30; zguide, chapter 4",
        happened=lost,
    )


RULES: tuple[Rule, ...] = (died_with_messages,)
