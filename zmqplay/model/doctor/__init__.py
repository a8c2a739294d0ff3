"""The Doctor looks at the traffic and says what is wrong, why, and what to do.

A rule is a pure function of the traffic and the time. It decides by itself how long something must last before it is
worth a word; the Doctor only lets a finding stay for a moment after it was made last, so that none flickers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zmqplay.model.doctor import connections, ends, queues, requests, routing, subscriptions, work
from zmqplay.model.doctor.finding import Finding, Level, Rule

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

__all__ = ["RULES", "Case", "Doctor", "Finding", "Level", "Rule"]

LOOK_NS = 500_000_000
"""How often it looks."""
STAY_NS = 1_200_000_000
"""How long a state is present after it was found last."""
NEWS_NS = 30_000_000_000
"""How long what happened is."""

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
    """When it was made last, or happened last."""
    present: bool = True


class Doctor:
    """Remembers what was found, in the order in which it came up."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self.cases: dict[tuple[str, str], Case] = {}
        """By rule and node."""
        self._looked_ns = 0

    @property
    def present(self) -> list[Finding]:
        """What is found now: first what is wrong, then what is only to be noted; the latest first."""
        cases = [case for case in self.cases.values() if case.present]
        cases.sort(key=lambda case: (case.finding.level is Level.NOTE, -case.since_ns))
        return [case.finding for case in cases]

    @property
    def hint(self) -> Finding | None:
        """The latest that is wrong, for the one line that there is room for."""
        return next((finding for finding in self.present if finding.level is Level.WRONG), None)

    def tick(self, now_ns: int) -> None:
        """Look again, if it is time."""
        if now_ns - self._looked_ns >= LOOK_NS:
            self.look(now_ns)

    def look(self, now_ns: int) -> None:
        """Apply every rule."""
        self._looked_ns = now_ns
        for rule in RULES:
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
