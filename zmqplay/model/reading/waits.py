"""What a node waits for, in words: the panes and `zmqplay run` take them from here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Activity

LOOKED_AT = 64
"""How many of the last messages are searched for the request that a node waits with."""
LASTING_NS = 1_000_000_000
"""A shorter wait is part of the work, and is not named beside figures."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a node waits for."""

    says: str
    """A verb and its objects: `waits for the reply of server-1`."""
    brief: str
    """The same in at most 12 cells; empty for a node that has nothing to do."""
    since_ns: int
    is_blocked: bool = False
    """The node waits in `send`."""

    def lasts(self, now_ns: int) -> bool:
        """Whether the wait is worth naming: it has lasted, and is for more than the next message."""
        return bool(self.brief and self.since_ns and now_ns - self.since_ns >= LASTING_NS)


def waits_in_words(node: NodeTraffic, wait: Wait | None) -> str:
    """What a node waits for, and what waits in it; empty if neither is worth naming."""
    waiting = node.speech.to_be_sent
    parts = [wait.says] * bool(wait and wait.brief) if wait else []
    if waiting:
        parts.append(f"{waiting:,} waiting to be sent")
    return "; ".join(parts)


def wait_of(traffic: Traffic, node: NodeTraffic) -> Wait | None:
    """What a node waits for, or waited for when the source ended; None if it works or cannot be followed."""
    doing = node.doing.at_end or node.doing
    if node.ignored or not (node.doing.at_end or node.state is NodeState.RUNNING):
        return None
    socket = node.sockets.get(doing.socket)
    if doing.activity is Activity.BLOCKED:
        has_peer = bool(node.doing.had_peer if node.doing.at_end else socket and socket.handshakes)
        says, brief = _full(socket, has_peer=has_peer) if socket else ("waits in send", "in send")
        return Wait(says, brief, doing.since_ns, is_blocked=True)
    if doing.activity is not Activity.IDLE:
        return None
    if socket and socket.kind.asks and socket.sent.messages > socket.received.messages:
        return Wait(f"waits for {_reply(traffic, socket)}", "awaits reply", doing.since_ns)
    return Wait("waits for its next message", "", doing.since_ns)


def _full(socket: SocketTraffic, *, has_peer: bool) -> tuple[str, str]:
    """Why a socket waits in `send`; nothing is claimed where inproc reports no connections, or of one that drops.

    A busy machine holds up such a send: it does not wait for room.
    """
    is_inside = any(address.startswith("inproc:") for address in (*socket.facts.bound, *socket.facts.connected))
    if is_inside or socket.drops:
        return "waits in send", "in send"
    if not has_peer:
        return "waits in send: no peer", "no peer"
    return "waits in send: its peers' queues are full", "queues full"


def _reply(traffic: Traffic, socket: SocketTraffic) -> str:
    """The reply that a REQ waits for, with the server's name if only one can have the request."""
    servers = traffic.roster.receivers(socket.way)
    server = servers[0] if len(servers) == 1 and not traffic.peers.on_wire(socket.wire) else _holder(traffic, socket)
    return f"the reply of {server}" if server else "a reply"


def _holder(traffic: Traffic, socket: SocketTraffic) -> str:
    """The node that has, or had, a socket's last request, if that was seen."""
    for message in islice(reversed(traffic.messages.rows), LOOKED_AT):
        if (message.sender, message.wire, message.socket) == (socket.node, socket.wire, socket.type):
            names = [delivery.node for delivery in message.deliveries] or message.waits_at
            return names[0] if names and message.number == socket.numbered else ""
    return ""
