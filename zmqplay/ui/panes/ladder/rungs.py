"""One message of the ladder: an arrow from lane to lane, broken where the message was lost, open where it waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.ladder.lanes import Lane
from zmqplay.ui.panes.log.previews import APART

STUB = 22
LONG_SHAFT = 14
"""Cells of an arrow without a receiver; of the shortest shaft that shows on both sides of every label."""


@dataclass(frozen=True, slots=True)
class ArrowEnd:
    """An end of an arrow, and the fate of the message there."""

    x: int
    fate: str
    """`arrived`, `waits`, `lost`, or `nobody` for an arrow without a receiver."""


HEADS = {"arrived": ("▶", "◀"), "waits": ("▷", "◁"), "lost": ("╳", "╳"), "nobody": ("╴", "╶")}
SHAFTS = {"arrived": "─", "waits": "┄", "lost": "─ ", "nobody": "┄"}
SHADES = {"waits": WAITING, "lost": LOST, "nobody": "muted"}


def arrow_ends(traffic: Traffic, message: Message, lanes: Sequence[Lane], start: int) -> list[ArrowEnd]:
    """The lanes that a message has reached, waits at, or was lost on the way to; `start` is the sender's."""
    at = {name: lane.x for lane in lanes for name in lane.names}
    fates = dict.fromkeys(waiting_at(traffic, message), "waits")
    fates |= {delivery.node: "arrived" for delivery in message.deliveries}
    fates |= dict.fromkeys(message.lost, "lost")
    by_lane: dict[int, str] = {}
    for name, fate in fates.items():
        if name in at and at[name] != start:
            former = by_lane.get(at[name])
            by_lane[at[name]] = fate if former is None or fate != "arrived" else former
    return [ArrowEnd(x, fate) for x, fate in sorted(by_lane.items())]


@dataclass(slots=True)
class Shaft:
    """The cells of an arrow between two lanes."""

    begin: int
    """The cell nearest to the beginning of the arrow."""
    end: int

    @property
    def length(self) -> int:
        return abs(self.end - self.begin) + 1


class Rung:
    """Draws one message on a canvas of one row that already has the lanes."""

    def __init__(self, ink: Ink, canvas: Canvas, ground: str) -> None:
        self._ink, self._canvas, self.ground = ink, canvas, ground
        self._bare: set[int] = set()
        """Cells of shafts without text."""

    def draw(self, start: int, stops: Sequence[ArrowEnd], *, joint: str, label: str, style: Style) -> None:
        """Draw the arrow from cell `start`, where the sign `joint` is put, to all `stops`."""
        shafts: list[Shaft] = []
        for side in (1, -1):
            ahead = sorted((stop for stop in stops if (stop.x - start) * side > 0), key=lambda stop: stop.x * side)
            shafts += self._arrow(start, ahead, side, style)
        right, left = any(stop.x > start for stop in stops), any(stop.x < start for stop in stops)
        self._canvas.put(start, 0, joint or ("┼" if right and left else "┤" if left else "├"), style)
        if not shafts:
            return
        fitting = [shaft for shaft in shafts if shaft.length >= cell_len(label) + 2]
        self._label(fitting[0] if fitting else max(shafts, key=lambda shaft: shaft.length), label)

    def _arrow(self, start: int, stops: Sequence[ArrowEnd], side: int, ink: Style) -> list[Shaft]:
        """Draw shafts and heads in one direction, and return the shafts."""
        shafts, begin = [], start
        for index, stop in enumerate(stops):
            fate = stop.fate if len(stops) == 1 else "arrived"  # an arrow to several lanes goes on
            head = stop.x - side * (1 if stop.fate in ("arrived", "nobody") else 2)
            style, pattern = self._style(fate, ink), SHAFTS[fate]
            cells = range(begin + side, head, side)
            for place, x in enumerate(cells):
                self._canvas.put(x, 0, pattern[place % len(pattern)], style)
            self._canvas.put(head, 0, HEADS[stop.fate][side < 0], self._style(stop.fate, ink))
            if index < len(stops) - 1:
                self._canvas.put(stop.x, 0, "┼", ink)
            if cells:
                shafts.append(Shaft(cells[0], cells[-1]))
                self._bare.update(cells)
            begin = stop.x
        return shafts

    def _style(self, fate: str, ink: Style) -> Style:
        return self._ink(SHADES[fate], self.ground) if fate in SHADES else ink

    def _label(self, shaft: Shaft, label: str) -> None:
        """Write the label near the sender, with a piece of the shaft on both sides."""
        before = 1 if shaft.length >= cell_len(label) + 2 or shaft.length > LONG_SHAFT else 0
        room = shaft.length - 2 * before
        if room < 2:
            return
        text = label if cell_len(label) <= room else _cut(label, room)
        if cell_len(text) + 2 <= room:
            text = f" {text} "
        begin = shaft.begin + before if shaft.end >= shaft.begin else shaft.begin - before - cell_len(text) + 1
        self._canvas.put(begin, 0, text, self._ink("text", self.ground))
        self._bare.difference_update(range(begin, begin + cell_len(text)))

    def name(self, x: int, side: int, title: str, ink: Style) -> None:
        """Write a node's name beside a lane that several nodes share, if the shaft has room."""
        cells = range(x + side, x + side * (cell_len(title) + 1), side)
        if self._bare.issuperset((*cells, cells[-1] + side)):
            self._canvas.put(min(cells), 0, title, ink)


def _cut(label: str, room: int) -> str:
    """The beginning of a label, without a separator of frames at its end."""
    return cell_fit(label, room).rstrip(" …").rstrip(APART) + "…"
