"""What a session needs of the machine that its nodes run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from zmqplay.instructions import Start
from zmqplay.model.facts import Ended, LastCount, Printed, Used
from zmqplay.model.nodes import NodeTraffic


class Host(Protocol):
    """Starts nodes, signals them, and tells what becomes of them as facts. Nodes go by their names."""

    @property
    def directory(self) -> Path:
        """A private directory for sockets and counts, which goes with the host."""

    def check(self, nodes: int) -> None:
        """Raise TooFewFiles, or another Refused, if `nodes` nodes cannot run here at once."""

    def launch(self, starts: Sequence[Start]) -> None:
        """Start nodes in this order, some milliseconds each; in any thread."""

    def launch_aside(self, starts: Sequence[Start]) -> None:
        """Start nodes without waiting for them; those that ran before under the same names have ended."""

    def freeze(self, name: str) -> None:
        """Let a node stand still (SIGSTOP)."""

    def thaw(self, name: str) -> None:
        """Let a frozen node go on (SIGCONT)."""

    def kill(self, name: str) -> None:
        """End a node at once (SIGKILL)."""

    def expect_end(self, name: str, linger_ms: int) -> None:
        """Kill a node that was told to stop, unless it ends soon after its linger."""

    def facts(self) -> Iterator[Printed | Ended]:
        """What the nodes have printed since the last call, and which of them have ended."""

    def last_counts(self, name: str, sockets: Iterable[int]) -> list[LastCount]:
        """The counts that a node which has ended left behind, for the sockets with these numbers."""

    def usage(self, nodes: Iterable[NodeTraffic], now_ns: int) -> Used | None:
        """What one of these nodes takes of the machine; None if none is due to be looked at."""

    def remove_at_end(self, path: str) -> None:
        """Remove a file, which nodes will make, when the host is closed, or when zmqplay is killed."""

    def end_all(self) -> None:
        """Kill all nodes that still run, and wait for their ends."""

    def close(self) -> None:
        """Leave nothing behind; all nodes have ended."""
