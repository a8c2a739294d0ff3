"""The interface to the machine on which a session's nodes run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from zmqplay.instructions import Start
from zmqplay.model.facts import Ended, LastCount, Printed, Used
from zmqplay.model.nodes import NodeTraffic


class Host(Protocol):
    """Starts nodes, signals them, and reports their output and ends as facts. Nodes are known by name."""

    @property
    def directory(self) -> Path:
        """A private directory for sockets and counts, removed with the host."""

    notice: str
    """A sentence for the user about where the directory is; empty if there is nothing to say."""

    def check(self, nodes: int) -> None:
        """Raise TooFewFiles, or another Refused, if this many nodes cannot run here at once."""

    def launch(self, starts: Sequence[Start]) -> None:
        """Start nodes in this order, some milliseconds each; callable in any thread. Raises NoRoom."""

    def launch_aside(self, starts: Sequence[Start]) -> None:
        """Start nodes without waiting for them; earlier processes with these names have ended.

        A node that cannot be started has ended, as `facts` tells, and the others are started.
        """

    def freeze(self, name: str) -> None:
        """Freeze a node (SIGSTOP)."""

    def thaw(self, name: str) -> None:
        """Let a frozen node run again (SIGCONT)."""

    def kill(self, name: str) -> None:
        """End a node at once (SIGKILL)."""

    def expect_end(self, name: str, linger_ms: int) -> None:
        """Kill a node that was told to stop, if it has not ended soon after its linger."""

    def facts(self) -> Iterator[Printed | Ended]:
        """The output of the nodes since the last call, and the ends of nodes."""

    def last_counts(self, name: str, sockets: Iterable[int]) -> list[LastCount] | None:
        """The counts that an ended node left behind, for the sockets with these numbers; None if they are gone."""

    def usage(self, nodes: Iterable[NodeTraffic], now_ns: int) -> Used | None:
        """CPU, memory and threads of the next node that is due; None if none is."""

    def usage_of(self, node: NodeTraffic, now_ns: int) -> Used | None:
        """CPU, memory and threads of a node; None if its process has ended."""

    def end_all(self) -> None:
        """Kill all nodes that still run, and wait for their ends."""

    def close(self) -> None:
        """Leave nothing behind; all nodes have ended before."""
