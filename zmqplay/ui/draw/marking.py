"""Marks the searched text in a line."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.style import Style

from zmqplay.text import safe
from zmqplay.ui.draw.ink import Line


def mark(line: Line, text: str, style: Style) -> Line:
    """The line with each occurrence of `text` in this style; case does not matter; no match spans two pieces."""
    pattern = _pattern(safe(text))
    marked: Line = []
    for piece, own in line:
        end = 0
        for match in pattern.finditer(piece):
            if match.start() > end:
                marked.append((piece[end : match.start()], own))
            marked.append((match[0], style))
            end = match.end()
        if end < len(piece):
            marked.append((piece[end:], own))
    return marked


@lru_cache(maxsize=8)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)
