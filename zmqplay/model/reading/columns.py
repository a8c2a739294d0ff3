"""Columns of roles and nodes, in the direction in which messages flow, from the topology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.topology import End, Topology, Wire


@dataclass(slots=True)
class Gap:
    """The wires between two neighbouring columns."""

    wires: list[Wire] = field(default_factory=list)
    answers: bool = False
    """Messages flow back as well."""

    def binds(self, role: str, number: int) -> bool:
        """Whether a node of this role holds the end that binds."""
        return self.wires[0].binds(role, number)


@dataclass(frozen=True, slots=True)
class Past:
    """A wire between two roles whose columns are not neighbours."""

    wire: Wire
    left: str
    """The role in column `begin`."""
    right: str
    """The role in column `end`."""
    begin: int
    end: int


@dataclass(slots=True)
class NodeColumns:
    """Columns of names, from left to right, and the gaps between them."""

    columns: list[list[str]]
    """Names of nodes, and names of foreign peers."""
    gaps: list[Gap]
    past: list[Past] = field(default_factory=list)
    """The wires that lead past a column."""


def pairs_by_flow(topology: Topology, wire: Wire) -> list[tuple[End, End]]:
    """Each pair of ends that meet: first the end from which messages flow, then the other.

    A role that speaks by itself comes first, whatever its socket type.
    """
    return [_by_flow(topology, bound, connected) for bound in wire.binding for connected in wire.connecting]


def _by_flow(topology: Topology, one: End, other: End) -> tuple[End, End]:
    left, right = sorted((one, other), key=lambda end: (end.role not in topology.speaking, kind_of(end.socket).rank))
    if _only_sends(right) and not _only_sends(left):
        return right, left
    return left, right


def _only_sends(end: End) -> bool:
    kind = kind_of(end.socket)
    return kind.sends_messages and not kind.receives_messages


def role_columns(topology: Topology) -> dict[str, int]:
    """The column of each role, from 0. A wire that leads back to a role with a column moves no role."""
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


def node_columns(topology: Topology, nodes: Mapping[str, NodeTraffic], foreign: Iterable[ForeignPeer]) -> NodeColumns:
    """The column of each node and of each foreign peer that is connected."""
    places = role_columns(topology)
    alone = len(set(places.values())) == 1  # all nodes have one role: the first faces the others
    columns: list[list[str]] = [[] for _ in range(2 if alone else max(places.values(), default=0) + 1)]
    for node in nodes.values():
        columns[min(1, node.number - 1) if alone else places[node.role]].append(node.name)
    for peer in foreign:
        host = nodes.get(peer.node)
        if host is not None and not peer.gone:
            columns[1 if alone else _across(topology, places, host.role, peer.wire)].append(peer.name)
    return NodeColumns(columns, _gaps(topology, places, len(columns) - 1, alone=alone), _past(topology, places))


def _gaps(topology: Topology, places: Mapping[str, int], count: int, *, alone: bool) -> list[Gap]:
    gaps = [Gap() for _ in range(count)]
    for wire in topology.wires:
        for left, right in pairs_by_flow(topology, wire):
            here, there = (0, 1) if alone else (places[left.role], places[right.role])
            if abs(there - here) == 1:
                gap = gaps[min(here, there)]
                if wire not in gap.wires:
                    gap.wires.append(wire)
                kind = kind_of(left.socket)
                gap.answers |= there < here or (kind.sends_messages and kind.receives_messages)
    return gaps


def _past(topology: Topology, places: Mapping[str, int]) -> list[Past]:
    """The wires whose two roles have other columns between them."""
    found: list[Past] = []
    for wire in topology.wires:
        for pair in pairs_by_flow(topology, wire):
            left, right = sorted((end.role for end in pair), key=lambda role: places[role])
            past = Past(wire, left, right, places[left], places[right])
            if past.end - past.begin > 1 and past not in found:
                found.append(past)
    return found


def _across(topology: Topology, places: Mapping[str, int], role: str, wire: str) -> int:
    """The column of the role at the other end of a wire; a role's own column if there is none."""
    for known in topology.wires:
        if known.name == wire:
            for end in known.ends:
                if end.role != role:
                    return places[end.role]
    return places[role]
