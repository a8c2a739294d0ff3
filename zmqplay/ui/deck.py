"""The panes of a play screen and where they lie: columns of stacks when there is room, one stack when there is not.

A stack shows one of its panes; the names of all stand in that pane's border, to be clicked on. A pane that is not
shown is asked nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from zmqplay.session.traffic import Traffic
from zmqplay.ui.settings import Layout
from zmqplay.ui.view import View

if TYPE_CHECKING:
    from zmqplay.ui.panes.pane import Pane

WIDE, HUGE = 100, 160
"""Columns from which there are two columns, and three stacks in the left one."""
TALL = 30
"""Rows that three stacks need."""

PANES: dict[str, str] = {
    "topology": "Topology",
    "load": "Load",
    "ledger": "Ledger",
    "doctor": "Doctor",
    "topics": "Topics",
    "identities": "Identities",
    "sockets": "Sockets",
    "code": "Code",
    "lesson": "Lesson",
    "messages": "Messages",
    "ladder": "Ladder",
    "frames": "Frames",
}
"""Module and class of each pane; a new one is one line here."""
OF_EVERY_PATTERN = ("ledger", "doctor", "code", "lesson", "sockets")
Stacks = tuple[tuple[str, ...], ...]

RIGHT: Stacks = (("messages", "ladder"), ("frames",))


if TYPE_CHECKING:

    class MountedPane(Widget, Pane):
        """What a pane is: both a widget and a function of the traffic."""


def pane_class(name: str) -> type[MountedPane]:
    """The class of the pane called so, imported when it is wanted."""
    found: type[MountedPane] = getattr(importlib.import_module(f"zmqplay.ui.panes.{name}"), PANES[name])
    return found


def stacks(own: Sequence[str], width: int, height: int) -> Stacks:
    """Which panes share a place, in reading order: the left column, then the right one."""
    own = tuple(own)
    if width < WIDE:
        return (("topology", *chain(*RIGHT), *own, *OF_EVERY_PATTERN),)
    if width < HUGE or height < TALL:
        return (("topology",), (*own, *OF_EVERY_PATTERN), *RIGHT)
    return (("topology",), own, OF_EVERY_PATTERN, *RIGHT)


class Deck(Horizontal):
    """Holds the panes of a pattern, lays them out, and asks those that are visible to show what is new."""

    def __init__(self, own: Sequence[str]) -> None:
        super().__init__(id="deck")
        self.own = tuple(name for name in own if name in PANES)
        self.maximised = False
        self.panes: dict[str, MountedPane] = {}
        self.active = "topology"
        """The pane that has the focus, or had it last."""
        self._front: set[str] = set()
        self._stacks: Stacks = ()
        self._titles: dict[str, str] = {}
        """Of panes that share their place: the names of all who do."""

    def compose(self) -> ComposeResult:
        yield Vertical(id="left")
        yield Vertical(id="right")

    async def fill(self) -> None:
        """Make the panes; they are heavy, so the first paint does not wait for them."""
        columns = {"#left": ("topology", *self.own, *OF_EVERY_PATTERN), "#right": tuple(chain(*RIGHT))}
        made = {name: pane_class(name)() for names in columns.values() for name in names}
        for name, pane in made.items():
            pane.can_focus = True
            pane.auto_links = False  # the names in its border are clicked on, and look like names
            pane.add_class("pane", f"-{name}")
            pane.display = False
        for column, names in columns.items():
            await self.query_one(column).mount(*(made[name] for name in names))
        self.panes = made
        self.lay_out()

    def stand_as(self, layout: Layout) -> None:
        """As it was left the last time; before the panes are made."""
        known = self.own + OF_EVERY_PATTERN + tuple(chain(*RIGHT))
        self._front = {name for name in layout.front if name in known}
        if layout.active in known:
            self.active = layout.active

    def stands_as(self) -> Layout:
        """What `stand_as` takes."""
        return Layout(sorted(self._front), self.active)

    def on_resize(self) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Show what the size has room for, and keep in front what is in front."""
        if not self.panes or not self.size.width:
            return
        self._stacks = stacks(self.own, self.size.width, self.size.height)
        if self.maximised or len(self._stacks) == 1:
            shown = {self.active}
        else:
            shown = {self._front_of(stack) for stack in self._stacks}
        for name, pane in self.panes.items():
            pane.display = name in shown
            if name in shown:
                self._title(name)
        for column in ("#left", "#right"):
            box = self.query_one(column)
            box.display = any(pane.display for pane in box.children)

    def _front_of(self, stack: tuple[str, ...]) -> str:
        return next((name for name in stack if name in self._front), stack[0])

    def _stack_of(self, name: str) -> tuple[str, ...]:
        return next((stack for stack in self._stacks if name in stack), (name,))

    def _title(self, name: str) -> None:
        stack = self._stack_of(name)
        letters, gap = self._fitting(stack, name)
        title = gap.join(self._tab(other, other == name, len(stack) > 1, letters) for other in stack)
        self.panes[name].border_title = title
        self._titles.pop(name, None)
        if len(stack) > 1:
            self._titles[name] = self.panes[name].border_title or title

    def _fitting(self, stack: tuple[str, ...], front: str) -> tuple[int, str]:
        """How many letters of each name the border has room for, and what stands between them."""
        alone = self.maximised or len(self._stacks) == 1
        room = (self.size.width if alone else self.size.width * 12 // 25) - 6
        for letters, gap in ((99, "  "), *((letters, " ") for letters in range(99, 2, -1))):
            lengths = [len(PANES[name]) if name == front else min(letters, len(PANES[name])) for name in stack]
            if sum(lengths) + len(gap) * (len(stack) - 1) <= room:
                break
        return letters, gap

    def _tab(self, name: str, front: bool, one_of_many: bool, letters: int) -> str:
        title = self.panes[name].TITLE[: 99 if front else letters]
        if front:
            return f"[b]{title}[/]" if not one_of_many else f"[b u]{title}[/]"
        return f"[@click=screen.show_pane('{name}')][not bold $foreground 45%]{title}[/][/]"

    @property
    def order(self) -> tuple[str, ...]:
        """All panes in the order of the Tab key."""
        return tuple(name for stack in self._stacks for name in stack)

    def bring(self, name: str, focus: bool = True) -> None:
        """Show this pane in front of its stack, and give it the focus."""
        if name not in self.panes:
            return
        self._front.difference_update(self._stack_of(name))
        self._front.add(name)
        self.active = name
        self.lay_out()
        if focus:
            self.panes[name].focus(scroll_visible=False)

    def bring_next(self, step: int) -> None:
        """The next pane in the order, hidden ones included."""
        order = self.order
        if order:
            self.bring(order[(order.index(self.active) + step) % len(order)])

    def focused_in(self, name: str) -> None:
        """The focus has moved into this pane by itself, e.g. by a click."""
        if name in self.panes and name != self.active:
            self.bring(name, focus=False)

    def name_of(self, widget: Widget | None) -> str | None:
        """The pane that this widget is, or is in."""
        while widget is not None:
            for name, pane in self.panes.items():
                if widget is pane:
                    return name
            parent = widget.parent
            widget = parent if isinstance(parent, Widget) else None
        return None

    def toggle_maximised(self) -> None:
        """The active pane alone, and back."""
        self.maximised = not self.maximised
        self.lay_out()

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Let each visible pane take what is new."""
        for name, pane in self.panes.items():
            if pane.display and pane.is_mounted:
                pane.show(traffic, view, now_ns)
                if name in self._titles and pane.border_title != self._titles[name]:
                    pane.border_title = self._titles[name]  # a pane that says more there has it where it is alone

    def visible_panes(self) -> list[str]:
        return [name for name, pane in self.panes.items() if pane.display]

    def focus_active(self) -> None:
        """Give the focus back to the pane that had it last."""
        if self.active in self.panes:
            self.panes[self.active].focus(scroll_visible=False)
