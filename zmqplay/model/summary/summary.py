"""Fills the summary of a session from its traffic and its Doctor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zmqplay.model.doctor import Diagnosis, Doctor
from zmqplay.model.ledger import accounts
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.summary import shapes
from zmqplay.model.summary.keys import routing_ids, topics
from zmqplay.model.summary.nodes import milliseconds, node_shape
from zmqplay.model.traffic import Traffic

PEERS_LISTED = 200
"""Foreign peers that are listed one by one."""


# long: one argument for each field
def summary(
    traffic: Traffic,
    doctor: Doctor,
    *,
    seconds: float,
    complete: bool,
    now_ns: int,
    commands: Sequence[shapes.Command] = (),
    why: Sequence[shapes.Explained] = (),
) -> shapes.Summary:
    """The whole session.

    `seconds` is how long the session was played; `complete` tells whether all that was asked for was sent and done;
    `now_ns` is the time, on the clock of the facts, up to which the nodes' shares of work are counted.
    """
    totals = traffic.ledger.totals
    listed, unlisted = topics(traffic)
    listed_ids, unlisted_ids = routing_ids(traffic)
    peers = _listed(traffic.peers.foreign)
    links = [_link(traffic, link) for link in traffic.ledger.find_links()]
    return shapes.Summary(
        pattern=traffic.topology.name,
        seconds=round(seconds, 3),
        complete=complete,
        nodes=[
            node_shape(
                node,
                now_ns,
                waiting_in=_waiting(link for link in links if link.receiver == node.name),
                waiting_out=_waiting(link for link in links if link.sender == node.name),
            )
            for node in traffic.nodes.values()
        ],
        links=links,
        totals=_totals(totals),
        lost_by_reason=totals.lost_by_reason,
        topics=listed,
        topics_unlisted=unlisted,
        routing_ids=listed_ids,
        routing_ids_unlisted=unlisted_ids,
        foreign_peers=[_foreign(peer, traffic.live_ns) for peer in peers],
        foreign_peers_unlisted=len(traffic.peers.foreign) + traffic.peers.forgotten - len(peers),
        diagnosis=[_diagnosis(diagnosis, traffic.live_ns) for diagnosis in doctor.diagnoses.values()],
        unseen_reports=traffic.unseen_reports,
        bad_reports=dict(traffic.bad_reports),
        commands=list(commands),
        why=list(why),
    )


def _totals(totals: accounts.Totals) -> shapes.Totals:
    return shapes.Totals(**{name: getattr(totals, name) for name in shapes.Totals.__struct_fields__})


def _link(traffic: Traffic, link: accounts.Link) -> shapes.Link:
    known = traffic.queues.known_waiting(link.sender, link.receiver, link.wire)
    return shapes.Link(
        sender=link.sender,
        receiver=link.receiver,
        wire=link.wire,
        delivered=link.delivered,
        lost=link.lost,
        lost_numbers=list(link.lost_numbers),
        waiting=link.waiting,
        waiting_bytes=known.bytes if known.messages == link.waiting else None,
        latency_ms=milliseconds(link.latencies),
    )


def _waiting(links: Iterable[shapes.Link]) -> shapes.Waiting:
    """What waits on several links; unknown if it is unknown of one."""
    known = [(link.waiting, link.waiting_bytes) for link in links]
    messages, sizes = [waiting for waiting, _ in known], [size for _, size in known]
    return shapes.Waiting(_sum(messages), _sum(sizes))


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _listed(peers: dict[str, ForeignPeer]) -> list[ForeignPeer]:
    """The peers that are here, and the last of those that have left, in the order in which they came."""
    latest_first = list(reversed(peers))
    latest_first.sort(key=lambda name: peers[name].gone)
    wanted = set(latest_first[:PEERS_LISTED])
    return [peer for name, peer in peers.items() if name in wanted]


def _foreign(peer: ForeignPeer, live_ns: int) -> shapes.ForeignPeer:
    return shapes.ForeignPeer(
        address=peer.address,
        node=peer.node,
        wire=peer.wire,
        types=list(peer.types),
        routing_id=None if peer.routing_id is None else peer.routing_id.hex(),
        received_from=peer.received_from,
        handed_over=peer.handed_over,
        since_s=_seconds(peer.since_ns - live_ns),
        until_s=_seconds(peer.gone_ns - live_ns) if peer.gone else None,
    )


def _diagnosis(diagnosis: Diagnosis, live_ns: int) -> shapes.Diagnosis:
    """`live_ns`: when the run began."""
    found, until_ns = diagnosis.finding, diagnosis.until_ns
    return shapes.Diagnosis(
        rule=found.rule,
        level=str(found.level),
        node=found.node,
        says=found.says,
        source=found.source,
        since_s=_seconds(diagnosis.since_ns - live_ns),
        until_s=None if until_ns is None else _seconds(until_ns - live_ns),
        count=diagnosis.count,
    )


def _seconds(duration_ns: int) -> float:
    return round(max(0, duration_ns) / 1e9, 3)
