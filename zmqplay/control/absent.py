"""Why something cannot be done to a source: it lacks the part of `Controls` that this needs."""

from __future__ import annotations

from typing import get_args

from zmqplay.control.source import Controls, Need

NEEDS: tuple[Need, ...] = get_args(Need)
PART_OF: dict[Need, Need] = {"messages": "speech", "work": "nodes", "input": "speech"}
"""The part of `Controls` that is needed, where it has another name."""
REASONS: dict[Need, str] = {
    "nodes": "these nodes can only be watched",
    "speech": "these nodes cannot be made to send",
    "wiring": "these sockets can only be watched",
    "code": "zmqplay has not the code of these nodes",
}
"""A reason, by the part that is absent."""


def absent_parts(controls: Controls | None) -> frozenset[Need]:
    """What a source lacks or refuses; everything for a recording, which has no `controls`."""
    if controls is None:
        return frozenset(NEEDS)
    return frozenset(need for need in NEEDS if need in controls.refused or getattr(controls, part_of(need)) is None)


def why_absent(controls: Controls | None, need: Need | None, what: str = "that") -> str:
    """One sentence that says why `what` cannot be done without this part; empty where the part exists."""
    if need not in absent_parts(controls):
        return ""
    refused = controls.refused.get(need) if controls else None
    return f"{what} cannot be done here: {refused or REASONS[part_of(need)]}."


def part_of(need: Need) -> Need:
    """The part of `Controls` that something needs."""
    return PART_OF.get(need, need)
