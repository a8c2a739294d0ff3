"""The rule about nodes that SIGSTOP holds, and whether their peers notice."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import across, is_frozen, is_option_set, waiting
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some


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
                f"{node.name} is frozen{held}: {_who_notices(traffic, node)}.",
                "zmq_setsockopt(3), ZMQ_HEARTBEAT_IVL",
                Level.WRONG if n else Level.NOTE,
                command=f"`/thaw {node.name}` lets it go on.",
            )


def _who_notices(traffic: Traffic, node: NodeTraffic) -> str:
    """What the peers of a frozen node can tell, by their heartbeats."""
    peers = [
        (other, far) for own in node.sockets.values() if not own.facts.closed for other, far in across(traffic, own)
    ]
    beating = [(other, far) for other, far in peers if is_option_set(far, "HEARTBEAT_IVL")]
    noticed = _names([other for other, far in beating if _has_hung_up(traffic, far)])
    if noticed:
        return (
            f"{some(noticed)} {'has' if len(noticed) == 1 else 'have'} noticed by heartbeats (HEARTBEAT_IVL) and ended "
            f"the connection: what still was on its way there{_reply(node)} may be lost"
        )
    if beating:
        names = _names([other for other, _ in beating])
        return f"its connections stay open until {some(names)}, where HEARTBEAT_IVL is set, {_miss(names)} an answer"
    whose = some(_names([other for other, _ in peers])) or "its peers"
    return (
        f"its connections stay open, so nobody is told. With HEARTBEAT_IVL set, {whose} would notice and end the "
        f"connection; what is on its way there{_reply(node)} may be lost then"
    )


def _reply(node: NodeTraffic) -> str:
    """The reply that is lost too, where a message to the node asks for one."""
    return ", and a reply to it," if any(socket.kind.answers for socket in node.sockets.values()) else ""


def _names(nodes: list[NodeTraffic]) -> list[str]:
    return list(dict.fromkeys(node.name for node in nodes))


def _miss(names: list[str]) -> str:
    return "misses" if len(names) == 1 else "miss"


def _has_hung_up(traffic: Traffic, far: SocketTraffic) -> bool:
    """Whether a socket across has ended a connection, and has fewer than there are sockets to connect to."""
    expected = len(across(traffic, far)) if far.binds else 1
    return bool(far.last_disconnect_ns) and far.handshakes < expected


RULES: tuple[Rule, ...] = (frozen,)
