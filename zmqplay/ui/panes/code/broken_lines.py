"""What is wrong with the file of a pattern, as lines above the code that goes on."""

from __future__ import annotations

import textwrap

from zmqplay.control.guide import Broken
from zmqplay.text import safe
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.look.colours import LOST

SIGN, HERE, BESIDE = "✗ ", "▶ ", "  "
"""Marks: before what is said, before the line to blame, and before the others."""
GOES_ON = "The nodes go on with the code before:"
NARROWEST = 20


def lines_of(broken: Broken, ink: Ink, width: int) -> list[Line]:
    """The sentence, then the line to blame between those beside it, with their numbers."""
    room = max(NARROWEST, width - len(SIGN))
    said = textwrap.wrap(safe(broken.says), room)
    lines: list[Line] = [
        [(SIGN if not row else BESIDE, ink(LOST, bold=True)), (text, ink(LOST))] for row, text in enumerate(said)
    ]
    digits = max((len(str(number)) for number, _ in broken.around), default=0)
    for number, text in broken.around:
        is_here = number == broken.line
        shade = "text" if is_here else "muted"
        lines.append(
            [
                (HERE if is_here else BESIDE, ink(LOST, bold=True)),
                (f"{number:>{digits}} │ ", ink("muted")),
                (safe(text.expandtabs(4)), ink(shade, bold=is_here)),
            ]
        )
    return [*lines, [(f"{BESIDE}{GOES_ON}", ink("muted", italic=True))]]
