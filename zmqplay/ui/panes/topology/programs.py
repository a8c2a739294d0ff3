"""Foreign programs that bind: all connections of ours to one such address are one box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.reading.columns import Bundle, NodeColumns, bundled

Programs = Mapping[str, str]
"""For each connection to a program that binds, the first connection to the same address, which stands for all."""


def programs_of(foreign: Iterable[ForeignPeer]) -> Programs:
    """The programs to which our sockets are connected now."""
    first: dict[tuple[str, str, tuple[str, ...]], str] = {}
    here = (peer for peer in foreign if peer.binds and not peer.gone and not peer.is_ignored)
    return {peer.name: first.setdefault((peer.address, peer.wire, peer.types), peer.name) for peer in here}


def as_programs(flow: NodeColumns, programs: Programs) -> NodeColumns:
    """The columns with each program once; groups that share a program are one."""

    def one(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(programs.get(name, name) for name in names))

    def once(bundle: Bundle) -> Bundle:
        left, right, binding = (frozenset(one(names)) for names in (bundle.left, bundle.right, bundle.binding))
        return replace(bundle, left=left, right=right, binding=binding)

    past = [replace(each, left=one(each.left), right=one(each.right)) for each in flow.past]
    gaps = [bundled(map(once, gap)) for gap in flow.gaps]
    return NodeColumns([[*one(column)] for column in flow.columns], gaps, past, _united(map(one, flow.groups)))


def _united(groups: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    """The groups, those as one that have a name in common, in the place of the first of them."""
    found: list[frozenset[str]] = []
    for names in map(frozenset, groups):
        shared = [group for group in found if group & names]
        if not shared:
            found.append(names)
            continue
        at = found.index(shared[0])
        found = [group for group in found if group not in shared]
        found.insert(at, names.union(*shared))
    return found
