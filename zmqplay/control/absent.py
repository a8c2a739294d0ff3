"""Why something cannot be done to a source: it lacks the part of `Controls` that this needs."""

from __future__ import annotations

from typing import get_args

from zmqplay.control.source import Controls, Need

NEEDS: tuple[Need, ...] = get_args(Need)
REASONS: dict[Need, str] = {
    "nodes": "these nodes can only be watched",
    "speech": "these nodes cannot be made to send",
    "wiring": "these sockets can only be watched",
    "code": "zmqplay has not the code of these nodes",
}
"""A reason, by the part that is absent."""


def absent_parts(controls: Controls | None) -> frozenset[Need]:
    """The parts that a source lacks; all of them for a recording, which has no `controls`."""
    return frozenset(need for need in NEEDS if controls is None or getattr(controls, need) is None)


def why_absent(controls: Controls | None, need: Need | None, what: str = "that") -> str:
    """One sentence that says why `what` cannot be done without this part; empty where the part exists."""
    return f"{what} cannot be done here: {REASONS[need]}." if need in absent_parts(controls) else ""
