"""The Doctor looks at the traffic and says what is wrong, why, and what to do.

A rule is a pure function of the traffic and the time. The rule decides how long something must last before it is worth
a word; the Doctor only keeps a finding for a moment after a rule made it last, so that no finding flickers. The source
that owns the traffic runs the Doctor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zmqplay.model.doctor import connections, ends, queues, requests, routing, subscriptions, work
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.facts import Fact, Over, Ticked
from zmqplay.model.traffic import Traffic

__all__ = ["RULES", "Case", "Doctor", "Finding", "Level", "Rule"]

LOOK_NS = 500_000_000
"""How often the Doctor looks."""
STAY_NS = 1_200_000_000
"""How long a finding about a state is present after a rule made it last."""
NEWS_NS = 30_000_000_000
"""How long a finding about something that happened is present after the last time."""

RULES: tuple[Rule, ...] = (
    *subscriptions.RULES,
    *queues.RULES,
    *work.RULES,
    *connections.RULES,
    *routing.RULES,
    *requests.RULES,
    *ends.RULES,
)


@dataclass(slots=True)
class Case:
    """A finding, from when it was first made."""

    finding: Finding
    since_ns: int
    seen_ns: int
    """When a rule made it last; for what happened, when it happened last."""
    present: bool = True


class Doctor:
    """Applies the rules to one traffic, and remembers what they found, in the order in which it came up."""

    def __init__(self, traffic: Traffic, rules: Sequence[Rule] = RULES) -> None:
        self._traffic = traffic
        self._rules = rules
        self.cases: dict[tuple[str, str], Case] = {}
        """By rule and node."""
        self._looked_ns = 0

    @property
    def present(self) -> list[Finding]:
        """The findings that hold now: first what is wrong, then what is only noted; the latest first."""
        cases = [case for case in self.cases.values() if case.present]
        cases.sort(key=lambda case: (case.finding.level is Level.NOTE, -case.since_ns))
        return [case.finding for case in cases]

    @property
    def hint(self) -> Finding | None:
        """The latest finding of something wrong, for a place that has room for one; None if nothing is wrong."""
        return next((finding for finding in self.present if finding.level is Level.WRONG), None)

    def take(self, fact: Fact) -> None:
        """Look again where time has passed, and before the source ends its nodes; the traffic has taken the fact."""
        if isinstance(fact, Ticked):
            self.tick(fact.at_ns)
        elif isinstance(fact, Over):
            self.look(fact.at_ns)

    def tick(self, now_ns: int) -> None:
        """Look again, if the last look is `LOOK_NS` ago."""
        if now_ns - self._looked_ns >= LOOK_NS:
            self.look(now_ns)

    def look(self, now_ns: int) -> None:
        """Apply every rule."""
        self._looked_ns = now_ns
        for rule in self._rules:
            for finding in rule(self._traffic, now_ns):
                self._note(finding, now_ns)
        for case in self.cases.values():
            case.present = now_ns - case.seen_ns < (NEWS_NS if case.finding.happened else STAY_NS)

    def _note(self, finding: Finding, now_ns: int) -> None:
        key = finding.rule, finding.node
        case = self.cases.get(key)
        if case is None:
            self.cases[key] = Case(finding, now_ns, now_ns)
            return
        if finding.happened and finding.happened == case.finding.happened:
            return
        if not case.present:
            case.since_ns = now_ns
        case.finding, case.seen_ns = finding, now_ns
