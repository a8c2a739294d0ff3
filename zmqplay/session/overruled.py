"""Options that a node was given and that its role sets otherwise: the role's line comes later, and wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.options import readable
from zmqplay.model.words import some
from zmqplay.node.tap.tapped import KEYS, SECRETS

Given = Callable[[str], Mapping[str, int | bytes]]
"""The options that were set for a node or for its role, by libzmq's name."""


def overruled(nodes: Iterable[NodeTraffic], given: Given) -> Iterator[str]:
    """A sentence for each option that has no effect at some of the nodes.

    Keys and secrets are left out: what a node tells of them is not the value that was set.
    """
    found: dict[tuple[str, int | bytes], list[str]] = {}
    for node in nodes:
        for name, value in given(node.name).items():
            used = [socket.facts.options.get(name, value) for socket in node.sockets.values()]
            if name not in (*KEYS, *SECRETS) and used and value not in used:
                found.setdefault((name, value), []).append(node.name)
    for (name, value), names in found.items():
        yield f"{name} {readable(value)} has no effect at {some(names)}: the role sets it itself, and later"
