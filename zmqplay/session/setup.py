"""The setup of a session: the user's differences from what the pattern declares."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Setup:
    """Differences from what the pattern declares. All names in it have been checked against the pattern."""

    counts: dict[str, int] = field(default_factory=dict)
    """Nodes, by role."""
    work_ms: dict[str, float] = field(default_factory=dict)
    """By role or by node."""
    topics: dict[str, list[bytes]] = field(default_factory=dict)
    """Subscriptions, by node."""
    options: dict[str, dict[str, int | bytes]] = field(default_factory=dict)
    """Socket options by libzmq's name, by role."""
    endpoints: dict[str, str] = field(default_factory=dict)
    """Addresses, by wire."""
    further: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other addresses of a wire, by wire, for a role that binds or connects at several: `Node.endpoints`."""
    rate: float | None = 0.0
    """Messages a second of each speaking node from the start; None for as fast as possible."""
    messages: tuple[str, ...] = ()
    size: int = 0
    """Bytes to which bodies are padded."""
