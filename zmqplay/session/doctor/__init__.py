"""The Doctor looks at the traffic and says what is wrong, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zmqplay.session.doctor.finding import Finding

if TYPE_CHECKING:
    from zmqplay.session.traffic import Traffic

LOOK_NS = 500_000_000
"""How often it looks."""

Rule = Callable[["Traffic", int], Iterable[Finding]]
"""Given the traffic and the time, what it finds now."""

RULES: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Case:
    """A finding, from when it was first made."""

    finding: Finding
    since_ns: int
    seen_ns: int
    """When it was made last."""
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
        """What is wrong now, the latest first."""
        cases = sorted(self.cases.values(), key=lambda case: -case.since_ns)
        return [case.finding for case in cases if case.present]

    def tick(self, now_ns: int) -> None:
        """Look again, if it is time."""
        if now_ns - self._looked_ns >= LOOK_NS:
            self.look(now_ns)

    def look(self, now_ns: int) -> None:
        """Apply every rule."""
        self._looked_ns = now_ns
        for case in self.cases.values():
            case.present = False
        for rule in RULES:
            for finding in rule(self._traffic, now_ns):
                key = finding.rule, finding.node
                case = self.cases.get(key)
                if case is None:
                    self.cases[key] = Case(finding, now_ns, now_ns)
                else:
                    case.finding, case.seen_ns, case.present = finding, now_ns, True
