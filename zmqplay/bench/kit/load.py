"""What a measured screen is shown: so many nodes, so many messages a second, told by reports instead of processes."""

from __future__ import annotations

import msgspec


class Load(msgspec.Struct, frozen=True):
    """A session as its nodes would report it."""

    pattern: str = "push-pull"
    counts: dict[str, int] = {}
    """Nodes of a role, where that is another number than the pattern's own."""
    rate: float = 0.0
    """Messages a second in all."""
    topics: int = 1
    frames: int = 1
    """Of each message."""
    kept: int = 0
    """Messages that have passed before."""
