"""The topology: nodes as boxes, the wires between them, and the messages that move along the wires."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from zmqplay.model.kinds import kind_of
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.draw.content import NOT_MINE, Answer, Beside, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, LinkSelected, NodeSelected, select_node
from zmqplay.ui.draw.wires import forms_of, named_wires
from zmqplay.ui.panes.node_stamps import wait_stamps
from zmqplay.ui.panes.topology.caption import said_of
from zmqplay.ui.panes.topology.layout import RoleStack, StackChoices
from zmqplay.ui.panes.topology.movement import Movement
from zmqplay.ui.panes.topology.node_cards import topics_of
from zmqplay.ui.panes.topology.node_line import node_line
from zmqplay.ui.panes.topology.picture import Picture
from zmqplay.ui.panes.topology.pulses import Overlay
from zmqplay.ui.panes.topology.steps import Step, Steps

TITLE_WIDTH = 8
"""Cells of the pane's title, which precedes the wires."""
TITLE_MARGIN = 4
"""Cells that the upper border has less than a line, or keeps for the sign of the list of panes."""
NAME_SHADE, ADDRESS_SHADE = 72, 85
"""Shades of the wires' names and addresses in the upper border: percent of the text colour."""


class TopologyPane(Content):
    """Shows the picture, in which the arrows and the mouse select nodes, links and stacks."""

    empty = "No node has started yet. Each will be a box here, with the wires between them."
    every, turn = 2, 0
    addresses_beside = True  # until it is known that there is no room for them

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "Node before", partial(self._move, by=-1)),
            PaneKey("down,j", "Node after", partial(self._move, by=1)),
            PaneKey("left", "To the left", partial(self._across, by=-1)),
            PaneKey("right", "To the right", partial(self._across, by=1)),
            PaneKey("enter", "Open or close a stack", self._open),
            PaneKey("escape", "Let go of a stack", self._let_go),
        )
        self.picture = Picture()
        self._movement = Movement()
        self._choices = StackChoices()
        self._stack: str | None = None
        """The role of the stack that is selected as a whole."""
        self._node: str | None = None
        """The node that was selected in the frame before."""
        self._structure: Hashable = None
        self._built: Hashable = None
        self._measured: Hashable = None
        self._top: int | None = None
        self._note = ""

    def forget(self) -> None:
        self.picture, self._movement, self._choices, self._stack = Picture(), Movement(), StackChoices(), None

    def watch(self, scene: Scene) -> None:
        """Start the movement of each new message; scroll a stack to a newly selected node."""
        if scene.view.node != self._node:
            self._node = scene.view.node
            if self._node is not None:
                self._stack = None
                self._reveal(self._node)
        self._movement.follow(scene, self.picture)

    def _reveal(self, name: str) -> None:
        """Scroll an open stack to a node's line."""
        arrangement = self.picture.arrangement
        stack = arrangement.stack_of(name) if arrangement else None
        if stack is not None and stack.is_open:
            index = next(place for place, card in enumerate(stack.cards) if card.name == name)
            if not stack.top <= index < stack.top + stack.room:
                self._choices.tops[stack.role] = index if index < stack.top else index + 1 - stack.room

    def stamp(self, scene: Scene) -> Hashable:
        traffic, view = scene.traffic, scene.view
        nodes = traffic.nodes.values()
        here = ((name, peer) for name, peer in traffic.peers.foreign.items() if not peer.gone)
        foreign = tuple((name, peer.handed_over, peer.received_from) for name, peer in here)
        self._structure = (
            tuple((node.name, node.state, node.ignored, node.work_ms, node.jitter_ms) for node in nodes),
            tuple((node.rates.sent, node.rates.received, node.rates.busy, node.rates.blocked) for node in nodes),
            id(traffic.ledger.links), foreign, traffic.topology.wires, *traffic.addresses.values(),
            wait_stamps(scene), _subscriptions(traffic), view.node, view.link, view.out_of_sight, self._stack,
            *self._choices.tops.items(), *self._choices.opened.items(),
        )  # fmt: skip
        return self._structure, self._movement.step(scene)

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        beside = None
        built = self._structure, scene.width, scene.height, ink
        if built != self._built:
            self._built = built
            self.picture = Picture(scene, ink, self._choices, self._stack)
            self._measure(scene.width)
            self._movement.take(self.picture, scene.now_ns)
            stack = self.picture.stack(self._stack)
            self._note = said_of(scene.traffic, scene.view, self.picture.cards, stack)
            beside = self._wires(scene)
        top, self._top = self._top, None
        return Drawing(self._lines(scene, ink), top=top, beside=beside)

    def _measure(self, width: int) -> None:
        """Find the lines that the picture needs, if other nodes are in it than before."""
        made_of = width, *((card.title, card.sockets) for card in self.picture.cards.values())
        if made_of != self._measured and self.picture.cards:
            self._measured, self.lines_needed = made_of, self.picture.lines_needed(width)

    def _lines(self, scene: Scene, ink: Ink) -> LazyLines:
        canvas = self.picture.canvas
        if canvas is not None:
            overlay: Overlay = self._movement.overlay(scene, ink)
            return LazyLines(canvas.height, lambda index: canvas.line(index, overlay.get(index)))
        cards = list(self.picture.cards.values())
        names = max((len(card.title) for card in cards), default=0)

        def listed(index: int) -> Line:
            return node_line(scene, ink, cards[index], names)

        return LazyLines(len(cards), listed)

    def note(self, scene: Scene) -> str:
        del scene
        return self._note

    def _wires(self, scene: Scene) -> list[Beside]:
        """The wires' names and addresses, in the fullest form that fits; the names alone if none does."""
        traffic = scene.traffic
        named = [(safe(name, 40), address) for name, address in named_wires(traffic.topology.wires, traffic.addresses)]
        room = scene.width - TITLE_WIDTH - TITLE_MARGIN
        forms = (
            form for form in forms_of(named) if sum(len(name) + len(address) + 3 for name, address in form) <= room
        )
        wires = next(forms, ())
        self.addresses_beside = bool(wires)
        beside: list[Beside] = []
        for name, address in wires or ((name, "") for name, _ in named if name):
            beside += [(f"  {name}" if name else " ", NAME_SHADE)]
            beside += [(f" {safe(address, 100)}" if address else "", ADDRESS_SHADE)]
        return beside

    # Selecting

    @property
    def _steps(self) -> Steps:
        return Steps(list(self.picture.cards), self.picture.arrangement, self.picture.edges)

    def _here(self, scene: Scene) -> Step | None:
        view = scene.view
        if self._stack is not None:
            return Step(stack=self._stack)
        if view.node is not None:
            return Step(node=view.node)
        return Step(link=view.link) if view.link else None

    def _go(self, scene: Scene, step: Step | None) -> Answer:
        if step is None:
            return None
        self._stack = step.stack
        if step.link:
            return LinkSelected(step.link)
        if step.node and self.picture.canvas is None:
            index = list(self.picture.cards).index(step.node)
            self._top = scene.revealing(index, index)
        return NodeSelected(step.node)

    def _move(self, scene: Scene, by: int) -> Answer:
        """Select the node, the stack or the link below (1) or above (-1)."""
        return self._go(scene, self._steps.along(self._here(scene), by))

    def _across(self, scene: Scene, by: int) -> Answer:
        """Go right (1) or left (-1), from a node to a link, and from a link to the node at its end."""
        return self._go(scene, self._steps.across(self._here(scene), by))

    def _open(self, _scene: Scene) -> Answer:
        """Open or close the selected stack; without one, the screen's binding of Enter acts."""
        stack = self.picture.stack(self._stack)
        if stack is None:
            return NOT_MINE
        self._toggle(stack)
        return None

    def _let_go(self, _scene: Scene) -> Answer:
        """Unselect the stack."""
        if self._stack is None:
            return NOT_MINE
        self._stack = None
        return None

    def _toggle(self, stack: RoleStack) -> None:
        self._choices.opened[stack.role] = not stack.is_open

    def click(self, scene: Scene, click: Click) -> Answer:
        """Select the node or link under the mouse, open its menu or its stack; beside them, clear the selection."""
        picture, x, y = self.picture, click.x, click.index
        names = list(picture.cards)
        if picture.arrangement is None or picture.edges is None:
            return select_node(scene, click, names[y] if y < len(names) else None)
        name, links = picture.arrangement.at(x, y), picture.edges.links_at(x, y)
        if name is None and (stack := picture.arrangement.stack_at(x, y)):
            self._toggle(stack)
            return None
        if name is None and links:
            chosen = scene.view.link
            return self._go(scene, Step(link=links[(links.index(chosen) + 1) % len(links) if chosen in links else 0]))
        self._stack = None
        return select_node(scene, click, name)

    def wheel(self, scene: Scene, click: Click, by: int) -> Answer:
        """Scroll the open stack under the mouse."""
        del scene
        arrangement = self.picture.arrangement
        stack = arrangement.stack_at(click.x, click.y) if arrangement else None
        if stack is None or not stack.is_open:
            return NOT_MINE
        self._choices.tops[stack.role] = max(0, min(len(stack.cards) - stack.room, stack.top + by))
        return None


def _subscriptions(traffic: Traffic) -> Hashable:
    """The subscriptions of all nodes, for patterns that have any."""
    ends = (end for wire in traffic.topology.wires for end in wire.ends)
    return tuple(map(topics_of, traffic.nodes.values())) if any(kind_of(end.socket).subscribes for end in ends) else ()
