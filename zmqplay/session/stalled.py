"""Why the rest of a count is not sent: one sentence for whoever has asked for that count."""

from __future__ import annotations

from collections.abc import Collection

from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import cut, some


def why_it_stalled(traffic: Traffic, speakers: Collection[str]) -> str:
    """Why nothing moves any more before the count is full; `speakers` are the nodes that send it."""
    totals = traffic.ledger.totals
    counts = f"(sent {totals.sent}, in flight {totals.in_flight})"
    frozen = [node.name for node in traffic.nodes.values() if node.state is NodeState.FROZEN]
    if frozen:
        stands, it = ("stands", "it") if len(frozen) == 1 else ("stand", "them")
        return f"{some(frozen)} {stands} still {counts}; thaw {it} with --at, or name an end with --seconds"
    if not speakers:
        return f"nobody is left to send the rest of --count {counts}; restart a node that speaks with --at"
    return f"nothing moves any more, so the rest of --count is given up {counts}; {_is_there_a_receiver(traffic)}"


def _is_there_a_receiver(traffic: Traffic) -> str:
    """The question for the cause: about a node, or about the user's own program where that has the other end."""
    topology = traffic.topology
    foreign = [wire for wire in topology.wires if any(end.role not in topology.roles for end in wire.ends)]
    if not foreign:
        return "is there a node to receive it?"
    where = some([cut(traffic.addresses.get(wire.name, wire.address)) for wire in foreign])
    answers = " and answer" if any(socket.kind.asks for socket in traffic.sockets()) else ""
    return f"does a program at {where} take it{answers}?"
