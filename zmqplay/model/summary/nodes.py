"""The nodes of a summary, with their sockets."""

from __future__ import annotations

from zmqplay.model.activity import Usage
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.event_words import name_of
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.spread import Spread
from zmqplay.model.summary import shapes
from zmqplay.wire import Tally

OUTPUT_SHOWN = 20


def node_shape(
    node: NodeTraffic, now_ns: int, *, waiting_in: shapes.Waiting, waiting_out: shapes.Waiting
) -> shapes.Node:
    """One node; `now_ns` is the time up to which its share of work is counted."""
    return shapes.Node(
        name=node.name,
        role=node.role,
        pid=node.life.pid,
        state=str(node.state),
        reason=node.life.reason,
        exit=node.life.exit,
        error=node.life.reason if node.state in (NodeState.CRASHED, NodeState.KILLED) else None,
        busy=round(node.busy_share(now_ns), 3),
        service_ms=milliseconds(node.services),
        process=_process(node.usage),
        waiting_in=waiting_in,
        waiting_out=waiting_out,
        counts_are_final=(node.life.final or node.life.exact)
        and not any(each.last_moment.is_uncounted for each in node.former),
        waiting_to_be_sent=node.speech.to_be_sent,
        ignored=node.ignored or None,
        output=list(node.output)[-OUTPUT_SHOWN:],
        sockets=[_socket(socket, former=False) for socket in node.sockets.values()]
        + [_socket(socket, former=True) for socket in node.former],
    )


def milliseconds(spread: Spread) -> shapes.Milliseconds:
    """The percentiles of some durations."""
    return shapes.Milliseconds(spread.percentile_ms(0.5), spread.percentile_ms(0.99))


def _process(usage: Usage) -> shapes.Process:
    if not usage.memory_bytes:
        return shapes.Process(None, None, None)
    return shapes.Process(usage.memory_bytes, round(usage.cpu_seconds, 3), usage.threads)


def _socket(socket: SocketTraffic, *, former: bool) -> shapes.Socket:
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
        events={name_of(number): count for number, count in socket.events.counts.items()},
    )


def _messages(tally: Tally) -> shapes.Messages:
    return shapes.Messages(tally.messages, tally.bytes)
