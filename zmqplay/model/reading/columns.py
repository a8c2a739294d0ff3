"""Which role stands left of which: columns in the direction in which messages flow, from the pattern's declaration."""

from __future__ import annotations

from dataclasses import dataclass, field

from zmqplay.model.topology import End, Topology, Wire
from zmqplay.model.traffic import Traffic

SENDS_FIRST = ("PUSH", "PUB", "XPUB", "ROUTER", "DEALER", "REQ", "PAIR")
"""Of two ends, that with the earlier type is the one from which messages flow."""

TWO_WAY = ("REQ", "REP", "DEALER", "ROUTER", "PAIR")


@dataclass(slots=True)
class Gap:
    """What lies between two neighbouring columns."""

    wires: list[Wire] = field(default_factory=list)
    answers: bool = False
    """Messages flow back, too."""

    def binds(self, role: str, number: int) -> bool:
        """A node of this role holds the end that binds."""
        return any(end.role == role and (number == 1 or not end.first_only) for end in self.wires[0].binding)


@dataclass(slots=True)
class Flow:
    """Columns of names, from left to right, and the gaps between them."""

    columns: list[list[str]]
    gaps: list[Gap]


def pairs_by_flow(topology: Topology, wire: Wire) -> list[tuple[End, End]]:
    """Each pair of ends that meet: the one from which messages flow, and the other. A role that speaks is on the left,
    whatever its socket.
    """
    return [_by_flow(topology, bound, connected) for bound in wire.binding for connected in wire.connecting]


def _by_flow(topology: Topology, one: End, other: End) -> tuple[End, End]:
    def rank(end: End) -> tuple[bool, int]:
        place = SENDS_FIRST.index(end.socket) if end.socket in SENDS_FIRST else len(SENDS_FIRST)
        return end.role not in topology.speaking, place

    left, right = sorted((one, other), key=rank)
    one_way = {left.socket, right.socket} & {"PUSH", "PUB", "XPUB"}
    if one_way and left.socket not in one_way:
        return right, left
    return left, right


def role_columns(topology: Topology) -> dict[str, int]:
    """The column of each role; a wire that leads back to a role that has its place moves nothing."""
    column: dict[str, int] = {}
    for wire in topology.wires:
        for left, right in ((a.role, b.role) for a, b in pairs_by_flow(topology, wire)):
            if left not in column and right not in column:
                column[left], column[right] = 0, 0 if left == right else 1
            elif right not in column:
                column[right] = column[left] + 1
            elif left not in column:
                column[left] = column[right] - 1
    for role in topology.roles:
        column.setdefault(role, 0)
    first = min(column.values(), default=0)
    return {role: place - first for role, place in column.items()}


def find_flow(traffic: Traffic) -> Flow:
    """Where each node and each foreign peer stands."""
    topology = traffic.topology
    places = role_columns(topology)
    alone = len(set(places.values())) == 1  # peers of one role: the first faces the others
    columns: list[list[str]] = [[] for _ in range(2 if alone else max(places.values(), default=0) + 1)]
    for node in traffic.nodes.values():
        columns[min(1, node.number - 1) if alone else places[node.role]].append(node.name)
    for peer in traffic.peers.foreign.values():
        host = traffic.nodes.get(peer.node)
        if host is not None and not peer.gone:
            columns[1 if alone else _across(topology, places, host.role, peer.wire)].append(peer.address)
    gaps = [Gap() for _ in columns[1:]]
    for wire in topology.wires:
        for left, right in pairs_by_flow(topology, wire):
            here, there = (0, 1) if alone else (places[left.role], places[right.role])
            if abs(there - here) == 1:
                gap = gaps[min(here, there)]
                if wire not in gap.wires:
                    gap.wires.append(wire)
                gap.answers |= there < here or left.socket in TWO_WAY
    return Flow(columns, gaps)


def _across(topology: Topology, places: dict[str, int], role: str, wire: str) -> int:
    """The column of whoever is at the other end of a wire."""
    for known in topology.wires:
        if known.name == wire:
            for end in known.ends:
                if end.role != role:
                    return places[end.role]
    return places[role]
