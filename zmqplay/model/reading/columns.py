"""Columns of roles and nodes, in the direction in which messages flow, from the topology."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.topology import End, Topology, Wire


@dataclass(slots=True)
class Bundle:
    """The wires that the same nodes of two neighbouring columns share."""

    wires: list[Wire]
    left: frozenset[str]
    """Names of nodes and of foreign peers."""
    right: frozenset[str]
    binding: frozenset[str]
    """Those that bind."""
    answers: bool = False
    """Messages flow back as well."""


@dataclass(frozen=True, slots=True)
class Past:
    """A wire between nodes whose columns are not neighbours."""

    wire: Wire
    left: tuple[str, ...]
    """The nodes in column `begin`."""
    right: tuple[str, ...]
    """The nodes in column `end`."""
    begin: int
    end: int
    binding: frozenset[str]
    """Those that bind."""


@dataclass(slots=True)
class NodeColumns:
    """Columns of names, from left to right, and the wires in the gaps between them."""

    columns: list[list[str]]
    """Names of nodes, and names of foreign peers."""
    gaps: list[list[Bundle]]
    past: list[Past] = field(default_factory=list)
    """The wires that lead past a column."""
    groups: list[frozenset[str]] = field(default_factory=list)
    """Names that no wire joins with those of another group, from top to bottom; no groups: all stand together."""


def bundled(bundles: Iterable[Bundle]) -> list[Bundle]:
    """The bundles, those with the same nodes as one."""
    found: dict[tuple[frozenset[str], frozenset[str]], Bundle] = {}
    for bundle in bundles:
        same = found.setdefault((bundle.left, bundle.right), bundle)
        if same is not bundle:
            same.wires += bundle.wires
            same.binding |= bundle.binding
            same.answers |= bundle.answers
    return list(found.values())


def flows_back(here: int, there: int, left: End) -> bool:
    """Whether messages flow back on a wire that leads from one column to another."""
    kind = kind_of(left.socket)
    return there < here or (kind.sends_messages and kind.receives_messages)


def pairs_by_flow(topology: Topology, wire: Wire) -> list[tuple[End, End]]:
    """Each pair of ends that meet: first the end from which messages flow, then the other.

    A role that speaks by itself comes first, whatever its socket type.
    """
    return [by_flow(topology, bound, connected) for bound in wire.binding for connected in wire.connecting]


def by_flow(topology: Topology, one: End, other: End) -> tuple[End, End]:
    """Two ends that meet: first the one from which messages flow."""
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


def declared_columns(
    topology: Topology, nodes: Mapping[str, NodeTraffic], foreign: Iterable[ForeignPeer]
) -> NodeColumns:
    """The column of each node and of each foreign peer that is connected, by what roles are declared to hold."""
    places = role_columns(topology)
    alone = len(set(places.values())) == 1  # all nodes have one role: the first faces the others
    columns: list[list[str]] = [[] for _ in range(2 if alone else max(places.values(), default=0) + 1)]
    for node in nodes.values():
        columns[min(1, node.number - 1) if alone else places[node.role]].append(node.name)
    here = [peer for peer in foreign if peer.node in nodes and not peer.gone]
    for peer in here:
        columns[1 if alone else _across(topology, places, nodes[peer.node].role, peer.wire)].append(peer.name)
    gaps: list[list[Bundle]] = [[] for _ in columns[1:]]
    for wire in topology.wires:
        for gap, answers in _gaps_of(topology, places, wire, alone=alone).items():
            sides = columns[gap], columns[gap + 1]
            if (bundle := _bundle(wire, sides, nodes, here)) is not None:
                bundle.answers = answers
                gaps[gap].append(bundle)
    return NodeColumns(columns, [bundled(gap) for gap in gaps], _past(topology, places, nodes))


def _gaps_of(topology: Topology, places: Mapping[str, int], wire: Wire, *, alone: bool) -> dict[int, bool]:
    """The gaps that a wire crosses between neighbours, each with whether messages flow back there."""
    gaps: dict[int, bool] = {}
    for left, right in pairs_by_flow(topology, wire):
        here, there = (0, 1) if alone else (places[left.role], places[right.role])
        if abs(there - here) == 1:
            gap = min(here, there)
            gaps[gap] = gaps.get(gap, False) or flows_back(here, there, left)
    return gaps


def _bundle(
    wire: Wire, sides: tuple[Collection[str], ...], nodes: Mapping[str, NodeTraffic], foreign: Collection[ForeignPeer]
) -> Bundle | None:
    """A wire between two columns; None if nobody holds it on one side."""
    roles = {end.role for end in wire.ends}
    left, right = ({name for name in side if name in nodes and nodes[name].role in roles} for side in sides)
    binding = {name for name in left | right if wire.binds(nodes[name].role, nodes[name].number)}
    visiting = [peer for peer in foreign if peer.wire == wire.name]
    hosts = left | right
    for peer in visiting:
        for side, opposite, column in ((left, right, sides[0]), (right, left, sides[1])):
            if peer.node in opposite & hosts and peer.name in column:
                side.add(peer.name)
    binding |= {peer.name for peer in visiting if peer.binds}
    return Bundle([wire], frozenset(left), frozenset(right), frozenset(binding)) if left and right else None


def _past(topology: Topology, places: Mapping[str, int], nodes: Mapping[str, NodeTraffic]) -> list[Past]:
    """The wires whose two roles have other columns between them."""
    found: list[Past] = []
    for wire in topology.wires:
        for pair in pairs_by_flow(topology, wire):
            roles = sorted((end.role for end in pair), key=lambda role: places[role])
            left, right = (tuple(node.name for node in nodes.values() if node.role == role) for role in roles)
            bound = {end.role for end in wire.binding}
            binding = frozenset(name for name in (*left, *right) if nodes[name].role in bound)
            past = Past(wire, left, right, places[roles[0]], places[roles[1]], binding)
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
