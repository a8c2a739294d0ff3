"""The latencies of one link as a histogram, with one bar for each range of latencies."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.ledger.accounts import Link
from zmqplay.model.spread import BOUNDS_MS
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.ink import Ink, Line

BAR_MOST = 40


def draw_latencies(ink: Ink, link: Link, width: int) -> Iterator[Line]:
    """Draw a heading, and a line for each bar, from the first to the last that is not empty."""
    bars = link.latencies.histogram()
    filled = [index for index, number in enumerate(bars) if number]
    if not filled:
        return
    muted = ink("muted")
    ends = f"{safe(link.sender, 40)} → {safe(link.receiver, 40)}"
    yield []
    yield [(f"latencies of the last {count(sum(bars))}, {ends}", ink("faint"))]
    room = max(4, min(BAR_MOST, width - 20))
    for index in range(filled[0], filled[-1] + 1):
        bound = f"< {BOUNDS_MS[index]:g} ms" if index < len(BOUNDS_MS) else f"≥ {BOUNDS_MS[-1]:g} ms"
        length = -(-bars[index] * room // max(bars))
        yield [
            (cell_fit(bound, 10, right=True) + " ", muted),
            ("━" * length, ink.node(link.receiver)),
            (f" {count(bars[index])}" if bars[index] else "", muted),
        ]
