"""The Doctor's findings: each problem, its cause and its remedy; below them, the problems that are over."""

from __future__ import annotations

import re
from collections.abc import Hashable

from rich.style import Style

from zmqplay.model.doctor import Diagnosis
from zmqplay.model.doctor.finding import Level
from zmqplay.text import safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.draw.wrapping import wrap_pieces
from zmqplay.ui.look.colours import WAITING
from zmqplay.ui.view import View

MARKS = {Level.WRONG: ("✚", WAITING), Level.NOTE: ("i", "accent")}
OVER = "·", "faint"
INDENT = 2
TYPED = re.compile(r"(?<!\S)`([^`]+)`(?!\w)")
"""What one types, in a sentence: a command, or code."""


class DoctorPane(Content):
    """Shows the findings about the selected node and about no single node; all findings if no node is selected."""

    empty = (
        "Nothing is wrong. What would be said here: a node that is slow and gets its equal share all the same, a "
        "subscription that matches nothing, messages that were dropped or have nobody to go to, a send or a reply that "
        "waits for ever, peers that do not understand each other; each with the reason and what to do."
    )

    def stamp(self, scene: Scene) -> Hashable:
        traffic = scene.traffic
        diagnoses = tuple(
            (diagnosis.finding, diagnosis.since_ns, diagnosis.until_ns, diagnosis.times)
            for diagnosis in _diagnoses(scene.view)
        )
        return diagnoses, scene.view.node, tuple(node.state for node in traffic.nodes.values())

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        lines: list[Line] = []
        diagnoses = _diagnoses(scene.view)
        present = [diagnosis for diagnosis in diagnoses if diagnosis.present]
        over = [diagnosis for diagnosis in diagnoses if not diagnosis.present]
        for diagnosis in present:
            lines += [*_finding(scene, ink, diagnosis), []]
        if over and not present:
            lines += [[("✓ ", ink("accent")), ("nothing is wrong now", ink("text"))], []]
        if over:
            lines.append([("no longer", ink("faint"))])
        for diagnosis in over:
            lines += _finding(scene, ink, diagnosis)
        return Drawing(lines)

    def click(self, scene: Scene, click: Click) -> Answer:
        return select_named(scene, click)


def _finding(scene: Scene, ink: Ink, diagnosis: Diagnosis) -> list[Line]:
    """A finding, wrapped: mark, node if its sentence does not name it, sentence, source and when it began."""
    finding, present = diagnosis.finding, diagnosis.present
    selected = finding.node and finding.node == scene.view.node
    plain, faint = ink("text" if present else "muted"), ink("faint")

    def style_of(word: str) -> Style:
        """The style of a word: a node's colour if the word is its name."""
        found = re.match(r"[\w-]+-\d+", word)
        return name_style(found[0]) if found and found[0] in scene.traffic.nodes else plain

    def name_style(name: str) -> Style:
        return ink.node(name) if present else ink("muted")

    typed = ink("accent" if present else "muted")
    words = [] if finding.node in finding.says else [[(safe(f"{finding.node}:", 100), name_style(finding.node))]]
    for word in _words(safe(finding.on_screen, 1_000)):
        words.append([(text, typed if is_typed else style_of(text)) for text, is_typed in word])
    words += [[(word, faint)] for word in _aside(scene, diagnosis).split()]
    mark, shade = MARKS[finding.level] if present else OVER
    style = ink(shade, "cursor" if selected else "", bold=present)
    lines = wrap_pieces(words, scene.width - INDENT)
    return [[(f"{mark} " if number == 0 else " " * INDENT, style), *line] for number, line in enumerate(lines)]


def _words(sentence: str) -> list[list[tuple[str, bool]]]:
    """The words of a sentence, each in pieces, and whether a piece is to be typed; it is without its backticks then."""
    words: list[list[tuple[str, bool]]] = [[]]
    for at, part in enumerate(TYPED.split(sentence)):
        for number, piece in enumerate(part.split(" ")):
            if number:
                words.append([])
            if piece:
                words[-1].append((piece, at % 2 == 1))
    return [word for word in words if word]


def _aside(scene: Scene, diagnosis: Diagnosis) -> str:
    """In brackets: the source, from when until when the finding held, and how often a state came up.

    A finding about events has their number in its sentence.
    """
    began = scene.wall_clock(diagnosis.since_ns)[:8]
    until_ns = diagnosis.until_ns
    held = f"since {began}" if until_ns is None else f"{began}–{scene.wall_clock(until_ns)[:8]}"
    times = f"{diagnosis.times:,} times" if diagnosis.times > 1 and diagnosis.is_state else ""
    return f"({'; '.join(part for part in (safe(diagnosis.finding.source, 80), held, times) if part)})"


def _diagnoses(view: View) -> list[Diagnosis]:
    """The findings: wrong before to be noted, the latest first."""
    diagnoses = view.doctor.diagnoses.values() if view.doctor is not None else ()
    return sorted(diagnoses, key=lambda diagnosis: (diagnosis.finding.level is Level.NOTE, -diagnosis.since_ns))
