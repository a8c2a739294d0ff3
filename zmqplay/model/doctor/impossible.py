"""Figures that cannot be: more messages have arrived than were sent and than may have come unseen: a wrong report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.ledger.probes import probes_received
from zmqplay.model.ledger.unreported import Unreported
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted

LASTS_NS = 1_000_000_000
"""How long nothing must have been reported: a sender may report after its receiver."""
LISTENED = 3
"""Marks of a node, a quarter second apart, that must lie in that time: who was held up meanwhile has heard nothing."""


def more_arrived(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`impossible`: on a wire without foreign peers, our nodes have received more than our nodes have sent."""
    if traffic.quiet(now_ns, LASTS_NS) and _has_listened(traffic, now_ns - LASTS_NS):
        yield from excess(traffic)


def _has_listened(traffic: Traffic, since_ns: int) -> bool:
    """Whether reports could be taken all the time since then: on a busy machine they may wait to be read."""
    return all(sum(mark.time_ns > since_ns for mark in node.rates.marks) >= LISTENED for node in traffic.nodes.values())


def excess(traffic: Traffic) -> Iterator[Finding]:
    """The same, once every node has reported everything."""
    sent: Counter[Way] = Counter()
    received: Counter[Way] = Counter()
    unsure: set[Way] = set()
    unreported = Unreported(traffic.roster, traffic.peers)
    for socket in traffic.all_sockets():
        if socket.kind.receives_messages:  # and not subscriptions
            received[socket.from_way] += socket.received.messages - unreported.at_most([socket])
        sent[socket.way] += socket.sent.messages
        # a publication arrives as often as a subscriber is connected; of a former life, some may not be reported
        if socket.publishes or socket.killed or not _has_told_all(traffic.nodes[socket.node]):
            unsure.add(socket.way)
    for way, arrived in received.items():
        wire, _ = way
        arrived -= probes_received(*_ends_of(traffic, way)) if arrived > sent[way] else 0
        if arrived > sent[way] and wire and way not in unsure and not traffic.peers.on_wire(wire):
            says = (
                f"{counted(arrived)} {'has' if arrived == 1 else 'have'} arrived on {wire}, where {sent[way]:,} "
                f"{'was' if sent[way] == 1 else 'were'} sent. That cannot be, so a node has reported wrong counts: do "
                "not believe the figures of this wire."
            )
            yield Finding("impossible", "", says, "")


def _ends_of(traffic: Traffic, way: Way) -> tuple[list[SocketTraffic], list[SocketTraffic]]:
    """The sockets that send and that receive in a direction."""
    sockets = list(traffic.all_sockets())
    return [one for one in sockets if one.way == way], [one for one in sockets if one.from_way == way]


def _has_told_all(node: NodeTraffic) -> bool:
    """Whether a node's counts are complete, as far as it has lived."""
    return node.state is NodeState.RUNNING or node.life.final or node.life.exact


RULES: tuple[Rule, ...] = (more_arrived,)
