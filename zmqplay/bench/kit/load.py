"""What a measured screen is shown: nodes and messages that reports tell of, instead of processes."""

from __future__ import annotations

import msgspec


class Load(msgspec.Struct, frozen=True):
    """The nodes, rates and messages that are reported."""

    pattern: str = "push-pull"
    counts: dict[str, int] = {}
    """Nodes of a role, where that is another number than the pattern's own."""
    rate: float = 0.0
    """Messages a second in all."""
    topics: int = 1
    frames: int = 1
    """Frames of each message."""
    kept: int = 0
    """Messages in the log from the start."""
