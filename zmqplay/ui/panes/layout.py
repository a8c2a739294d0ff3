"""Where each box stands: columns in the direction of flow, as large as the room allows, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from zmqplay.ui.panes.seats import Seat

LEAST = (26, 6)
"""Below this many cells there are no boxes."""

SIZES = ((4, 1), (4, 0), (3, 0))
"""Height of a box and of the gap below it, the roomiest first."""

GAP_LEAST, GAP_MOST = 7, 18
SIDE = 14
"""Beside the last column, for what waits and the rate."""


@dataclass(slots=True)
class Seating:
    """A box."""

    seat: Seat
    x: int
    y: int
    width: int
    height: int
    side: int = 0
    """Cells beside it for its figures."""
    margin: int = 1
    """Cells between border and text."""

    @property
    def port(self) -> int:
        """The row where its wires end."""
        return self.y + 1

    def edge(self, is_left: bool) -> int:
        """The cell beside the box where its wires end; `is_left`: it stands left of them."""
        return self.x + self.width if is_left else self.x - 1


@dataclass(slots=True)
class Layout:
    """All boxes, and the x of the trunk in each gap."""

    seatings: dict[str, Seating]
    trunks: list[int]

    def at(self, x: int, y: int) -> str | None:
        """Whose box this cell is in."""
        for name, box in self.seatings.items():
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height:
                return name
        return None


def lay_out(columns: list[list[Seat]], width: int, height: int) -> Layout | None:
    """Place the boxes; None if they do not fit."""
    most = max((len(column) for column in columns), default=0)
    sizes = [(tall, gap) for tall, gap in SIZES if most * (tall + gap) - gap <= height]
    if not most or not sizes or width < LEAST[0] or height < LEAST[1]:
        return None
    tall, between = sizes[0]
    gaps = len(columns) - 1
    for margin, with_work in ((1, True), (1, False), (0, False)):
        widths = [_column_width(column, tall, margin, with_work) for column in columns]
        room = width - sum(widths)
        if room >= gaps * GAP_LEAST:
            break
    else:
        return None
    side = SIDE if room - SIDE >= gaps * GAP_LEAST else 0
    gap = min(GAP_MOST, (room - side) // gaps) if gaps else 0
    x = max(0, (width - sum(widths) - gap * gaps - side) // 2)
    layout = Layout({}, [])
    for index, column in enumerate(columns):
        last = index == len(columns) - 1
        y = max(0, height - len(column) * (tall + between) + between) // 2
        for seat in column:
            layout.seatings[seat.name] = Seating(seat, x, y, widths[index], tall, side if last else 0, margin)
            y += tall + between
        x += widths[index]
        if not last:
            layout.trunks.append(x + gap // 2)
            x += gap
    return layout


def _column_width(column: list[Seat], tall: int, margin: int, with_work: bool) -> int:
    names = max((cell_len(seat.title) for seat in column), default=4)
    sockets = max((len(seat.sockets) for seat in column), default=0)
    if with_work:
        sockets += max((len(seat.work) + 3 for seat in column if seat.work), default=0)
    if not margin:
        return min(24, max(names, 10 if tall > 3 else min(sockets, 9))) + 2
    content = max(names, 12) if tall > 3 else names + 8
    return min(30, max(content, sockets + 2)) + 4
