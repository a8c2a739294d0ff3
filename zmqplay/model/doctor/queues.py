"""Rules about full queues: senders that wait for room, and messages that are dropped for want of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.growth import FLOOD
from zmqplay.model.doctor.held_up import is_told_flat_out
from zmqplay.model.doctor.queries import (
    PATIENCE_NS,
    across,
    has_several,
    has_timeout,
    is_blocked,
    is_frozen,
    sockets,
    strangers,
)
from zmqplay.model.doctor.words import hwm
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import cut, quoted_id, some
from zmqplay.wire import Activity

SLOWEST_NS = 10_000_000_000
"""A foreign peer that reads makes room within this time; a reader tells of room only when half its queue is free.

A ROUTER or PUB that waits for one peer is wrong at once, since all its other peers wait as well.
"""
MOSTLY = 0.8
"""Share (0–1) of the last second above which a sender is held up by waits that are short by themselves."""


@dataclass(frozen=True, slots=True)
class Full:
    """The peers whose queues may be full: nodes of ours, and names of foreign peers."""

    nodes: list[NodeTraffic]
    foreign: list[str]

    @property
    def names(self) -> str:
        return some([*(node.name for node in self.nodes), *self.foreign])


def full_queues(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`blocked-at-high-water-mark`: the queues that a message may go to are full, so send waits."""
    for node, socket in sockets(traffic):
        waits_on = is_blocked(node, socket, now_ns)
        is_held = waits_on or _waits_most_of_the_time(traffic, node, socket, now_ns)
        if not socket.handshakes or not is_held or (socket.kind.has_one_peer and node.ignored):
            continue  # that a PAIR is ignored is a finding of its own
        if socket.drops or not _may_be_full(traffic, socket):
            continue  # a busy machine holds a send up as well
        full = _full(traffic, socket)
        if socket.kind.has_one_peer and socket.binds and not full.names:
            continue  # whoever is connected is ignored, so it has no peer: a finding of its own too
        waited_ns = now_ns - node.doing.since_ns
        may_move = bool(full.foreign) and waited_ns < SLOWEST_NS and not socket.kind.drops
        moves = may_move or any(map(_takes, full.nodes))
        if not (moves or waits_on):
            continue
        end = "; that is back-pressure, and nothing is lost." if moves else f".{_way_out(traffic, socket)}"
        yield Finding(
            "blocked-at-high-water-mark",
            node.name,
            f"{node.name} waits in send: {_why(full, moves, waited_ns)}, and {_queues(full)} full "
            f"(SNDHWM {hwm(socket, 'SNDHWM')} here, {_receiving(traffic, socket, full)} there, the kernel's buffers "
            f"between){end}",
            f"zmq_setsockopt(3), ZMQ_{_option(socket)}",
            Level.NOTE if moves else Level.WRONG,
        )


def _waits_most_of_the_time(traffic: Traffic, node: NodeTraffic, socket: SocketTraffic, now_ns: int) -> bool:
    """Whether a node waits in this socket's `send` over and over, and nobody is told to be flat out."""
    if is_told_flat_out(traffic, now_ns, PATIENCE_NS) or not 0 < node.rates.sent < FLOOD:
        return False
    is_there = node.doing.activity is Activity.BLOCKED and node.doing.socket == socket.number
    return is_there and node.rates.blocked > MOSTLY and node.state is NodeState.RUNNING and not node.life.stopping_ns


def _may_be_full(traffic: Traffic, socket: SocketTraffic) -> bool:
    """Whether so much waits as a full queue holds: at least half its limit, since libzmq tells of room in such steps.

    What was handed to foreign peers, or lost, may wait as far as is known here.
    """
    if socket.publishes and not strangers(traffic, socket):
        taken = min((_received(node, socket.wire) for node, _ in across(traffic, socket)), default=0)
    elif socket.publishes:
        taken = 0
    else:
        taken = sum(other.received.messages for other in traffic.all_sockets() if other.from_way == socket.way)
    sent = sum(other.sent.messages for other in traffic.all_sockets() if other.way == socket.way)
    limit = socket.hwm("SNDHWM")
    return limit != inf and sent - taken >= max(1, limit // 2)


def _option(socket: SocketTraffic) -> str:
    """The option that explains why `send` waits."""
    if socket.kind.drops:  # and yet it waits
        return "ROUTER_MANDATORY" if socket.routes else "XPUB_NODROP"
    return "SNDHWM"


def _full(traffic: Traffic, socket: SocketTraffic) -> Full:
    """The peers for which a blocked send waits: all, or those that one message may be meant for."""
    if socket.routes:
        return _full_of_router(traffic, socket)
    nodes = [node for node, _ in across(traffic, socket) if not (socket.kind.has_one_peer and node.ignored)]
    foreign = [f"the program at {cut(address)}" for address in strangers(traffic, socket)]
    if not nodes and not foreign:  # a program that has bound is known by its address alone
        foreign = [f"the program at {cut(address)}" for address in socket.facts.connected]
    if socket.publishes:  # waits for the fullest subscriber alone
        links = traffic.ledger.links
        held = [links.get((socket.node, node.name, socket.wire)) for node in nodes]
        full = [node for node, link in zip(nodes, held, strict=True) if _is_full(link, socket)]
        return Full(full, []) if full else Full(nodes if not foreign else [], foreign)
    return Full(nodes, foreign)


def _is_full(link: Link | None, socket: SocketTraffic) -> bool:
    return link is not None and (link.waiting or 0) >= socket.hwm("SNDHWM")


def _full_of_router(traffic: Traffic, socket: SocketTraffic) -> Full:
    """The peers that cannot be told to have room, by routing id: a ROUTER waits for the one that it sends to."""
    room = socket.hwm("SNDHWM")
    nodes: dict[str, NodeTraffic] = {}
    foreign: list[str] = []
    for routing_id, tally in socket.sent_by_key.items():
        name = traffic.peers.owner(routing_id)
        if name is None:
            if tally.messages >= room:
                foreign.append(f"{quoted_id(routing_id)} ({_whereabouts(traffic, socket, routing_id)})")
        elif tally.messages - _received(traffic.nodes[name], socket.wire) >= room:
            nodes[name] = traffic.nodes[name]
    return Full(list(nodes.values()), foreign)


def _whereabouts(traffic: Traffic, socket: SocketTraffic, routing_id: bytes) -> str:
    """Which program has this routing id, and whether it has gone."""
    peer = traffic.peers.foreign_owner(socket, routing_id)
    if peer is None:
        return "a foreign peer"
    return f"the program at {cut(peer.address)}{', which has left' if peer.gone else ''}"


def _received(node: NodeTraffic, wire: str) -> int:
    return sum(socket.received.messages for socket in node.all_sockets if socket.wire == wire)


def _takes(node: NodeTraffic) -> bool:
    """Whether a node still takes messages, however slowly."""
    is_at_work = node.doing.activity in (Activity.BUSY, Activity.UNSEEN)
    return bool(node.rates.received) or (node.state is NodeState.RUNNING and is_at_work)


def _why(full: Full, moves: bool, waited_ns: int) -> str:
    frozen = [node.name for node in full.nodes if is_frozen(node)]
    if frozen:
        return f"{some(frozen)} {'is' if len(frozen) == 1 else 'are'} frozen"
    if moves:
        return "its peers take less than it sends"
    return f"nobody takes anything{f' for {waited_ns / 1e9:,.0f} s' if full.foreign else ''}"


def _queues(full: Full) -> str:
    if not full.names:
        return "the queue for the message is"
    return (
        f"the queue to {full.names} is"
        if len(full.nodes) + len(full.foreign) == 1
        else f"the queues to {full.names} are"
    )


def _receiving(traffic: Traffic, socket: SocketTraffic, full: Full) -> str:
    """The RCVHWM of the peers whose queues are full, or the least and the most; without a number if one is unknown."""
    names = {node.name for node in full.nodes}
    marks = {other.hwm("RCVHWM"): hwm(other, "RCVHWM") for node, other in across(traffic, socket) if node.name in names}
    if full.foreign or not marks:
        return "RCVHWM"
    least, most = marks[min(marks)], marks[max(marks)]
    return f"RCVHWM {least}" if least == most else f"RCVHWM {least} {'or more' if inf in marks else f'to {most}'}"


def _way_out(traffic: Traffic, socket: SocketTraffic) -> str:
    """What helps a sender that waits for one peer while the others have room."""
    if not socket.kind.drops:
        return ""
    gives_up = "" if has_timeout(socket, "SNDTIMEO") else ": set SNDTIMEO, so that send gives up with EAGAIN"
    if socket.routes:
        return f" With ROUTER_MANDATORY send waits for this one peer, even after the peer has died{gives_up}."
    stops = "the slowest subscriber stops all the others" if has_several(traffic, socket) else "send waits for its peer"
    return f" With XPUB_NODROP {stops}{gives_up}."


RULES: tuple[Rule, ...] = (full_queues,)
