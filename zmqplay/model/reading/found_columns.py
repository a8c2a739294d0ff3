"""Columns of nodes whose wires were found, not declared: each node stands by the sockets that it has.

Nodes of one role whose sockets are on the same wires stand together; nodes of one role on different wires do not, as
two rooms of one chat program. What no wire joins is parted into groups, so that no wire is drawn through another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.reading.columns import (
    Bundle,
    NodeColumns,
    Past,
    bundled,
    by_flow,
    declared_columns,
    flows_back,
)
from zmqplay.model.topology import End, Topology, Wire


@dataclass(frozen=True, slots=True)
class _Hold:
    """An end of a wire that a node holds."""

    wire: str
    socket: str
    binds: bool


Holds = frozenset[_Hold]
ASKING = ("REQ", "DEALER", "ROUTER", "REP")
"""Sockets that ask and answer; of two of them the first asks."""
WORKER = "work"
"""What the role of a worker has in its name, whatever stands before or behind it: taskwork, rrworker."""


@dataclass(slots=True, eq=False)
class _Part:
    """Nodes of one role that hold the same ends; or the foreign peers of one node."""

    role: str
    holds: Holds
    host: str = ""
    """The node at which foreign peers are; empty for nodes."""
    names: list[str] = field(default_factory=list)
    before: list[_Part] = field(default_factory=list)
    after: list[_Part] = field(default_factory=list)
    column: int = 0
    group: int = -1


@dataclass(frozen=True, slots=True)
class _Joint:
    """Two parts that meet on a wire, in the direction in which messages flow."""

    wire: Wire
    left: _Part
    right: _Part
    end: End
    """The end of the left part."""


def node_columns(topology: Topology, nodes: Mapping[str, NodeTraffic], foreign: Iterable[ForeignPeer]) -> NodeColumns:
    """The column of each node and of each foreign peer that is connected."""
    if not all(wire.is_found for wire in topology.wires):
        return declared_columns(topology, nodes, foreign)
    parts = _parts(topology, nodes, [peer for peer in foreign if peer.node in nodes and not peer.gone])
    joints = [joint for wire in topology.wires for joint in _joints(topology, wire, parts)]
    for joint in joints:
        joint.left.after.append(joint.right)
        joint.right.before.append(joint.left)
    _place(parts)
    count = _group(parts)
    parts.sort(key=lambda part: part.group)  # stable: in a group they stay in order
    columns: list[list[str]] = [[] for _ in range(max((part.column for part in parts), default=0) + 1)]
    for part in parts:
        columns[part.column] += part.names
    groups = [frozenset(name for part in parts if part.group == group for name in part.names) for group in range(count)]
    return NodeColumns(columns, _gaps(joints, len(columns) - 1), _past(joints), groups)


def _parts(topology: Topology, nodes: Mapping[str, NodeTraffic], foreign: Iterable[ForeignPeer]) -> list[_Part]:
    known = {wire.name for wire in topology.wires}
    held = {name: _holds(node, known) for name, node in nodes.items()}
    by_role: dict[str, Holds] = {}
    for name, node in nodes.items():
        if held[name]:
            by_role.setdefault(node.role, held[name])
    parts: dict[tuple[str, Holds, str], _Part] = {}
    for name, node in nodes.items():
        # one that has just started stands where the first of its role does
        holds = held[name] or (by_role.get(node.role, frozenset()) if node.state.alive else frozenset())
        parts.setdefault((node.role, holds, ""), _Part(node.role, holds)).names.append(name)
    for peer in foreign:
        holds = frozenset({_Hold(peer.wire, peer.types[0] if peer.types else "", peer.binds)})
        parts.setdefault(("", holds, peer.node), _Part("", holds, peer.node)).names.append(peer.name)
    return list(parts.values())


def _holds(node: NodeTraffic, known: set[str]) -> Holds:
    """The ends that a node's sockets hold now; those that it held if it has closed all."""
    placed = [one for one in node.sockets.values() if one.is_placed and one.wire in known]
    sockets = [one for one in placed if not one.facts.closed] or placed
    return frozenset(_Hold(one.wire, one.type, one.binds) for one in sockets)


def _joints(topology: Topology, wire: Wire, parts: Iterable[_Part]) -> Iterable[_Joint]:
    """Each pair of parts that meet on a wire."""
    held = [(part, hold) for part in parts for hold in part.holds if hold.wire == wire.name]
    bound = [(part, End(part.role, hold.socket)) for part, hold in held if hold.binds]
    connected = [(part, End(part.role, hold.socket)) for part, hold in held if not hold.binds]
    for (one, end), (other, its) in product(bound, connected):
        if one is other or not _may_meet(one, other):
            continue
        is_first = _asks_first(end, its)
        if is_first is None:
            is_first = by_flow(topology, end, its)[0] is end
        yield _Joint(wire, one, other, end) if is_first else _Joint(wire, other, one, its)


def _asks_first(bound: End, connected: End) -> bool | None:
    """Whether the one that binds asks the other; None if theirs are not sockets that ask and answer.

    A worker connects to its broker and asks for work, but stands behind it.
    """
    if bound.socket not in ASKING or connected.socket not in ASKING:
        return None
    if WORKER in connected.role:
        return True
    return ASKING.index(bound.socket) < ASKING.index(connected.socket)


def _may_meet(one: _Part, other: _Part) -> bool:
    """A foreign peer is known to meet the node that it visits."""
    if one.host or other.host:
        return one.host in other.names or other.host in one.names
    return True


def _place(parts: list[_Part]) -> None:
    """Place each part behind all from which messages flow to it; in a circle the first part begins."""
    waiting = {id(part): len(part.before) for part in parts}
    left = list(parts)
    placed: set[int] = set()
    while left:
        part = next((one for one in left if not waiting[id(one)]), left[0])
        left.remove(part)
        part.column = max((one.column + 1 for one in part.before if id(one) in placed), default=0)
        placed.add(id(part))
        for one in part.after:
            waiting[id(one)] -= 1
    for part in parts:  # what only sends stands beside that to which it sends
        if part.after and not part.before:
            part.column = max(0, min(one.column for one in part.after) - 1)


def _group(parts: list[_Part]) -> int:
    """Give each part the number of its group, those that nothing joins the last; return how many there are."""
    count = 0
    for part in parts:
        if part.group < 0 and (part.before or part.after):
            reached = [part]
            while reached:
                one = reached.pop()
                if one.group < 0:
                    one.group = count
                    reached += one.before + one.after
            count += 1
    alone = [part for part in parts if part.group < 0]
    for part in alone:
        part.group = count
    return count + bool(alone)


def _gaps(joints: Iterable[_Joint], count: int) -> list[list[Bundle]]:
    """The wires between neighbouring columns."""
    gaps: list[dict[str, Bundle]] = [{} for _ in range(count)]
    for joint in joints:
        here, there = joint.left.column, joint.right.column
        if abs(here - there) != 1:
            continue
        left, right = (joint.left, joint.right) if here < there else (joint.right, joint.left)
        bundle = gaps[left.column].setdefault(
            joint.wire.name, Bundle([joint.wire], frozenset(), frozenset(), frozenset())
        )
        bundle.left |= {*left.names}
        bundle.right |= {*right.names}
        bundle.binding |= _binding(joint)
        bundle.answers |= flows_back(here, there, joint.end)
    return [bundled(gap.values()) for gap in gaps]


def _binding(joint: _Joint) -> frozenset[str]:
    """The nodes of two parts that bind on the wire."""
    binding = (
        part.names
        for part in (joint.left, joint.right)
        if any(hold.wire == joint.wire.name and hold.binds for hold in part.holds)
    )
    return frozenset(name for names in binding for name in names)


def _past(joints: Iterable[_Joint]) -> list[Past]:
    """The wires that lead past a column."""
    found = []
    for joint in joints:
        left, right = sorted((joint.left, joint.right), key=lambda part: part.column)
        if right.column - left.column > 1:
            ends = tuple(left.names), tuple(right.names)
            found.append(Past(joint.wire, *ends, left.column, right.column, _binding(joint)))
    return list(dict.fromkeys(found))
