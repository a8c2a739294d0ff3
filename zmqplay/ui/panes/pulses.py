"""What moves along the wires: it shows how fast messages flow, not each message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.style import Style

CELLS_A_SECOND = 14
PULSES_BY_RATE = ((200.0, 3), (10.0, 2), (0.0, 1))
"""From this many messages a second on, this many pulses on one edge."""

PULSE = "•"


@dataclass(slots=True)
class Track:
    """The cells of an edge in the direction of flow."""

    cells: list[tuple[int, int]]
    rate: float
    colour: str
    number: int
    """Shifts its pulses against those of the others."""


def overlay(tracks: list[Track], now_ns: int, ink: Callable[..., Style]) -> dict[int, dict[int, tuple[str, Style]]]:
    """Where the pulses are now: by row, by column."""
    over: dict[int, dict[int, tuple[str, Style]]] = {}
    moved = now_ns * CELLS_A_SECOND // 1_000_000_000
    for track in tracks:
        pulses = next(number for least, number in PULSES_BY_RATE if track.rate >= least)
        length = len(track.cells)
        for index in range(min(pulses, length)):
            x, y = track.cells[(moved + track.number * 5 + index * length // pulses) % length]
            over.setdefault(y, {})[x] = PULSE, ink(track.colour, bold=True)
    return over
