"""The lanes of the ladder: their nodes, foreign peers and places.

If not all nodes fit, the others of a role share one lane; so do the foreign peers after the first few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.model.traffic import Traffic
from zmqplay.text import safe

PITCH_LEAST, PITCH_MOST = 9, 40
"""The least and the greatest distance between two lanes, in cells."""
TITLE_MOST = 16
FOREIGN = "foreign"
FOREIGN_MOST = 4
"""The most lanes of foreign peers, the shared one included."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A vertical line at which the messages of its nodes begin and end; it has one node if there is room."""

    names: tuple[str, ...]
    """Nodes or foreign peers; empty for messages of which it is not known which foreign peer's they are."""
    title: str
    x: int = 0
    foreign: bool = False

    @property
    def single(self) -> str | None:
        """The only node of the lane; None if several share it."""
        return self.names[0] if len(self.names) == 1 and not self.foreign else None


def most_lanes(width: int) -> int:
    """How many lanes fit into `width` cells."""
    return max(1, 1 + (width - PITCH_LEAST) // PITCH_LEAST)


def groups_of(traffic: Traffic) -> dict[str, list[str]]:
    """The nodes of each role: roles in the topology's order, nodes by number."""
    groups: dict[str, list[str]] = {role: [] for role in traffic.topology.roles}
    for node in sorted(traffic.nodes.values(), key=lambda node: node.number):
        groups.setdefault(node.role, []).append(node.name)
    return {role: names for role, names in groups.items() if names}


def foreign_lanes(known: Sequence[str], silent: Sequence[str], room: int, some_unknown: bool) -> list[Lane]:
    """A lane for each of the first foreign peers, and one for all others.

    `known` are the peers of messages, and `silent` those of none. `room` is how many lanes the nodes leave.
    `some_unknown`: of some messages it is not known whose they are; these have the shared lane, with all silent peers.
    """
    most = max(1, min(room, FOREIGN_MOST))
    own = known[: most - 1] if some_unknown else [*known, *silent]
    own = own if len(own) <= most else own[: most - 1]
    others = tuple(name for name in (*known, *silent) if name not in own)
    lanes = [Lane((name,), safe(name, 40), foreign=True) for name in own]
    if some_unknown:
        title = f"{len(others)} {FOREIGN}" if len(others) > 1 and not own else FOREIGN
        return [*lanes, Lane(others, title, foreign=True)]
    return [*lanes, Lane(others, f"{'+' * bool(own)}{len(others)} {FOREIGN}", foreign=True)] if others else lanes


def choose(groups: Mapping[str, Sequence[str]], room: int, preferred: Iterable[str]) -> list[Lane]:
    """A lane for each node if `room` lanes suffice; else for preferred nodes, and one for the rest of each role."""
    shown = {name for names in groups.values() for name in names}
    if len(shown) > room:
        shown = _preferred(groups, room, preferred)
    lanes = []
    for role, names in groups.items():
        singles = [name for name in names if name in shown]
        others = tuple(name for name in names if name not in shown)
        lanes += [Lane((name,), safe(name, 40)) for name in singles]
        if others:
            title = f"+{len(others)} {safe(role, 20)}" if singles else f"{len(others)} × {safe(role, 20)}"
            lanes.append(Lane(others, title))
    return lanes


def _preferred(groups: Mapping[str, Sequence[str]], room: int, preferred: Iterable[str]) -> set[str]:
    """The preferred nodes that get a lane of their own, while the others of each role share one."""
    role_of = {name: role for role, names in groups.items() for name in names}
    others = {role: len(names) for role, names in groups.items()}
    shown = {names[0] for names in groups.values() if len(names) == 1}
    left = room - len(groups)
    for name in preferred:
        role = role_of.get(name)
        if left <= 0:
            break
        if role is not None and name not in shown and others[role] > 1:
            shown.add(name)
            others[role] -= 1
            left -= 1
    for names in groups.values():
        hidden = [name for name in names if name not in shown]
        if len(hidden) == 1:
            shown.add(hidden[0])
    return shown


def place(lanes: Sequence[Lane], width: int) -> list[Lane]:
    """The lanes with their cells set: side by side, as far apart as `width` allows."""
    if not lanes:
        return []
    first, last = (min(TITLE_MOST, cell_len(lane.title)) // 2 for lane in (lanes[0], lanes[-1]))
    pitch = (width - 1 - first - last) // max(1, len(lanes) - 1)
    if pitch < PITCH_LEAST:
        first, pitch = 2, (width - 4) // max(1, len(lanes) - 1)
    pitch = max(1, min(PITCH_MOST, pitch))
    return [
        Lane(lane.names, lane.title, min(width - 1, first + pitch * index), lane.foreign)
        for index, lane in enumerate(lanes)
    ]
