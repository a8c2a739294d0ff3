"""The nodes as boxes, the wires between them, and what flows along them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from zmqplay.session.traffic import Traffic
from zmqplay.ui.colours import LOST, WAITING, node_colour
from zmqplay.ui.panes.canvas import Canvas
from zmqplay.ui.panes.flow import Flow, Gap, find_flow
from zmqplay.ui.panes.layout import Layout, Seating, lay_out
from zmqplay.ui.panes.lines import Line, LinePane, node_stamps
from zmqplay.ui.panes.node_line import node_line
from zmqplay.ui.panes.pulses import CELLS_A_SECOND, Track, overlay
from zmqplay.ui.panes.seats import Seat, seat_of
from zmqplay.ui.panes.selection import NodeSelected, clicked
from zmqplay.ui.text import cell_fit, name_fit, safe
from zmqplay.ui.view import View


class Topology(LinePane):
    """Boxes while they fit, else a list; the selection moves with the arrows and the mouse."""

    TITLE = "Topology"
    EMPTY = "No node has started yet. Each will be a box here, with the wires between them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k,left", "move(-1)", "Node before", show=False),
        Binding("down,j,right", "move(1)", "Node after", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._seats: dict[str, Seat] = {}
        self._layout: Layout | None = None
        self._canvas: Canvas | None = None
        self._tracks: list[Track] = []
        self._pulses: dict[int, dict[int, tuple[str, Style]]] = {}
        self._built: Hashable = None
        self._titled = ""

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        moving = bool(self._tracks) and self.app.animation_level != "none" and not view.paused
        return self._structure(traffic, view), self.now_ns * CELLS_A_SECOND // 1_000_000_000 if moving else 0

    def _structure(self, traffic: Traffic, view: View) -> Hashable:
        foreign = sum(not peer.gone for peer in traffic.peers.foreign.values())
        wires = traffic.pattern.wires, *traffic.addresses.values()
        return node_stamps(traffic), view.node, id(traffic.ledger.links), foreign, wires

    def prepare(self, traffic: Traffic, width: int) -> int:
        height = self.area.height
        built = self._structure(traffic, self.view), width, height, self.ink()
        if built != self._built:
            self._built = built
            self._build(traffic, width, height)
        animated = self.app.animation_level != "none"
        self._pulses = overlay(self._tracks, self.now_ns, self.ink) if animated else {}
        if self._canvas is not None:
            return self._canvas.height
        return len(self._seats)

    def line(self, index: int) -> Line:
        if self._canvas is not None:
            return self._canvas.line(index, self._pulses.get(index))
        seat = list(self._seats.values())[index]
        return node_line(self, seat, list(self._seats.values()), self._colour_of(seat), self._activity_ink(seat))

    def _build(self, traffic: Traffic, width: int, height: int) -> None:
        flow = find_flow(traffic)
        self._seats = {name: seat_of(traffic, name) for column in flow.columns for name in column}
        self._name_wires(traffic, width)
        self._tracks = []
        self._layout = lay_out([[self._seats[name] for name in column] for column in flow.columns], width, height)
        self._canvas = None
        if self._layout is not None and self._seats:
            self._canvas = Canvas(width, height, self.ink())
            self._draw_edges(self._canvas, flow, self._layout)
            for seating in self._layout.seatings.values():
                self._draw_box(self._canvas, seating)
                self._draw_figures(self._canvas, seating)

    # Boxes

    def _draw_box(self, canvas: Canvas, seating: Seating) -> None:
        seat, x, y, inner = seating.seat, seating.x, seating.y, seating.width - 2
        chosen = seat.name == self.view.node
        colour, ground = self._colour_of(seat), "cursor" if chosen else ""
        border = self.ink("accent" if chosen else colour, bold=chosen)
        canvas.box(x, y, seating.width, seating.height, border, dashed=not seat.alive or seat.foreign)
        if seat.sockets:
            self._draw_sockets(canvas, seating)
        for row in range(1, seating.height - 1):
            canvas.put(x + 1, y + row, " " * inner, self.ink("text", ground))
        text_x, room = x + 1 + seating.margin, inner - 2 * seating.margin
        activity_ink = self.ink(self._activity_ink(seat), ground)
        if seating.height > 3:
            canvas.put(text_x, y + 2, cell_fit(seat.activity, room).rstrip(), activity_ink)
        elif seating.margin:
            room -= 8
            canvas.put(text_x + room, y + 1, cell_fit(seat.short, 8, right=True), activity_ink)
        name_ink = self.ink(colour, ground, bold=seat.alive and not seat.foreign, strike=not seat.alive)
        canvas.put(text_x, y + 1, name_fit(seat.title, room).rstrip(), name_ink)

    def _draw_sockets(self, canvas: Canvas, seating: Seating) -> None:
        """The types of the sockets and the work time, in the upper border."""
        seat, room = seating.seat, seating.width - 2
        text = f" {seat.sockets} · {seat.work} " if seat.work else f" {seat.sockets} "
        if len(text) > room:
            text = f" {seat.sockets} "
        if len(text) > room:
            text = cell_fit(seating.seat.sockets.replace(" ", ""), room).rstrip()
        canvas.put(seating.x + 1 + (len(text) < room), seating.y, text, self.ink("muted"))

    def _draw_figures(self, canvas: Canvas, seating: Seating) -> None:
        """Beside the box in the last column, else in its lower border: what waits or was lost, and the rate."""
        seat, bottom = seating.seat, seating.y + seating.height - 1
        news, ink = (seat.lost, LOST) if seat.lost else (seat.waiting, WAITING)
        if seating.side:
            x = seating.x + seating.width + 2
            rows = [(_shortened(text, seating.side - 2), shade) for text, shade in ((news, ink), (seat.rate, "muted"))]
            for row, (text, shade) in enumerate([row for row in rows if row[0]][: seating.height - 1]):
                canvas.put(x, seating.y + 1 + row, text, self.ink(shade))
            return
        text, shade = (news, ink) if news else (seat.rate, "muted")
        if text:
            text = f" {_shortened(text, seating.width - 4)} "
            x = max(seating.x + 1, seating.x + seating.width - 2 - len(text))
            canvas.put(x, bottom, text, self.ink(shade))

    def _colour_of(self, seat: Seat) -> str:
        if not seat.alive:
            return "faint"
        assert self.traffic is not None
        return "muted" if seat.dimmed else node_colour(self.traffic, seat.name)

    def _activity_ink(self, seat: Seat) -> str:
        if seat.activity in ("killed", "crashed") or seat.blocked_on:
            return LOST
        return "muted" if seat.dimmed or seat.activity.endswith(" 0 %") else "text"

    # Edges

    def _draw_edges(self, canvas: Canvas, flow: Flow, layout: Layout) -> None:
        for index, gap in enumerate(flow.gaps):
            left = [layout.seatings[name] for name in flow.columns[index]]
            right = [layout.seatings[name] for name in flow.columns[index + 1]]
            if not (left and right and gap.wires):
                continue
            trunk = layout.trunks[index]
            ports = [seating.port for seating in (*left, *right)]
            canvas.path([(trunk, min(ports)), (trunk, max(ports))], self.ink("faint"))
            for side, others, is_left in ((left, right, True), (right, left, False)):
                for seating in side:
                    begin = others[0].port if len(others) == 1 else seating.port
                    self._draw_edge(canvas, seating, trunk, begin, is_left, gap.answers)
                    self._draw_queue(canvas, seating, gap, is_left)
                    sign = "●" if gap.binds(seating.seat.role, seating.seat.number) else "○"
                    ink = self.ink(self._colour_of(seating.seat))
                    canvas.put(seating.edge(is_left), seating.port, sign, ink)

    def _draw_edge(
        self, canvas: Canvas, seating: Seating, trunk: int, begin: int, is_left: bool, answers: bool
    ) -> None:
        """From the trunk to the box. Its pulses go along the trunk, too, from where the only other side joins it."""
        seat = seating.seat
        end = seating.edge(is_left) + (1 if is_left else -1)
        broken = not seat.alive or seat.foreign
        cells = canvas.path([(trunk, seating.port), (end, seating.port)], self.ink("faint"), dashed=broken)
        if not seat.alive:
            canvas.put(end + (1 if is_left else -1), seating.port, "✕", self.ink(LOST))
            return
        step = 1 if seating.port >= begin else -1
        track = [(trunk, y) for y in range(begin, seating.port, step)] + cells
        colour = self._colour_of(seat)
        towards, away = (seat.rate_out, seat.rate_in) if is_left else (seat.rate_in, seat.rate_out)
        forward = list(reversed(cells)) if is_left else track
        if towards >= 0.05:
            self._tracks.append(Track(forward, towards, colour, len(self._tracks)))
        if answers and away >= 0.05:
            self._tracks.append(Track(list(reversed(forward)), away, colour, len(self._tracks)))

    def _draw_queue(self, canvas: Canvas, seating: Seating, gap: Gap, is_left: bool) -> None:
        """What waits before a box, a cell for each tenfold; a bar before a sender that waits itself."""
        seat, step = seating.seat, 1 if is_left else -1
        wires = [wire.name for wire in gap.wires]
        waits = sum(seat.waits.get(wire, 0) for wire in wires)
        for cell in range(min(5, len(str(waits))) if waits else 0):
            canvas.put(seating.edge(is_left) + (cell + 1) * step, seating.port, "▪", self.ink(WAITING))
        if seat.blocked_on in wires:
            canvas.put(seating.edge(is_left) + step, seating.port, "‖", self.ink(LOST, bold=True))

    def _name_wires(self, traffic: Traffic, width: int) -> None:
        """The wires by name and address, in the upper border; only the ports where the addresses do not fit."""
        addresses = traffic.addresses
        wires = [(safe(wire.name, 40), addresses.get(wire.name, wire.address)) for wire in traffic.pattern.wires]
        if sum(len(name) + len(address) + 3 for name, address in wires) + len(self.TITLE) > width:
            wires = [(name, address.removeprefix("tcp://127.0.0.1")) for name, address in wires]
        parts = [Content(self.TITLE)]
        for name, address in wires:
            parts.append(Content.styled(f"  {name} ", "not bold $foreground 40%"))
            parts.append(Content.styled(safe(address, 100), "not bold $foreground 60%"))
        title = Content("").join(parts)
        if title.plain != self._titled or (self._border_title or title).plain == self.TITLE:  # also when it was reset
            self._titled = title.plain
            self.border_title = title

    # Selecting

    def action_move(self, by: int) -> None:
        """Select the node before or after."""
        names = list(self._seats)
        if not names:
            return
        index = names.index(self.view.node) + by if self.view.node in names else 0 if by > 0 else len(names) - 1
        index = max(0, min(len(names) - 1, index))
        if self._canvas is None:
            top, height = self.scroll_offset.y, self.area.height
            if not top <= index < top + height:
                self.scroll_to(y=index if index < top else index + 1 - height, animate=False)
        self.post_message(NodeSelected(names[index]))

    def on_click(self, event: events.Click) -> None:
        """Select the node under the mouse, or open its menu; beside the boxes, none is selected."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        x, y = offset.x, offset.y + self.scroll_offset.y
        names = list(self._seats)
        name = names[y] if self._canvas is None and y < len(names) else None
        if self._layout is not None:
            name = self._layout.at(x, y)
        clicked(self, event, name, self.view.node)


def _shortened(text: str, room: int) -> str:
    """A figure with its word, or without it where there is no room."""
    return text if len(text) <= room else text.partition(" ")[0]
