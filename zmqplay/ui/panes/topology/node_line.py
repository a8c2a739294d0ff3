"""A node as one line of the topology, where there are too many for boxes."""

from __future__ import annotations

from collections.abc import Collection

from zmqplay.text import cell_fit, name_fit
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.topology.node_cards import Seat


def node_line(pane: LinePane, seat: Seat, seats: Collection[Seat], colour: str, activity_ink: str) -> Line:
    """Its name, sockets, activity and rate, as far as there is room; `seats` are those of all lines."""
    width, ground = pane.area.width, "cursor" if seat.name == pane.view.node else ""
    names = max(len(each.title) for each in seats)
    binds = pane.traffic is not None and pane.traffic.topology.binds(seat.role)
    line: Line = [
        ("● " if binds else "○ ", pane.ink(colour, ground)),
        (name_fit(seat.title, min(names, max(6, width - 10))), pane.ink(colour, ground, strike=not seat.alive)),
    ]
    if width >= 44:
        line.append(("  " + cell_fit(seat.sockets, 11), pane.ink("muted", ground)))
    activity = seat.activity if width >= 34 or not seat.alive else seat.short
    cells = 13 if width >= 34 else max(0, width - names - 3 - (7 if width >= 30 else 0))
    line.append((" " + cell_fit(activity, cells, right=width < 34), pane.ink(activity_ink, ground)))
    if width >= 30:
        line.append((cell_fit(seat.rate, 7, right=True), pane.ink("muted", ground)))
    if width >= 54 or seat.lost or seat.waits:
        news = seat.lost_in_words or seat.waiting_in_words
        line.append(("  " + news, pane.ink(LOST if seat.lost else WAITING, ground)))
    return line
