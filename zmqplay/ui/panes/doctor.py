"""What is wrong, why, and what to do, as the Doctor says it; below, what was wrong and is over."""

from __future__ import annotations

import re
from collections.abc import Hashable

from rich.style import Style

from zmqplay.model.doctor import Case
from zmqplay.model.doctor.finding import Level
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe, wall_clock
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.named_lines import NamedLines
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import WAITING
from zmqplay.ui.play.view import View

MARKS = {Level.WRONG: ("✚", WAITING), Level.NOTE: ("i", "accent")}
OVER = "·", "faint"
INDENT = 2


class Doctor(NamedLines):
    """The findings of the selected node and of the whole, or all of them."""

    TITLE = "Doctor"
    EMPTY = (
        "Nothing is wrong. What would be said here: a node that is slow and gets its equal share all the same, a "
        "subscription that matches nothing, messages that were dropped or have nobody to go to, a send or a reply that "
        "waits for ever, peers that do not understand each other; each with the reason and what to do."
    )

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        cases = tuple((case.finding, case.present, case.seen_ns if not case.present else 0) for case in _cases(view))
        return cases, view.node, tuple(node.state for node in traffic.nodes.values())

    def prepare(self, _traffic: Traffic, width: int) -> int:
        self.lines = []
        cases = _cases(self.view)
        present = [case for case in cases if case.present]
        over = [case for case in cases if not case.present]
        for case in present:
            self.lines += [*self._finding(case, width), []]
        if over and not present:
            self.lines += [[("✓ ", self.ink("accent")), ("nothing is wrong now", self.ink("text"))], []]
        if over:
            self.lines.append([("over", self.ink("faint"))])
        for case in over:
            self.lines += self._finding(case, width)
        return len(self.lines)

    def _finding(self, case: Case, width: int) -> list[Line]:
        """The sentences, wrapped; the source stands behind them where there is room."""
        finding, present = case.finding, case.present
        selected = finding.node and finding.node == self.view.node
        plain, faint = self.ink("text" if present else "muted"), self.ink("faint")
        words = [] if finding.node in finding.says else [(f"{finding.node}:", self._name_ink(finding.node, present))]
        words += [(word, self._word_ink(word, present, plain)) for word in safe(finding.says, 1_000).split()]
        if not present:
            words = [(f"{wall_clock(case.since_ns)[:8]}–{wall_clock(case.seen_ns)[:8]}", faint), *words]
        words += [(word, faint) for word in f"({safe(finding.source, 60)})".split()] if finding.source else []
        mark, shade = MARKS[finding.level] if present else OVER
        ink = self.ink(shade, "cursor" if selected else "", bold=present)
        lines = wrap([(safe(word, 100), style) for word, style in words], width - INDENT)
        return [[(f"{mark} " if number == 0 else " " * INDENT, ink), *line] for number, line in enumerate(lines)]

    def _word_ink(self, word: str, present: bool, plain: Style) -> Style:
        """A node's name in its colour."""
        assert self.traffic is not None
        found = re.match(r"[\w-]+-\d+", word)
        return self._name_ink(found[0], present) if found and found[0] in self.traffic.nodes else plain

    def _name_ink(self, name: str, present: bool) -> Style:
        return self.node_ink(name) if present else self.ink("muted")


def _cases(view: View) -> list[Case]:
    """What is wrong before what is only to be noted, the latest first."""
    cases = view.doctor.cases.values() if view.doctor is not None else ()
    return sorted(cases, key=lambda case: (case.finding.level is Level.NOTE, -case.since_ns))
