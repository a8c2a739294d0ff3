"""The picture of the topology at one moment: the places of the nodes, and the drawing of boxes and wires."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.reading.columns import NodeColumns
from zmqplay.model.reading.found_columns import node_columns
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.content import LinesNeeded, Scene
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.panes.topology.arranging import arrange, lines_needed
from zmqplay.ui.panes.topology.boxes import Boxes, colour_of
from zmqplay.ui.panes.topology.edge_marks import EdgeMarks
from zmqplay.ui.panes.topology.edges import Cell, Edges
from zmqplay.ui.panes.topology.layout import RoleStack, StackChoices, TopologyLayout
from zmqplay.ui.panes.topology.node_cards import NodeCard, cards_of
from zmqplay.ui.panes.topology.parts import Group
from zmqplay.ui.panes.topology.programs import Programs, as_programs, programs_of


class Picture:
    """Draws boxes if they fit, else stacks by role; if neither fits, there are only cards, for a list."""

    def __init__(
        self,
        scene: Scene | None = None,
        ink: Ink | None = None,
        choices: StackChoices | None = None,
        stack: str | None = None,
    ) -> None:
        """Without a `scene` the picture is empty; `stack` is the role of a stack that is selected as a whole."""
        self.cards: dict[str, NodeCard] = {}
        self.arrangement: TopologyLayout | None = None
        self.edges: Edges | None = None
        self.canvas: Canvas | None = None
        self.marks: EdgeMarks | None = None
        self._colours: dict[str, str] = {}
        self._groups: list[Group] = []
        self._programs: Programs = {}
        if scene is not None and ink is not None:
            traffic = scene.traffic
            foreign = traffic.peers.foreign.values()
            self._programs = programs_of(foreign)
            flow = as_programs(node_columns(traffic.topology, scene.nodes, foreign), self._programs)
            self.cards = cards_of(scene.traffic, scene.now_ns, _in_order(flow), self._programs)
            self._colours = {name: colour_of(ink, card) for name, card in self.cards.items()}
            self._groups = self._grouped(flow)
            self.arrangement = arrange(self._groups, scene.width, scene.height, choices or StackChoices())
            if self.arrangement is not None:
                self._draw(scene, ink, flow, self.arrangement, stack)

    def _grouped(self, flow: NodeColumns) -> list[Group]:
        """The cards in groups; a group with a wire past a column has a row for it."""
        groups = []
        for names in flow.groups or [frozenset(self.cards)]:
            columns = [[self.cards[name] for name in column if name in names] for column in flow.columns]
            below = not flow.groups or any(not names.isdisjoint(past.left) for past in flow.past)
            groups.append(Group(columns, int(below and bool(flow.past))))
        return groups

    def _draw(self, scene: Scene, ink: Ink, flow: NodeColumns, arrangement: TopologyLayout, stack: str | None) -> None:
        view = scene.view
        self.canvas, self.edges = Canvas(scene.width, scene.height, ink()), Edges(flow, arrangement)
        self.marks = EdgeMarks(ink, self.canvas, self.edges)
        for one in arrangement.stacks.values():
            Boxes(ink, self.canvas, view.node).draw_stack(one, one.role == stack)
        self.marks.draw()
        for bypass in self.edges.bypasses:
            self.marks.covered |= bypass.draw(ink, self.canvas)
        boxes = Boxes(
            ink, self.canvas, view.node, rates=self.marks.rates, losses=self.marks.losses, queues=self.marks.queues
        )
        for end in (end for column in arrangement.columns for end in column):
            if end.is_line:
                boxes.draw_line(end, arrangement.stacks[end.card.role].names)
            elif not isinstance(end, RoleStack):
                boxes.draw_box(end)
        if view.link is not None and view.node is None:
            self.canvas.emphasise(self.edges.path(*view.link) or [], ink("accent", bold=True))

    def lines_needed(self, width: int) -> LinesNeeded:
        """The lines that this picture needs at this width."""
        return lines_needed(self._groups, width)

    def stack(self, role: str | None) -> RoleStack | None:
        """The stack of a role, of foreign peers if the role is empty; None if there is none."""
        return self.arrangement.stacks.get(role) if self.arrangement is not None and role is not None else None

    def path(self, sender: str, receiver: str) -> tuple[Sequence[Cell], str] | None:
        """The cells along which a message moves, and its colour; None without a wire, or if the sender is ignored."""
        cells = self.edges.path(sender, receiver) if self.edges is not None else None
        card = self.cards.get(self._programs.get(sender, sender))
        if self.edges is None or cells is None or card is None or card.ignored:
            return None
        coloured = self.edges.one_of_many(sender, receiver)
        return cells, self._colours[self._programs.get(coloured, coloured)]


def _in_order(flow: NodeColumns) -> list[str]:
    """All names, group by group, and in each from left to right."""
    names = [name for column in flow.columns for name in column]
    return [name for group in flow.groups for name in names if name in group] or names
