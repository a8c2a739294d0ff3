"""The Doctor's findings: each problem, its cause and its remedy; below them, the problems that are over."""

from __future__ import annotations

import re
from collections.abc import Hashable

from rich.style import Style

from zmqplay.model.doctor import Case
from zmqplay.model.doctor.finding import Level
from zmqplay.text import safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import WAITING
from zmqplay.ui.view import View

MARKS = {Level.WRONG: ("✚", WAITING), Level.NOTE: ("i", "accent")}
OVER = "·", "faint"
INDENT = 2


class DoctorPane(Content):
    """Shows the findings about the selected node and about no single node; all findings if no node is selected."""

    empty = (
        "Nothing is wrong. What would be said here: a node that is slow and gets its equal share all the same, a "
        "subscription that matches nothing, messages that were dropped or have nobody to go to, a send or a reply that "
        "waits for ever, peers that do not understand each other; each with the reason and what to do."
    )

    def stamp(self, scene: Scene) -> Hashable:
        traffic = scene.traffic
        cases = tuple(
            (case.finding, case.present, case.seen_ns if not case.present else 0) for case in _cases(scene.view)
        )
        return cases, scene.view.node, tuple(node.state for node in traffic.nodes.values())

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        lines: list[Line] = []
        cases = _cases(scene.view)
        present = [case for case in cases if case.present]
        over = [case for case in cases if not case.present]
        for case in present:
            lines += [*_finding(scene, ink, case), []]
        if over and not present:
            lines += [[("✓ ", ink("accent")), ("nothing is wrong now", ink("text"))], []]
        if over:
            lines.append([("over", ink("faint"))])
        for case in over:
            lines += _finding(scene, ink, case)
        return Drawing(lines)

    def click(self, scene: Scene, click: Click) -> Answer:
        return select_named(scene, click)


def _finding(scene: Scene, ink: Ink, case: Case) -> list[Line]:
    """A finding as wrapped lines: mark, node unless the sentence names it, sentence, source."""
    finding, present = case.finding, case.present
    selected = finding.node and finding.node == scene.view.node
    plain, faint = ink("text" if present else "muted"), ink("faint")

    def style_of(word: str) -> Style:
        """The style of a word: a node's colour if the word is its name."""
        found = re.match(r"[\w-]+-\d+", word)
        return name_style(found[0]) if found and found[0] in scene.traffic.nodes else plain

    def name_style(name: str) -> Style:
        return ink.node(name) if present else ink("muted")

    words = [] if finding.node in finding.says else [(f"{finding.node}:", name_style(finding.node))]
    words += [(word, style_of(word)) for word in safe(finding.says, 1_000).split()]
    if not present:
        words = [(f"{scene.wall_clock(case.since_ns)[:8]}–{scene.wall_clock(case.seen_ns)[:8]}", faint), *words]
    words += [(word, faint) for word in f"({safe(finding.source, 60)})".split()] if finding.source else []
    mark, shade = MARKS[finding.level] if present else OVER
    style = ink(shade, "cursor" if selected else "", bold=present)
    lines = wrap([(safe(word, 100), own) for word, own in words], scene.width - INDENT)
    return [[(f"{mark} " if number == 0 else " " * INDENT, style), *line] for number, line in enumerate(lines)]


def _cases(view: View) -> list[Case]:
    """The findings: those that are wrong before those that are only notes, the latest first."""
    cases = view.doctor.cases.values() if view.doctor is not None else ()
    return sorted(cases, key=lambda case: (case.finding.level is Level.NOTE, -case.since_ns))
