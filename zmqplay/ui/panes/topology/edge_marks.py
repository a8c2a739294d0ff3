"""The marks along an edge: the side that binds, the rate, the messages that wait before the box, and the losses."""

from __future__ import annotations

from math import log10

from zmqplay.text import brief, filled, rate
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.topology.boxes import colour_of, waiting_shade
from zmqplay.ui.panes.topology.edges import Cell, Edge, Edges
from zmqplay.ui.panes.topology.layout import RoleStack
from zmqplay.ui.panes.topology.node_cards import LEAST_RATE
from zmqplay.ui.panes.topology.pulses import STREAM_FROM, Stream

QUEUE_MOST = 9
FALL = 3
"""A lost message leaves the wire this many cells from the box, and falls this many rows."""


class EdgeMarks:
    """Draws the edges of a layout on a canvas."""

    def __init__(self, ink: Ink, canvas: Canvas, edges: Edges) -> None:
        self._ink, self._canvas, self._edges = ink, canvas, edges
        self.rates: set[str] = set()
        """The nodes whose rate, losses and queue an edge shows, so that their boxes leave these figures out."""
        self.losses: set[str] = set()
        self.queues: set[str] = set()
        self.covered: set[Cell] = set()
        """Cells with figures, over which nothing moves."""

    def draw(self) -> None:
        """Draw all edges; the boxes are drawn over their ends."""
        wire = self._ink("line")
        for strand, edges in self._edges.strands:
            if not strand.is_joined:
                self._canvas.lift()
            self._canvas.path([(strand.x, strand.first), (strand.x, strand.last)], wire)
            for edge in edges:
                card = edge.end.card
                broken = not card.alive or card.foreign or card.ignored
                self._canvas.path([edge.cells[-1], edge.cells[0]], wire, dashed=broken)
        for edge in self._edges.all:
            self._mark(edge)

    def _mark(self, edge: Edge) -> None:
        card, ink = edge.end.card, self._ink
        if card.alive:
            self._draw_queue(edge)
        else:
            self._canvas.put(*edge.cells[0], "✕", ink(LOST))
            self.covered.add(edge.cells[0])
        binds = card.bound.get(edge.bundle.wires[0].name, not edge.bundle.binding.isdisjoint(edge.names))
        self._canvas.put(*edge.sign, "●" if binds else "○", ink(colour_of(self._ink, card)))
        if not edge.end.is_line and edge.is_alone:
            self._draw_rate(edge)
            self._draw_losses(edge)
            self._draw_fill(edge)

    def _draw_queue(self, edge: Edge) -> None:
        """Draw the queue before a box, two cells for each power of ten; and a bar before a blocked sender."""
        card, room = edge.end.card, len(edge.cells) - 1
        wires = [wire.name for wire in edge.bundle.wires]
        waits = sum(card.waits.get(wire, 0) for wire in wires)
        length = max(1, round(2 * log10(1 + waits))) if waits else 0
        for cell in edge.cells[: max(1, min(room, length, QUEUE_MOST)) if length else 0]:
            self._canvas.put(*cell, "▪", self._ink(waiting_shade(card)))
            self.covered.add(cell)
        if card.blocked_on in wires:
            self._canvas.put(*edge.cells[0], "‖", self._ink(LOST, bold=True))
            self.covered.add(edge.cells[0])

    def _draw_rate(self, edge: Edge) -> None:
        """Write the messages a second above the wire, if the node's rate is that of this wire alone."""
        if any(edge.end.card in (*bypass.left, *bypass.right) for bypass in self._edges.bypasses):
            return
        flows = max(self._flows(edge))
        text = rate(flows) if flows >= LEAST_RATE else ""
        if text and self._put_beside(edge, text, -1, "muted"):
            self.rates.add(edge.end.card.name)

    def _draw_losses(self, edge: Edge) -> None:
        """Write the number of lost messages below the wire."""
        lost = self.lost_on(edge)
        for text in (f"✕ {brief(lost)} lost", f"✕{brief(lost)}") if lost else ():
            if self._put_beside(edge, text, 1, LOST):
                self.losses.add(edge.end.card.name)
                return

    def _draw_fill(self, edge: Edge) -> None:
        """Write below the wire how full the queue before the box is, unless something was lost there."""
        card = edge.end.card
        is_all = card.waits.keys() <= {wire.name for wire in edge.bundle.wires}
        if not (card.alive and card.room and is_all) or card.losses or isinstance(edge.end, RoleStack):
            return
        figure = filled(card.waiting, card.room)
        if any(self._put_beside(edge, text, 1, waiting_shade(card)) for text in (f" {figure} wait ", figure)):
            self.queues.add(card.name)

    def _put_beside(self, edge: Edge, text: str, down: int, shade: str) -> bool:
        """Write a text above or below an edge, between box and trunk; False if there is no room."""
        room = len(edge.cells) - 1
        if len(text) > room:
            return False
        left = min(edge.cells[0][0], edge.cells[-2][0])
        self._canvas.put(left + (room - len(text)) // 2, edge.row + down, text, self._ink(shade))
        return True

    @staticmethod
    def lost_on(edge: Edge) -> int:
        """Messages that were lost on the way to the edge's box."""
        return sum(edge.end.card.lost.get(wire.name, 0) for wire in edge.bundle.wires)

    @staticmethod
    def _flows(edge: Edge) -> tuple[float, float]:
        """Messages a second from left to right, and from right to left."""
        card = edge.end.card
        there, back = (card.rate_out, card.rate_in) if edge.is_left else (card.rate_in, card.rate_out)
        return there, back if edge.bundle.answers else 0.0

    def streams(self) -> list[Stream]:
        """The edges on which too many messages flow to be drawn one by one."""
        found: list[Stream] = []
        for edge in self._edges.all:
            card = edge.end.card
            if not card.alive or card.ignored:
                continue
            inward = edge.along_trunk()
            for flow, rightward in zip(self._flows(edge), (True, False), strict=True):
                if flow >= STREAM_FROM:
                    cells = inward[::-1] if rightward is edge.is_left else inward
                    found.append(Stream(cells, flow, colour_of(self._ink, card), len(found) * 3))
        return found

    def fall(self, edge: Edge) -> list[Cell]:
        """The cells through which a message lost on an edge falls."""
        x, y = edge.cells[min(FALL, len(edge.cells) - 1)]
        rows = 1 if isinstance(edge.end, RoleStack) or not edge.end.is_line else FALL
        return [(x, y + row) for row in range(FALL + rows) if y + row < self._canvas.height]
