"""Rules about messages that wait or are dropped: no peer, full queues, frozen peers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from zmqplay.model.causes import LossReason
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import (
    PATIENCE_NS,
    across,
    events,
    is_frozen,
    outstanding,
    sockets,
    waiting,
)
from zmqplay.model.doctor.words import counted, some
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Activity, SocketEvent


def without_peer(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`blocked-without-peer`, `queued-without-peer`, `dropped-without-peer`: a socket sends without any peer."""
    log = events(traffic)
    for node, socket in sockets(traffic):
        if (
            not socket.kind.speaks_first
            or socket.handshakes
            or node.state is not NodeState.RUNNING
            or node.life.stopping_ns
        ):
            continue
        if _is_blocked(node, socket, now_ns):
            yield _blocked_without_peer(node, socket)
        elif socket.kind.drops:
            if node.rates.sent and socket.binds and not node.speech.holding:
                yield _dropped_without_peer(node, socket)
        elif now_ns - _alone_since_ns(log.get((node.name, socket.number), [])) > PATIENCE_NS and not socket.binds:
            yield from _queued_without_peer(node, socket, outstanding(traffic, socket))


def _alone_since_ns(events: list[SocketEvent]) -> int:
    """When a socket lost its last peer, or first tried to connect; 0 if no event tells."""
    ends = [event for event in events if event.event == EventNumber.DISCONNECTED] or events[:1]
    return ends[-1].time_ns if ends else 0


def _is_blocked(node: NodeTraffic, socket: SocketTraffic, now_ns: int) -> bool:
    """Whether the node has waited in this socket's `send` for long, and was not told to stop."""
    is_there = node.doing.activity is Activity.BLOCKED and node.doing.socket == socket.number
    lasts = now_ns - node.doing.since_ns > PATIENCE_NS
    return is_there and lasts and node.state is NodeState.RUNNING and not node.life.stopping_ns


def _blocked_without_peer(node: NodeTraffic, socket: SocketTraffic) -> Finding:
    full = f", and its queue for {_addresses(socket)} is full" if socket.facts.connected else ""
    return Finding(
        "blocked-without-peer",
        node.name,
        f"{node.name} waits in send: its {socket.type} has no peer{full}. PUSH, DEALER, REQ and PAIR wait for one, "
        "where PUB and ROUTER would drop; start the other side, or set SNDTIMEO so that send gives up.",
        f"zmq_socket(3), ZMQ_{socket.type}, Action in mute state",
    )


def _queued_without_peer(node: NodeTraffic, socket: SocketTraffic, queued: int) -> Iterator[Finding]:
    if not queued:
        return
    yield Finding(
        "queued-without-peer",
        node.name,
        f"{node.name} has sent {counted(queued)} to {_addresses(socket)}, where nobody is: a socket "
        "that connects queues for a peer still to come. With IMMEDIATE=1 it queues only for peers that are there.",
        "zmq_setsockopt(3), ZMQ_IMMEDIATE",
    )


def _dropped_without_peer(node: NodeTraffic, socket: SocketTraffic) -> Finding:
    return Finding(
        "dropped-without-peer",
        node.name,
        f"{node.name} sends with nobody connected, and its {socket.type} drops it all: PUB and ROUTER never wait, "
        "where PUSH, DEALER and REQ would. Start the other side first, and send once it is there.",
        f"zmq_socket(3), ZMQ_{socket.type}",
    )


def _addresses(socket: SocketTraffic) -> str:
    return some(list(socket.facts.connected))


def full_queues(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`blocked-at-high-water-mark`: every queue is full, so send waits."""
    for node, socket in sockets(traffic):
        if not socket.handshakes or not _is_blocked(node, socket, now_ns):
            continue
        others = [other for other, _ in across(traffic, socket)]
        frozen = [other.name for other in others if is_frozen(other)]
        moves = any(other.rates.received for other in others)
        why = "its peers take less than it sends" if moves else "nobody takes anything"
        why = f"{some(frozen)} {'is' if len(frozen) == 1 else 'are'} frozen" if frozen else why
        end = "; that is back-pressure, and nothing is lost." if moves else "."
        yield Finding(
            "blocked-at-high-water-mark",
            node.name,
            f"{node.name} waits in send: {why}, and the queues to {some([other.name for other in others]) or 'it'} are "
            f"full (SNDHWM {_hwm(socket, 'SNDHWM')} here, RCVHWM there, the kernel's buffers between){end}",
            "zmq_setsockopt(3), ZMQ_SNDHWM",
            Level.NOTE if moves else Level.WRONG,
        )


def _hwm(socket: SocketTraffic, name: str) -> str:
    most = socket.hwm(name)
    return "without limit" if most == inf else f"{most:,.0f}"


def dropped_at_high_water_mark(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`dropped-at-high-water-mark`: a publisher drops messages for a subscriber whose queue is full."""
    for link in traffic.ledger.links.values():
        lost = (link.lost or {}).get(LossReason.HIGH_WATER_MARK, 0)
        if lost:
            sender, receiver = traffic.nodes[link.sender], traffic.nodes[link.receiver]
            yield Finding(
                "dropped-at-high-water-mark",
                receiver.name,
                f"{receiver.name} takes less than {sender.name} publishes, so its queue ran full and "
                f"{counted(lost)} to it {'was' if lost == 1 else 'were'} dropped{_first(link.lost_numbers)}: a PUB "
                "never waits. Publish less, work faster, allow more (SNDHWM, RCVHWM), or let it wait (XPUB_NODROP=1).",
                "zmq_socket(3), ZMQ_PUB; RFC 29",
                _level_of_drops(traffic, sender, receiver),
                lost,
            )


def _level_of_drops(traffic: Traffic, sender: NodeTraffic, receiver: NodeTraffic) -> Level:
    """Drops of a flat-out publisher to an idle subscriber are only noted: the speed alone causes them."""
    sets_hwm = any({"SNDHWM", "RCVHWM"} & s.facts.options.keys() for n in (sender, receiver) for s in n.all_sockets)
    slow = receiver.work_ms or is_frozen(receiver) or sets_hwm
    return Level.WRONG if slow or not traffic.sampled else Level.NOTE


def _first(numbers: Sequence[int]) -> str:
    """The number of the first lost message, in brackets."""
    return f" (the first was no. {numbers[0]:,})" if numbers else ""


def frozen(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`frozen`: a node is stopped by SIGSTOP; its connections stay open, and messages to it wait."""
    waits = waiting(traffic)
    for node in traffic.nodes.values():
        if is_frozen(node):
            n = waits[node.name]
            held = f", and {counted(n, verb='wait')} for it" if n else ""
            yield Finding(
                "frozen",
                node.name,
                f"{node.name} is frozen{held}: its connections stay open, so nobody is told. With HEARTBEAT_IVL and "
                f"HEARTBEAT_TIMEOUT its peers would notice; `/thaw {node.name}` lets it go on.",
                "zmq_setsockopt(3), ZMQ_HEARTBEAT_IVL",
                Level.WRONG if n else Level.NOTE,
            )


RULES: tuple[Rule, ...] = (without_peer, full_queues, dropped_at_high_water_mark, frozen)
