"""Fills the summary of a session from its traffic and its Doctor."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.activity import Usage
from zmqplay.model.doctor import Diagnosis, Doctor
from zmqplay.model.ledger import accounts
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.event_words import name_of
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.model.summary import shapes
from zmqplay.model.summary.keys import routing_ids, topics
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Tally

OUTPUT_SHOWN = 20


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
    return shapes.Summary(
        pattern=traffic.topology.name,
        seconds=round(seconds, 3),
        complete=complete,
        nodes=[_node(node, now_ns) for node in traffic.nodes.values()],
        links=[_link(link) for link in traffic.ledger.find_links()],
        totals=_totals(totals),
        lost_by_reason=totals.lost_by_reason,
        topics=listed,
        topics_unlisted=unlisted,
        routing_ids=listed_ids,
        routing_ids_unlisted=unlisted_ids,
        foreign_peers=[
            shapes.ForeignPeer(peer.address, peer.node, peer.wire) for peer in traffic.peers.foreign.values()
        ],
        diagnosis=[_diagnosis(diagnosis, traffic.live_ns) for diagnosis in doctor.diagnoses.values()],
        unseen_reports=traffic.unseen_reports,
        bad_reports=dict(traffic.bad_reports),
        commands=list(commands),
        why=list(why),
    )


def _totals(totals: accounts.Totals) -> shapes.Totals:
    return shapes.Totals(**{name: getattr(totals, name) for name in shapes.Totals.__struct_fields__})


def _node(node: NodeTraffic, now_ns: int) -> shapes.Node:
    return shapes.Node(
        name=node.name,
        role=node.role,
        pid=node.life.pid,
        state=str(node.state),
        reason=node.life.reason,
        exit=node.life.exit,
        error=node.life.reason if node.state in (NodeState.CRASHED, NodeState.KILLED) else None,
        busy=round(node.busy_share(now_ns), 3),
        service_ms=_milliseconds(node.services),
        process=_process(node.usage),
        counts_are_final=node.life.final or node.life.exact,
        ignored=node.ignored or None,
        output=list(node.output)[-OUTPUT_SHOWN:],
        sockets=[_socket(socket, former=False) for socket in node.sockets.values()]
        + [_socket(socket, former=True) for socket in node.former],
    )


def _process(usage: Usage) -> shapes.Process:
    if not usage.memory_bytes:
        return shapes.Process(None, None, None)
    return shapes.Process(usage.memory_bytes, round(usage.cpu_seconds, 3), usage.threads)


def _milliseconds(spread: Spread) -> shapes.Milliseconds:
    return shapes.Milliseconds(spread.percentile_ms(0.5), spread.percentile_ms(0.99))


def _socket(socket: SocketTraffic, former: bool) -> shapes.Socket:
    return shapes.Socket(
        type=socket.type,
        former=former,
        bound=list(socket.facts.bound),
        connected=list(socket.facts.connected),
        sent=_messages(socket.sent),
        received=_messages(socket.received),
        busy_seconds=round(socket.busy_ns / 1e9, 3),
        idle_seconds=round(socket.idle_ns / 1e9, 3),
        blocked_seconds=round(socket.blocked_ns / 1e9, 3),
        peers=socket.handshakes,
        events={name_of(number): count for number, count in socket.events.items()},
    )


def _messages(tally: Tally) -> shapes.Messages:
    return shapes.Messages(tally.messages, tally.bytes)


def _link(link: accounts.Link) -> shapes.Link:
    return shapes.Link(
        sender=link.sender,
        receiver=link.receiver,
        wire=link.wire,
        delivered=link.delivered,
        lost=link.lost,
        lost_numbers=list(link.lost_numbers),
        waiting=link.waiting,
        waiting_bytes=link.waiting_bytes,
        latency_ms=_milliseconds(link.latencies),
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
