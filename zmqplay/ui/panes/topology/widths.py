"""The widths of the columns in the picture."""

from __future__ import annotations

from rich.cells import cell_len

from zmqplay.ui.panes.topology.layout import FIGURE, TO, TOPICS_GAP
from zmqplay.ui.panes.topology.parts import STACK_LEAST, Part

NAMES_MOST = 16
TOPICS_MOST = 44
"""Cells of the longest topics for which a column gets wider."""
LINE_FIGURES = (30, 17, 7)
"""Cells beside the name in a line of a stack, for as many figures as fit: busy, rate, queue."""


def column_width(parts: list[Part], margin: int, is_wide: bool) -> int:
    return max((_width(part, margin, is_wide) for part in parts), default=4)


def widened(widths: list[int], wanted: list[int], spare: int) -> list[int]:
    """The widths, nearer to those that are wanted by as many cells as are spare."""
    found = []
    for width, most in zip(widths, wanted, strict=True):
        more = max(0, min(most - width, spare))
        found.append(width + more)
        spare -= more
    return found


def width_with_topics(parts: list[Part], width: int) -> int:
    """The width of a column in which whole topics have room.

    It is the same while other figures are shown in their place, so that no box jumps when its node gets busy.
    """
    return max((width, *map(_wanted_by, parts)))


def _wanted_by(part: Part) -> int:
    """The width of a part that shows whole topics; 0 if it has none, or shows none."""
    names = max(cell_len(card.title) for card in part.cards)
    topics = min(TOPICS_MOST, max(cell_len(card.topics) for card in part.cards))
    if not topics or (part.is_stack and not part.is_open):
        return 0
    if part.is_stack:
        return min(NAMES_MOST, names) + LINE_FIGURES[0] + 2 + max(0, topics + TOPICS_GAP - FIGURE)
    return (max(names, topics + len(TO)) if part.height > 3 else min(30, names) + TOPICS_GAP + topics) + 4


def _width(part: Part, margin: int, is_wide: bool) -> int:
    names = max(cell_len(card.title) for card in part.cards)
    if part.is_stack:
        figures = LINE_FIGURES[0 if is_wide else 1 if margin else 2]
        return max(STACK_LEAST, min(NAMES_MOST, names) + figures + 2)
    card, tall = part.cards[0], part.height > 3
    sockets = len(card.sockets) + (len(card.work) + 3 if is_wide and card.work else 0)
    if not margin:
        return min(24, max(names, 10 if tall else min(sockets, 9))) + 2
    content = max(names, 12) if tall else names + 8
    return min(30, max(content, sockets + 2)) + 4
