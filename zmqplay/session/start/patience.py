"""How long nodes that have not met the others are waited for."""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic

PATIENCE_NS = 5_000_000_000
"""How long nothing may change with the nodes that have not met before the session goes on without them."""
STARTING_LONGER = 6
"""How many times as long processes that are starting are waited for: a machine with much else to do is slow."""


class Patience:
    """Looks at the missing nodes from time to time, and ends when nothing changes with them any more."""

    def __init__(self, traffic: Traffic, patience_ns: int) -> None:
        self._traffic = traffic
        self._patience_ns = patience_ns
        self._seen: object = None
        """What was known of the missing nodes at the last look, and when that changed."""
        self._changed_ns = 0

    def lasts(self, missing: Iterable[str], since_ns: int, now_ns: int) -> bool:
        """Whether these nodes are still waited for; the wait has begun at `since_ns`, and it is `now_ns`."""
        nodes = [self._traffic.nodes[name] for name in missing]
        seen = [(node.name, node.state, [socket.handshakes for socket in node.sockets.values()]) for node in nodes]
        if seen != self._seen:
            self._seen, self._changed_ns = seen, now_ns
        is_starting = any(node.state is NodeState.STARTING for node in nodes)
        return now_ns - max(since_ns, self._changed_ns) < self._patience_ns * (STARTING_LONGER if is_starting else 1)
