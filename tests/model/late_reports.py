"""Delayed reports: those of one node arrive in order, those of several nodes in any order."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable

from tests.telling import MS, Telling
from zmqplay.model.facts import Reported
from zmqplay.wire import Activity, Report

REPORTED_NS = 60 * MS


class LateReports:
    """Lets nodes make reports, which arrive later."""

    def __init__(self, telling: Telling, chance: random.Random, *, may_idle: bool) -> None:
        """`may_idle`: a report may say that a node idles, which claims that it has taken everything that waited."""
        self._telling = telling
        self._chance = chance
        self._activities = [Activity.IDLE, Activity.BUSY] if may_idle else [Activity.BUSY]
        self._under_way: dict[str, deque[Report]] = {}
        self._made_ns: Counter[str] = Counter()

    def make(self, name: str) -> None:
        """A node makes a report."""
        now_ns, activity = self._telling.now_ns, self._chance.choice(self._activities)
        self._under_way.setdefault(name, deque()).append(self._telling.nodes[name].report(now_ns, activity))
        self._made_ns[name] = now_ns

    def deliver(self, name: str = "") -> bool:
        """Deliver one report, of this node or of any; return whether there was one."""
        names = [other for other, reports in self._under_way.items() if reports and name in (other, "")]
        if names:
            report = self._under_way[self._chance.choice(names)].popleft()
            self._telling.take(Reported(self._telling.now_ns, report))
        return bool(names)

    def catch_up(self, names: Iterable[str]) -> None:
        """Let these nodes report at least as often as in production, with no report delayed for long."""
        now_ns = self._telling.now_ns
        for name in names:
            if now_ns - self._made_ns[name] > REPORTED_NS:
                self.make(name)
            while self._under_way[name] and now_ns - self._under_way[name][0].time_ns > REPORTED_NS:
                self.deliver(name)
