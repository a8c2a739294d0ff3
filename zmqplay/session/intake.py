"""The intake of a session: its nodes' reports, output and ends, taken as facts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from zmqplay.instructions import MayEnd
from zmqplay.model.facts import Ended, Fact, LastCounts
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.channels.collector import Collector
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts.host import Host

LAST_WORDS_S = 0.005
"""How long to drain a killed node's last reports before its counters are read."""


class Intake:
    """Takes what has arrived, and decides nothing."""

    def __init__(
        self,
        *,
        collector: Collector,
        control: Control,
        host: Host,
        nodes: Mapping[str, NodeTraffic],
        take: Callable[[Fact], None],
        judge: Callable[[Ended], Ended],
    ) -> None:
        """`judge` gives an end the cause that it has for the session, which may be able to mend it."""
        self._collector = collector
        self._control = control
        self._host = host
        self._nodes = nodes
        self._take = take
        self._judge = judge

    def take_reports(self, budget_s: float) -> None:
        """Take reports, for at most `budget_s`, and tell each node whose final report has come that it may end."""
        for report in self._collector.drain(self._take, budget_s):
            node = self._nodes.get(report.node)
            if node is not None and node.life.number == report.life:
                self._control.send(node.name, MayEnd())
        self._control.flush()

    def take_ends(self) -> list[Ended]:
        """Take the nodes' output and ends; return the ends."""
        ended: list[Ended] = []
        for fact in self._host.facts():
            if isinstance(fact, Ended):
                fact = self._judge(fact)
                self._take_last_counts(fact.node)
                ended.append(fact)
            self._take(fact)
        return ended

    def _take_last_counts(self, name: str) -> None:
        """Take the counts that a node left behind, unless its last report has come."""
        node = self._nodes[name]
        if not node.life.final:
            self._collector.drain(self._take, LAST_WORDS_S)
        if not node.life.final and (counts := self._host.last_counts(name, list(node.sockets))) is not None:
            self._take(LastCounts(time.monotonic_ns(), name, counts))

    def take_usage(self, now_ns: int) -> None:
        """Take what the next node that is due uses of the machine."""
        if used := self._host.usage(self._nodes.values(), now_ns):
            self._take(used)

    def take_last_usage(self, now_ns: int) -> None:
        """Take what each living node uses of the machine, before the nodes are told to stop."""
        for node in self._nodes.values():
            if node.state.alive and (used := self._host.usage_of(node, now_ns)):
                self._take(used)
