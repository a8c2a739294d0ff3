"""A node as a box, and the nodes of a role as a stack."""

from __future__ import annotations

from collections.abc import Collection

from zmqplay.text import cell_fit, name_fit
from zmqplay.ui.draw.bars import HEIGHTS, spark
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.look.colours import LOST, WAITING, node_colour
from zmqplay.ui.panes.topology.layout import Seating, Stack
from zmqplay.ui.panes.topology.node_cards import Seat

IDLE, DEAD, FROZEN = "·", "✕", "░"


def colour_of(pane: LinePane, seat: Seat) -> str:
    """The shade of a node: its own colour unless it is dead, frozen or not heard."""
    if not seat.alive:
        return "faint"
    if seat.dimmed:
        return "muted"
    assert pane.traffic is not None
    return node_colour(pane.traffic, seat.name)


def activity_shade(seat: Seat) -> str:
    """Loud what is wrong, quiet what does nothing."""
    if seat.activity in ("killed", "crashed") or seat.blocked_on:
        return LOST
    return "muted" if seat.dimmed or seat.activity.endswith(" 0 %") else "text"


class Boxes:
    """Draws them on a canvas."""

    def __init__(self, pane: LinePane, canvas: Canvas, rates: Collection[str], losses: Collection[str]) -> None:
        """`rates` and `losses`: whose stand on an edge."""
        self._pane, self._canvas = pane, canvas
        self._rates, self._losses = rates, losses

    def draw_box(self, seating: Seating) -> None:
        """Name, activity, the types of the sockets, and what waits."""
        seat, x, y, inner = seating.seat, seating.x, seating.y, seating.width - 2
        chosen = seat.name == self._pane.view.node
        colour, ground = colour_of(self._pane, seat), "cursor" if chosen else ""
        border = self._pane.ink("accent" if chosen else colour, bold=chosen)
        self._canvas.box(x, y, seating.width, seating.height, border, dashed=not seat.alive or seat.foreign)
        if seat.sockets:
            self._draw_sockets(seating)
        for row in range(1, seating.height - 1):
            self._canvas.put(x + 1, y + row, " " * inner, self._pane.ink("text", ground))
        text_x, room = x + 1 + seating.margin, inner - 2 * seating.margin
        activity_ink = self._pane.ink(activity_shade(seat), ground)
        if seating.height > 3:
            self._canvas.put(text_x, y + 2, cell_fit(seat.activity, room).rstrip(), activity_ink)
        elif seating.margin:
            room -= 8
            self._canvas.put(text_x + room, y + 1, cell_fit(seat.short, 8, right=True), activity_ink)
        name_ink = self._pane.ink(colour, ground, bold=seat.alive and not seat.foreign, strike=not seat.alive)
        self._canvas.put(text_x, y + 1, name_fit(seat.title, room).rstrip(), name_ink)
        self._draw_figures(seating)

    def _draw_sockets(self, seating: Seating) -> None:
        """The types of the sockets and the work time, in the upper border."""
        seat, room = seating.seat, seating.width - 2
        text = f" {seat.sockets} · {seat.work} " if seat.work else f" {seat.sockets} "
        if len(text) > room:
            text = f" {seat.sockets} "
        if len(text) > room:
            text = cell_fit(seating.seat.sockets.replace(" ", ""), room).rstrip()
        self._canvas.put(seating.x + 1 + (len(text) < room), seating.y, text, self._pane.ink("muted"))

    def _draw_figures(self, seating: Seating) -> None:
        """What no edge says: beside the box in the last column, else in its lower border."""
        seat = seating.seat
        rate = "" if seat.name in self._rates else seat.rate
        news, shade = self._news(seat)
        if seating.side:
            x, room = seating.x + seating.width + 2, seating.side - 2
            rows = [(_shortened(news, room), shade), (rate, "muted")]
            if seat.waited and shade is WAITING:
                rows.insert(1, (spark(seat.waited[-room:], max(seat.waited)), WAITING))
            shown = [row for row in rows if row[0]][: seating.height - 1]
            for row, (text, ink) in enumerate(shown):
                self._canvas.put(x, seating.y + 1 + row, text, self._pane.ink(ink))
            return
        text, shade = (news, shade) if news else (rate, "muted")
        if text:
            text = f" {_shortened(text, seating.width - 4)} "
            x = max(seating.x + 1, seating.x + seating.width - 2 - len(text))
            self._canvas.put(x, seating.y + seating.height - 1, text, self._pane.ink(shade))

    def _news(self, seat: Seat) -> tuple[str, str]:
        if seat.losses and seat.name not in self._losses:
            return seat.lost_in_words, LOST
        return seat.waiting_in_words, WAITING

    # Stacks

    def draw_stack(self, stack: Stack, chosen: bool) -> None:
        """The frame, with the role and how many there are; a line a node where it is open, else a cell a node."""
        ink = self._pane.ink
        border = ink("accent" if chosen else "muted", bold=chosen)
        if not stack.is_open:
            self._canvas.box(stack.x + 1, stack.y + 1, stack.width, stack.height - 1, ink("ghost"))
        height = stack.height if stack.is_open else stack.height - 1
        self._canvas.box(stack.x, stack.y, stack.width, height, border)
        title = f"{cell_fit(stack.seat.title, stack.width - 6).rstrip()} "
        self._canvas.put(stack.x + 1, stack.y, " ▾ " if stack.is_open else " ▸ ", border)
        self._canvas.put(stack.x + 4, stack.y, title, ink("accent" if chosen else "text", bold=True))
        sockets = f" {stack.seat.sockets} "
        if len(title) + len(sockets) + 5 <= stack.width:
            self._canvas.put(stack.x + stack.width - 1 - len(sockets), stack.y, sockets, ink("muted"))
        if stack.is_open:
            self._draw_hidden(stack)
        else:
            self._draw_closed(stack)

    def _draw_hidden(self, stack: Stack) -> None:
        """How many lines are scrolled away, in the lower border."""
        parts = [f"▴ {stack.top}"] if stack.top else []
        parts += [f"▾ {stack.hidden_below}"] if stack.hidden_below else []
        if parts:
            text = f" {' '.join(parts)} more "
            x = stack.x + stack.width - 1 - len(text)
            self._canvas.put(x, stack.y + stack.height - 1, text, self._pane.ink("muted"))

    def _draw_closed(self, stack: Stack) -> None:
        seat, inner, ink = stack.seat, stack.width - 2, self._pane.ink
        bottom = stack.y + stack.height - 2
        for row in range(stack.y + 1, bottom):
            self._canvas.put(stack.x + 1, row, " " * inner, ink())
        for index, one in enumerate(stack.seats):
            x, y = stack.cell(index)
            if y < bottom - 1:
                ground = "accent" if one.name == self._pane.view.node else ""
                sign, shade = self._cell(one)
                self._canvas.put(x, y, sign, ink("ground" if ground else shade, ground))
        news, shade = self._news(seat)
        summary = seat.activity if news else f"{seat.activity}  {seat.rate}"
        self._canvas.put(stack.x + 2, bottom - 1, cell_fit(summary, inner - 2).rstrip(), ink("muted"))
        room = inner - 3 - len(seat.activity)
        if news:
            text = cell_fit(_shortened(news, room), room, right=True)
            self._canvas.put(stack.x + stack.width - 2 - room, bottom - 1, text, ink(shade))

    def _cell(self, seat: Seat) -> tuple[str, str]:
        """A node in one cell: how busy it is, in amber if something waits for it."""
        if not seat.alive:
            return DEAD, LOST
        if seat.dimmed:
            return FROZEN, "muted"
        level = HEIGHTS[max(1, round(seat.busy * 8))] if seat.busy >= 0.01 or seat.waiting else IDLE
        return level, WAITING if seat.waiting else colour_of(self._pane, seat)

    def draw_line(self, seating: Seating, names: int) -> None:
        """A node as a line of an open stack: its name in so many cells, activity, news and rate where there is room."""
        seat, room = seating.seat, seating.width - 2
        ground = "cursor" if seat.name == self._pane.view.node else ""
        ink = self._pane.ink
        self._canvas.put(seating.x + 1, seating.y, " " * room, ink("text", ground))
        name_ink = ink(colour_of(self._pane, seat), ground, strike=not seat.alive, bold=bool(ground))
        self._canvas.put(seating.x + 2, seating.y, name_fit(seat.title, names).rstrip(), name_ink)
        x, left = seating.x + 2 + names, room - names - 1
        for text, shade, cells in self._line_figures(seat, left):
            if cells <= left:
                self._canvas.put(x, seating.y, cell_fit(text, cells, right=True), ink(shade, ground))
                x, left = x + cells, left - cells

    @staticmethod
    def _line_figures(seat: Seat, room: int) -> list[tuple[str, str, int]]:
        """What stands in a line beside the name, with its shade and its cells."""
        news, shade = (seat.lost_in_words, LOST) if seat.losses else (seat.waiting_in_words, WAITING)
        activity, rate = (seat.short, activity_shade(seat), 8), (seat.rate, "muted", 8)
        if room >= 27:
            return [activity, rate, (_shortened(news, 11), shade, 12)]
        sign = ("✕" if seat.losses else "▪") + news.partition(" ")[0]
        return [activity, (sign, shade, 8) if news else rate]


def _shortened(text: str, room: int) -> str:
    """A figure with its word, or without it where there is no room."""
    return text if len(text) <= room else text.partition(" ")[0]
