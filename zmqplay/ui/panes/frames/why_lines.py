"""Why a message went where it went, as wrapped lines below its path."""

from __future__ import annotations

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.why.why import why
from zmqplay.text import safe
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.wrapping import wrap

WIDEST = 100
"""Cells of the longest line, since longer ones are hard to read."""
LONGEST = 800
"""Characters of the longest sentence."""


def why_lines(scene: Scene, ink: Ink, message: Message) -> list[Line]:
    """Draw a title, the sentences, and the pages that document the rule."""
    told, width = why(scene.traffic, message), min(scene.width, WIDEST)
    words = [(word, ink("text")) for says in told.says for word in safe(says, LONGEST).split()]
    source = [(word, ink("muted")) for word in safe(told.source, LONGEST).split()]
    return [[("why", ink("soft", italic=True))], *wrap(words, width), *(wrap(source, width) if source else ())]
