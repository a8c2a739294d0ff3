"""The nodes as boxes, the wires between them, and what flows along them."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from zmqplay.model.traffic import Traffic
from zmqplay.ui.panes.selection import LinkSelected, NodeSelected, clicked
from zmqplay.ui.panes.topology.layout import Stack
from zmqplay.ui.panes.topology.picture import Picture
from zmqplay.ui.panes.topology.steps import Step, Steps
from zmqplay.ui.play.view import View


class Topology(Picture):
    """The picture, in which nodes, links and stacks are selected by the arrows and the mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Node before", show=False),
        Binding("down,j", "move(1)", "Node after", show=False),
        Binding("left", "across(-1)", "To the left", show=False),
        Binding("right", "across(1)", "To the right", show=False),
        Binding("enter", "open", "Open or close a stack", show=False),
        Binding("escape", "let_go", "Let go of a stack", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._was: str | None = None
        """The node that was selected a frame ago."""

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        if view.node != self._was:
            self._was = view.node
            if view.node is not None:
                self._stack = None
                self._reveal(view.node)
        super().show(traffic, view, now_ns)

    def _reveal(self, name: str) -> None:
        """Scroll an open stack to the line of a node."""
        stack = self._layout.stack_of(name) if self._layout else None
        if stack is not None and stack.is_open:
            index = next(place for place, seat in enumerate(stack.seats) if seat.name == name)
            if not stack.top <= index < stack.top + stack.room:
                self._stacking.tops[stack.role] = index if index < stack.top else index + 1 - stack.room

    @property
    def _steps(self) -> Steps:
        return Steps(list(self._seats), self._layout, self._edges)

    def _here(self) -> Step | None:
        if self._stack is not None:
            return Step(stack=self._stack)
        if self.view.node is not None:
            return Step(node=self.view.node)
        return Step(link=self.view.link) if self.view.link else None

    def _go(self, step: Step | None) -> None:
        if step is None:
            return
        self._stack = step.stack
        if step.link:
            self.post_message(LinkSelected(step.link))
            return
        if step.node and self._canvas is None:
            index = list(self._seats).index(step.node)
            self.reveal(index, index)
        self.post_message(NodeSelected(step.node))

    def action_move(self, by: int) -> None:
        """Select the node, the stack or the link before or after."""
        self._go(self._steps.along(self._here(), by))

    def action_across(self, by: int) -> None:
        """From a node to its wires, and from a wire to the node at its end."""
        self._go(self._steps.across(self._here(), by))

    def action_open(self) -> None:
        """Open the selected stack, or close it; what else Enter does is for the screen to do."""
        if self._chosen_stack is None:
            raise SkipAction
        self._toggle(self._chosen_stack)

    def action_let_go(self) -> None:
        """Select no stack any more."""
        if self._stack is None:
            raise SkipAction
        self._stack = None
        self.redraw()

    def _toggle(self, stack: Stack) -> None:
        self._stacking.opened[stack.role] = not stack.is_open
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Select the node or the link under the mouse, open its menu or its stack; beside them, select nothing."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        x, y = offset.x, offset.y + self.scroll_offset.y
        names = list(self._seats)
        if self._layout is None or self._edges is None:
            clicked(self, event, names[y] if y < len(names) else None, self.view.node)
            return
        name, links = self._layout.at(x, y), self._edges.links_at(x, y)
        if name is None and (stack := self._layout.stack_at(x, y)):
            self._toggle(stack)
        elif name is None and links:
            self._go(Step(link=links[(links.index(self.view.link) + 1) % len(links) if self.view.link in links else 0]))
        else:
            self._stack = None
            clicked(self, event, name, self.view.node)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll_stack(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll_stack(event, -1)

    def _scroll_stack(self, event: events.MouseEvent, by: int) -> None:
        """Scroll the open stack under the mouse."""
        offset = event.get_content_offset(self)
        stack = self._layout.stack_at(offset.x, offset.y) if self._layout and offset else None
        if stack is not None and stack.is_open:
            self._stacking.tops[stack.role] = max(0, min(len(stack.seats) - stack.room, stack.top + by))
            self.redraw()
