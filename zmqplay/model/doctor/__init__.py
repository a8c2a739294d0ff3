"""The Doctor: examines the traffic and says what is wrong, why, and what to do.

A rule is a pure function of the traffic and the time, and decides how long a state must last to become a finding. The
Doctor keeps a finding for a moment after a rule last made it, so that no finding flickers. The source that owns the
traffic runs the Doctor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zmqplay.model.doctor import (
    alone,
    answers,
    closing,
    connections,
    died,
    dropped,
    drops,
    ends,
    frames,
    frozen,
    gone,
    growth,
    impossible,
    queues,
    requests,
    routing,
    subscriptions,
    told,
    work,
)
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.facts import Fact, Over, Silenced, Ticked
from zmqplay.model.traffic import Traffic

__all__ = ["RULES", "Diagnosis", "Doctor", "Finding", "Level", "Rule"]

LOOK_NS = 500_000_000
"""How often the Doctor looks."""
STAY_NS = 1_200_000_000
"""How long a finding about a state stays present after a rule last made it."""
NEWS_NS = 30_000_000_000
"""How long a finding about an event stays present after the event last happened."""
NEW_NS = 8_000_000_000
"""How long a finding is new: in a place with room for one line, it then comes before an older crash."""

RULES: tuple[Rule, ...] = (
    *subscriptions.RULES,
    *dropped.RULES,
    *alone.RULES,
    *queues.RULES,
    *drops.RULES,
    *frozen.RULES,
    *growth.RULES,
    *work.RULES,
    *connections.RULES,
    *frames.RULES,
    *routing.RULES,
    *requests.RULES,
    *answers.RULES,
    *ends.RULES,
    *died.RULES,
    *told.RULES,
    *closing.RULES,
    *gone.RULES,
    *impossible.RULES,
)

EXPLAINED_BY: dict[str, frozenset[str]] = {
    "queue-grows": frozenset(
        {
            "blocked-at-high-water-mark",
            "blocked-without-peer",
            "dropped-at-high-water-mark",
            "first-took-all",
            "slow-worker",
            "subscriptions-dropped",
        }
    ),
    "dropped-at-high-water-mark": frozenset({"subscriptions-dropped"}),
}
"""Rules that say less than another about the same trouble of a node: silent while that one finds something as bad."""


@dataclass(slots=True)
class Diagnosis:
    """A finding, and when it was first and last made."""

    finding: Finding
    since_ns: int
    seen_ns: int
    """When a rule last made the finding; for an event, when the event last happened."""
    made_ns: int = 0
    """When a rule last made the finding: an event that turns out not to have happened is made no more."""
    present: bool = True
    times: int = 1
    """How often the finding came up: once more for each time it had been withdrawn before."""

    def __post_init__(self) -> None:
        self.made_ns = self.made_ns or self.seen_ns

    @property
    def count(self) -> int:
        """How often the event has happened; for a state, how often it came up."""
        return self.finding.happened or self.times

    @property
    def is_state(self) -> bool:
        """Whether the finding speaks of what is so, and not of what has happened."""
        return not self.finding.happened

    @property
    def until_ns(self) -> int | None:
        """When the finding was last true; None while it is present."""
        return None if self.present else self.seen_ns


class Doctor:
    """Applies the rules to one traffic, and remembers the findings in the order in which they came up."""

    def __init__(self, traffic: Traffic, rules: Sequence[Rule] = RULES) -> None:
        self._traffic = traffic
        self._rules = rules
        self.diagnoses: dict[tuple[str, str], Diagnosis] = {}
        """By rule and node."""
        self._looked_ns = 0
        self._has_ended = False
        """The source ends its nodes, or will: what was so before stays as it was found."""

    @property
    def present(self) -> list[Finding]:
        """The findings that hold now: first those that are wrong, then the notes; the latest first."""
        return [diagnosis.finding for diagnosis in self._present]

    @property
    def _present(self) -> list[Diagnosis]:
        diagnoses = [diagnosis for diagnosis in self.diagnoses.values() if diagnosis.present]
        return sorted(diagnoses, key=lambda each: (each.finding.level is Level.NOTE, -each.since_ns))

    @property
    def hint(self) -> Finding | None:
        """The finding with level WRONG for a place with room for one line; None if there is none.

        It is the latest; but the latest crash stays, since it may be the cause of what comes up later. A later finding
        is the hint while it is new.
        """
        wrong = [diagnosis for diagnosis in self._present if diagnosis.finding.level is Level.WRONG]
        crash = next((diagnosis for diagnosis in wrong if diagnosis.finding.rule in ends.CRASHES), None)
        new = [diagnosis for diagnosis in wrong if self._looked_ns - diagnosis.since_ns < NEW_NS]
        if crash and (crash in new or not new):
            return crash.finding
        return wrong[0].finding if wrong else None

    @property
    def wrong(self) -> int:
        """The number of findings with level WRONG that hold now."""
        return sum(each.present and each.finding.level is Level.WRONG for each in self.diagnoses.values())

    def take(self, fact: Fact) -> None:
        """Look again where time has passed, and before the source ends its nodes; the traffic has taken the fact."""
        if isinstance(fact, Ticked):
            self.tick(fact.at_ns)
        elif isinstance(fact, Silenced | Over):
            self.look(fact.at_ns)
            self._end(fact.at_ns)

    def tick(self, now_ns: int) -> None:
        """Look again, if the last look is `LOOK_NS` ago."""
        if now_ns - self._looked_ns >= LOOK_NS:
            self.look(now_ns)

    def look(self, now_ns: int) -> None:
        """Apply every rule, and withdraw the findings that are over; those that hold when the source ends stay."""
        self._looked_ns = now_ns
        found = [finding for rule in self._rules for finding in rule(self._traffic, now_ns)]
        wrong = {(finding.rule, finding.node) for finding in found if finding.level is Level.WRONG}
        noted = {(finding.rule, finding.node) for finding in found}
        for finding in found:
            causes = EXPLAINED_BY.get(finding.rule, ())
            if not any((rule, finding.node) in (noted if finding.level is Level.NOTE else wrong) for rule in causes):
                self._note(finding, now_ns)
        if self._traffic.is_over or self._has_ended:
            return
        for diagnosis in self.diagnoses.values():
            is_news = now_ns - diagnosis.seen_ns < NEWS_NS
            diagnosis.present = is_news and now_ns - diagnosis.made_ns < STAY_NS

    def _end(self, now_ns: int) -> None:
        """Withdraw what no rule finds any more when the source ends: nothing flickers any more."""
        for diagnosis in self.diagnoses.values():
            if diagnosis.made_ns < now_ns and not (self._has_ended and diagnosis.is_state):
                diagnosis.present = False
        self._has_ended = True

    def _note(self, finding: Finding, now_ns: int) -> None:
        key = finding.rule, finding.node
        diagnosis = self.diagnoses.get(key)
        if diagnosis is None:
            self.diagnoses[key] = Diagnosis(finding, now_ns, now_ns)
            return
        if self._has_ended and diagnosis.is_state:
            return
        diagnosis.made_ns = now_ns
        if finding.happened and finding.happened <= diagnosis.finding.happened:
            if diagnosis.present or finding.happened < diagnosis.finding.happened:
                diagnosis.finding = finding  # fewer, if some have arrived after all; what is over keeps its words
            return
        if not diagnosis.present:
            diagnosis.since_ns, diagnosis.present = now_ns, True
            diagnosis.times += 1
        diagnosis.finding, diagnosis.seen_ns = finding, now_ns
