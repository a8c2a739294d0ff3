"""The picture of the topology: what stands where, what is drawn along the wires, what moves."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual.content import Content

from zmqplay.model.reading.columns import NodeColumns, node_columns
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.panes.topology.arranging import lay_out
from zmqplay.ui.panes.topology.boxes import Boxes, activity_shade, colour_of
from zmqplay.ui.panes.topology.caption import said_of
from zmqplay.ui.panes.topology.edge_marks import EdgeMarks
from zmqplay.ui.panes.topology.edges import Cell, Edges
from zmqplay.ui.panes.topology.layout import Layout, Stack, Stacking
from zmqplay.ui.panes.topology.node_cards import Seat, seats_of
from zmqplay.ui.panes.topology.node_line import node_line
from zmqplay.ui.panes.topology.pulses import CELLS_A_SECOND, Overlay, Pulses
from zmqplay.ui.play.view import View


class Picture(LinePane):
    """Boxes while they fit, then stacks of a role, else a list."""

    TITLE = "Topology"
    EMPTY = "No node has started yet. Each will be a box here, with the wires between them."
    EVERY, TURN = 2, 0

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._seats: dict[str, Seat] = {}
        self._flow = NodeColumns([], [])
        self._layout: Layout | None = None
        self._edges: Edges | None = None
        self._canvas: Canvas | None = None
        self._pulses = Pulses()
        self._overlay: Overlay = {}
        self._stacking = Stacking()
        self._stack: str | None = None
        """The role of the stack that is selected as a whole."""
        self._built: Hashable = None
        self._shape: Hashable = None
        self._lost: dict[Cell, int] = {}
        """Losses of each edge, by where it leaves its box."""
        self._titled = self._said = ""

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        if traffic is not self.traffic:
            self._pulses, self._stacking, self._stack, self._lost = Pulses(), Stacking(), None, {}
        if self.is_mounted and self._is_animated and not view.paused:
            self._pulses.follow(traffic.messages, self._path, now_ns)
        super().show(traffic, view, now_ns)

    @property
    def _is_animated(self) -> bool:
        return self.app.animation_level != "none"

    def _path(self, sender: str, receiver: str) -> tuple[Sequence[Cell], str] | None:
        """Along which cells a message goes, and in whose colour; what an ignored peer sends goes nowhere."""
        cells = self._edges.path(sender, receiver) if self._edges is not None else None
        seat = self._seats.get(sender)
        if self._edges is None or cells is None or seat is None or seat.ignored:
            return None
        return cells, colour_of(self, self._seats[self._edges.one_of_many(sender, receiver)])

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        moving = self._is_animated and not view.paused and bool(self._pulses)
        return self._structure(traffic, view), self.now_ns * CELLS_A_SECOND // 1_000_000_000 if moving else 0

    def _structure(self, traffic: Traffic, view: View) -> Hashable:
        nodes = traffic.nodes.values()
        foreign = tuple(address for address, peer in traffic.peers.foreign.items() if not peer.gone)
        return (
            tuple((node.name, node.state, node.ignored, node.work_ms, node.jitter_ms) for node in nodes),
            tuple((node.rates.sent, node.rates.received, node.rates.busy, node.rates.blocked) for node in nodes),
            id(traffic.ledger.links), foreign, traffic.topology.wires, *traffic.addresses.values(),
            view.node, view.link, self._stack, *self._stacking.tops.items(), *self._stacking.opened.items(),
        )  # fmt: skip

    def prepare(self, traffic: Traffic, width: int) -> int:
        height = self.area.height
        built = self._structure(traffic, self.view), width, height, self.ink()
        if built != self._built:
            self._built = built
            self._build(traffic, width, height)
        self._overlay = self._pulses.overlay(self.now_ns, self.ink) if self._is_animated and self._canvas else {}
        return self._canvas.height if self._canvas is not None else len(self._seats)

    def line(self, index: int) -> Line:
        if self._canvas is not None:
            return self._canvas.line(index, self._overlay.get(index))
        seats = list(self._seats.values())
        return node_line(self, seats[index], seats, colour_of(self, seats[index]), activity_shade(seats[index]))

    @property
    def _chosen_stack(self) -> Stack | None:
        return self._layout.stacks.get(self._stack or "") if self._layout is not None else None

    def _build(self, traffic: Traffic, width: int, height: int) -> None:
        self._flow = node_columns(traffic.topology, traffic.nodes, traffic.peers.foreign.values())
        self._seats = seats_of(traffic, (name for column in self._flow.columns for name in column))
        self._name_wires(traffic, width)
        columns = [[self._seats[name] for name in column] for column in self._flow.columns]
        self._layout = lay_out(columns, width, height, self._stacking)
        self._canvas = self._edges = None
        self._pulses.stream([], set())
        if self._layout is not None:
            self._draw_all(self._layout, width, height)
        said = said_of(
            traffic, self.view, self._seats, self._layout.stacks.get(self._stack or "") if self._layout else None
        )
        if said != self._said:
            self._said = said
            self.say_below(said)

    def _draw_all(self, layout: Layout, width: int, height: int) -> None:
        canvas, edges = Canvas(width, height, self.ink()), Edges(self._flow, layout)
        marks = EdgeMarks(self, canvas, edges, lambda seat: colour_of(self, seat))
        for stack in layout.stacks.values():
            Boxes(self, canvas, (), ()).draw_stack(stack, stack.role == self._stack)
        marks.draw()
        boxes = Boxes(self, canvas, marks.rates, marks.losses)
        for end in (end for column in layout.columns for end in column):
            if end.is_line:
                boxes.draw_line(end, layout.stacks[end.seat.role].names)
            elif not isinstance(end, Stack):
                boxes.draw_box(end)
        if self.view.link is not None and self.view.node is None:
            canvas.emphasise(edges.path(*self.view.link) or [], self.ink("accent", bold=True))
        self._canvas, self._edges = canvas, edges
        self._let_move(marks, edges)

    def _let_move(self, marks: EdgeMarks, edges: Edges) -> None:
        """What flows, as streams; what has been lost since the last look falls off the wire."""
        shape = tuple((edge.sign, *edge.names) for edge in edges.all)
        if shape != self._shape:
            self._shape = shape
            self._pulses.forget()
            self._lost = {edge.sign: marks.lost_on(edge) for edge in edges.all}
        self._pulses.stream(marks.streams(), marks.covered)
        for edge in edges.all:
            lost, former = marks.lost_on(edge), self._lost.get(edge.sign, 0)
            self._lost[edge.sign] = lost
            if lost > former:
                self._pulses.fall(marks.fall(edge), lost - former, self.now_ns)

    def _name_wires(self, traffic: Traffic, width: int) -> None:
        """The wires by name and address, in the upper border; only the ports where the addresses do not fit."""
        addresses = traffic.addresses
        wires = [(safe(wire.name, 40), addresses.get(wire.name, wire.address)) for wire in traffic.topology.wires]
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
