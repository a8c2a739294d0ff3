"""What the topology says of each node: its name, socket, state, rate, and what waits for it or was lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.ui.text import brief, percent, rate, safe, work_in_words


@dataclass(slots=True)
class Seat:
    """A node or a foreign peer as it is drawn."""

    name: str
    """As the traffic has it."""
    title: str
    """As it is shown."""
    sockets: str
    activity: str
    short: str
    """The activity where there is little room."""
    rate: str
    waiting: str = ""
    waits: dict[str, int] = field(default_factory=dict)
    """Messages under way to it, by the wire on which they come."""
    lost: str = ""
    work: str = ""
    """What a task takes."""
    blocked_on: str = ""
    """The wire on which it waits in send."""
    alive: bool = True
    dimmed: bool = False
    foreign: bool = False
    rate_in: float = 0.0
    rate_out: float = 0.0
    role: str = ""
    number: int = 0


def seat_of(traffic: Traffic, name: str) -> Seat:
    """What is known of a node or a foreign peer."""
    node = traffic.nodes.get(name)
    if node is None:
        title = safe(name, 60)
        return Seat(name, title, "", "not ours", "not ours", "", foreign=True, dimmed=True, role="", number=0)
    waits, lost = _links_to(traffic, name)
    activity, short = _activity(node)
    alive = node.state.alive
    types = dict.fromkeys(socket.type for socket in node.sockets.values())
    return Seat(
        name,
        safe(name, 40),
        " · ".join(safe(kind, 10) for kind in types) or " · ".join(traffic.pattern.sockets_of(node.role)[:1]),
        activity,
        short,
        _rates(node) if alive else "",
        waiting=f"{brief(sum(waits.values()))} waiting" if waits else "",
        waits=waits,
        lost=f"{brief(lost)} lost" if lost else "",
        work=work_in_words(node.work_ms, node.jitter_ms) if alive else "",
        blocked_on=_wire_of(node) if activity.startswith("blocked") else "",
        alive=alive,
        dimmed=not alive or node.state is NodeState.FROZEN or bool(node.ignored),
        rate_in=node.rate_received if alive else 0.0,
        rate_out=node.rate_sent if alive else 0.0,
        role=node.role,
        number=node.number,
    )


def _activity(node: NodeTraffic) -> tuple[str, str]:
    if not node.state.alive:
        return node.state.value, node.state.value
    if node.ignored:
        return "ignored", "ignored"
    if node.state is not NodeState.RUNNING:
        return node.state.value, node.state.value
    if node.blocked > node.busy and node.blocked >= 0.05:
        share = percent(node.blocked)
        return "blocked" if share == "100 %" else f"blocked {share}", share
    return f"busy {percent(node.busy):>5}", percent(node.busy)


def _rates(node: NodeTraffic) -> str:
    """What it receives; what it sends, if it only sends."""
    fastest = node.rate_received if node.rate_received >= 0.05 else node.rate_sent
    return rate(fastest) if fastest >= 0.05 else ""


def _wire_of(node: NodeTraffic) -> str:
    """The wire at which a node waits now; any of its own if that is not known."""
    socket = node.sockets.get(node.activity_socket)
    return socket.wire if socket else next((socket.wire for socket in node.sockets.values()), "")


def _links_to(traffic: Traffic, name: str) -> tuple[dict[str, int], int]:
    """Messages under way to a node, by wire, and lost on the way, where the ledger can tell."""
    waits: dict[str, int] = {}
    lost = 0
    for link in traffic.ledger.links.values():
        if link.receiver == name:
            if link.waiting:
                waits[link.wire] = waits.get(link.wire, 0) + link.waiting
            lost += sum((link.lost or {}).values())
    return waits, lost
