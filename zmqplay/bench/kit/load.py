"""A load for a measured screen: nodes and messages that exist only in reports, without processes."""

from __future__ import annotations

import msgspec


class Load(msgspec.Struct, frozen=True):
    """The nodes, rates and messages in the reports."""

    pattern: str = "push-pull"
    counts: dict[str, int] = {}
    """The number of nodes by role, where it differs from the pattern's."""
    rate: float = 0.0
    """Messages a second, in all."""
    topics: int = 1
    frames: int = 1
    """The number of frames of each message."""
    kept: int = 0
    """Messages in the log at the start."""
