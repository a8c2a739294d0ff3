"""The summary of a session, as the object that `zmqplay run --json` prints."""

from __future__ import annotations

from zmqplay.model.doctor import Doctor
from zmqplay.model.ledger.accounts import Link, Totals
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Tally

Json = dict[str, object]


def summary(traffic: Traffic, doctor: Doctor, seconds: float, complete: bool, now_ns: int) -> Json:
    """The whole session in plain values that `json` can write.

    `seconds` is how long the session was played; `complete` tells whether all that was asked for was sent and done;
    `now_ns` is the time, on the clock of the facts, up to which the nodes' shares of work are counted.
    """
    totals = traffic.ledger.totals
    return {
        "pattern": traffic.topology.name,
        "seconds": round(seconds, 3),
        "complete": complete,
        "nodes": [_node(node, now_ns) for node in traffic.nodes.values()],
        "links": [_link(link) for link in traffic.ledger.find_links()],
        "totals": _totals(totals),
        "lost_by_reason": totals.lost_by_reason,
        "topics": _topics(traffic),
        "routing_ids": _routing_ids(traffic),
        "foreign_peers": [
            {"address": peer.address, "node": peer.node, "wire": peer.wire} for peer in traffic.peers.foreign.values()
        ],
        "diagnosis": [
            {"rule": found.rule, "level": found.level, "node": found.node, "says": found.says, "source": found.source}
            for found in (diagnosis.finding for diagnosis in doctor.diagnoses.values())
        ],
        "unseen_reports": traffic.unseen_reports,
        "bad_reports": dict(traffic.bad_reports),
    }


def _totals(totals: Totals) -> Json:
    return {
        "sent": totals.sent,
        "expected": totals.expected,
        "delivered": totals.delivered,
        "in_flight": totals.in_flight,
        "lost": totals.lost,
        "unheard": totals.unheard,
        "handed_over": totals.handed_over,
        "from_elsewhere": totals.from_elsewhere,
    }


def _node(node: NodeTraffic, now_ns: int) -> Json:
    return {
        "name": node.name,
        "role": node.role,
        "pid": node.life.pid,
        "state": str(node.state),
        "reason": node.life.reason,
        "exit": node.life.exit,
        "error": node.life.reason if node.state in (NodeState.CRASHED, NodeState.KILLED) else None,
        "busy": round(node.busy_share(now_ns), 3),
        "service_ms": {"p50": node.service_ms(0.5), "p99": node.service_ms(0.99)},
        "counts_are_final": node.life.final or node.life.exact,
        "ignored": node.ignored or None,
        "output": list(node.output)[-20:],
        "sockets": [_socket(socket, former=False) for socket in node.sockets.values()]
        + [_socket(socket, former=True) for socket in node.former],
    }


def _socket(socket: SocketTraffic, former: bool) -> Json:
    """`former`: the socket belongs to a life before the node was started again."""
    return {
        "type": socket.type,
        "former": former,
        "bound": list(socket.facts.bound),
        "connected": list(socket.facts.connected),
        "sent": _tally(socket.sent),
        "received": _tally(socket.received),
        "busy_seconds": round(socket.busy_ns / 1e9, 3),
        "idle_seconds": round(socket.idle_ns / 1e9, 3),
        "blocked_seconds": round(socket.blocked_ns / 1e9, 3),
    }


def _tally(tally: Tally) -> Json:
    return {"messages": tally.messages, "bytes": tally.bytes}


def _link(link: Link) -> Json:
    return {
        "from": link.sender,
        "to": link.receiver,
        "delivered": link.delivered,
        "lost": link.lost,
        "lost_numbers": list(link.lost_numbers),
        "waiting": link.waiting,
        "latency_ms": {"p50": link.latencies.percentile_ms(0.5), "p99": link.latencies.percentile_ms(0.99)},
    }


def _topics(traffic: Traffic) -> list[Json]:
    sent: dict[bytes, int] = {}
    for socket in traffic.sockets():
        if socket.publishes:
            for topic, tally in socket.sent_by_key.items():
                sent[topic] = sent.get(topic, 0) + tally.messages
    return [
        {
            "topic": _text(topic),
            "sent": count,
            "received": {
                socket.node: socket.received_by_key[topic].messages
                for socket in traffic.sockets()
                if socket.subscribes and topic in socket.received_by_key
            },
        }
        for topic, count in sent.items()
    ]


def _routing_ids(traffic: Traffic) -> list[Json]:
    none = Tally()
    return [
        {
            "routing_id": _text(routing_id),
            "hex": routing_id.hex(),
            "node": socket.node,
            "peer": traffic.peers.owner(routing_id),
            "sent": socket.sent_by_key.get(routing_id, none).messages,
            "received": socket.received_by_key.get(routing_id, none).messages,
        }
        for socket in traffic.sockets()
        if socket.routes
        for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key))
    ]


def _text(key: bytes) -> str:
    return key.decode("utf-8", "backslashreplace")
