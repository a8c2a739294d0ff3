"""The deck: the panes of a play screen, and which of them are visible, focused and hidden.

The panes are in stacks. A stack shows its front pane, and in that pane's border the names of all of its panes, to be
clicked on. A pane that is not visible does no work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from textual.layout import Layout
from textual.widget import Widget

from zmqplay.control.guide import Guide
from zmqplay.model.traffic import Traffic
from zmqplay.ui.draw.content import Content
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes import PANES, PaneEntry, Place
from zmqplay.ui.panes.legends import LEGENDS, Rows
from zmqplay.ui.play.failures import wrong_by_pane
from zmqplay.ui.play.proportions import SHARING, WITH_LESSON
from zmqplay.ui.play.stacked_layout import StackedLayout
from zmqplay.ui.play.stacking import Stacking
from zmqplay.ui.play.stacks import columns
from zmqplay.ui.play.tabs import Tab, tabs
from zmqplay.ui.settings import Arrangement
from zmqplay.ui.view import View


class Deck(Widget):
    """Holds the panes of a pattern, lays them out, and updates the visible ones."""

    BLANK = True  # its panes cover it

    def __init__(
        self,
        own: Sequence[str],
        guide: Callable[[], Guide],
        failed: Callable[[str, Exception], None],
        panes: Sequence[PaneEntry] = PANES,
    ) -> None:
        """`own` are the panes that the guide names; `failed` is called with a failing pane's title, and the error."""
        super().__init__(id="deck")
        self.entries = {pane.name: pane for pane in panes}
        self.own = tuple(name for name in own if name in self.entries and self.entries[name].place is Place.OWN)
        self.all = columns(self.own, 0, 0, panes)[0][0]
        """The names of all panes, in the order of the pane list."""
        self._guide, self._failed = guide, failed
        self.maximised = False
        self.panes: dict[str, LinePane] = {}
        self.active = "topology"
        """The name of the pane that has the focus, or had it last."""
        self._wrong: Mapping[str, int] = {}
        """How much is wrong now by a pane's account; the number stands behind the pane's name."""
        self.stacking = Stacking()
        self.stacked = StackedLayout()

    @property
    def layout(self) -> Layout:
        return self.stacked

    @property
    def hidden(self) -> set[str]:
        """The names of the panes that the user has hidden."""
        return self.stacking.hidden

    async def fill(self) -> None:
        """Make the panes; called after the first paint, since they take long to import."""
        made = {}
        for name in self.all:
            entry = self.entries[name]
            pane = made[name] = LinePane(entry.title, entry.load()(), self._guide, self._failed)
            pane.can_focus = True
            pane.auto_links = False  # Textual would draw the names in a border as links
            pane.add_class("pane")
            pane.display = False
        await self.mount(*made.values())
        self.panes = self.stacked.panes = made
        self.lay_out()

    def restore(self, remembered: Arrangement) -> None:
        """Take over a remembered arrangement; to be called before `fill`."""
        self.active = self.stacking.restore(remembered, self.all)
        self.stacked.proportions.lengths = {**remembered.lengths}

    def as_remembered(self) -> Arrangement:
        """The arrangement by the user, for `restore`: nothing of what is in front for now."""
        return replace(self.stacking.as_remembered(self.active), lengths={**self.stacked.proportions.lengths})

    def on_resize(self) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Lay the stacks out for the present size; front panes stay in front."""
        if not self.panes or not self.size.width:
            return
        stacking = self.stacking
        stacking.arrange(columns(self.own, *self.size, tuple(self.entries.values())))
        can_share = partial(self.stacked.proportions.can_share, self.size.height)
        self.stacked.grid = stacking.grid(self.active, can_share, is_large=self.maximised)
        shown = self.visible_panes()
        for name, pane in self.panes.items():
            pane.display = name in shown
        for name, region in self.stacked.regions(self.size).items():
            self._title(name, region.width)
        self.panes[self.active].refresh(layout=True)  # Textual keeps the deck's own arrangement if the deck asks

    def _title(self, name: str, width: int) -> None:
        """Write the names of a stack's panes into the border of the pane called `name`."""
        shares_stack = name == SHARING[1] and self._shares
        stack = (name,) if shares_stack else self.stacking.stack_of(name)
        marked = len(stack) > 1 or bool(self.hidden)
        named = tabs([self._tab(other) for other in stack], name, width - 6, marked)
        self.panes[name].titles.name_place(named, shares_place=len(stack) > 1)

    def _tab(self, name: str) -> Tab:
        return Tab(name, self.title_of(name), self.letter_of(name), self._wrong.get(name, 0))

    def title_of(self, name: str) -> str:
        """The title of a pane."""
        return self.entries[name].title

    def letter_of(self, name: str) -> str:
        """The letter that brings a pane after the key g."""
        return self.entries[name].letter

    def legend_of(self, name: str) -> Rows:
        """What the signs and columns of a pane mean."""
        return LEGENDS.get(name, ())

    def content(self, name: str) -> Content | None:
        """The content of a pane; None before `fill`."""
        return self.panes[name].content if name in self.panes else None

    @property
    def order(self) -> tuple[str, ...]:
        """The names of all panes that are not hidden, in the order of the Tab key."""
        return self.stacking.order

    def bring(self, name: str, focus: bool = True) -> None:
        """Show a pane, hidden or not, in front of its stack, and focus it if `focus`."""
        if name not in self.panes:
            return
        if name in self.hidden:
            self.hidden.discard(name)
            self.lay_out()
        self.stacking.bring(name)
        self.active = name
        self.lay_out()
        if focus:
            self.focus_active()

    def bring_next(self, step: int) -> None:
        """Bring the next pane in the order (1) or the one before (-1), even one behind others."""
        order = self.order
        if order:
            self.bring(order[(order.index(self.active) + step) % len(order)])

    def hide(self, name: str) -> bool:
        """Hide a pane until it is brought back; False for the last one, which stays."""
        focused = self.name_of(self.screen.focused) == name
        self.active = self.stacking.give_back([name], self.active)
        if name not in self.hidden and name in self.panes and len(self.order) > 1:
            if self.active == name:
                self.active = self.stacking.next_to(name)
            self.stacking.hide(name)
        self.lay_out()
        if focused:
            self.focus_active()
        return name in self.hidden

    def show_all(self) -> None:
        """Bring all hidden panes back."""
        self.hidden.clear()
        self.lay_out()

    def reset(self) -> None:
        """Arrange the panes as at first: none hidden, large or resized, and the first of each stack in front."""
        stacking = self.stacking
        stacking.clear()
        self.stacked.proportions.lengths.clear()
        self.maximised = False
        self.lay_out()
        first = stacking.front_of(stacking.stack_of(self.active))
        self.bring(first, focus=self.name_of(self.screen.focused) is not None)

    def focused_in(self, name: str) -> None:
        """Note that a pane got the focus without `bring`, e.g. by a click."""
        if name in self.panes and name != self.active:
            if name == SHARING[1] and self._shares:
                self.stacking.above = self.stacked.grid[0][0]
                self.active, self.stacking.is_below = name, True
            else:
                self.bring(name, focus=False)

    def name_of(self, widget: Widget | None) -> str | None:
        """The name of the pane that is, or contains, a widget; None if there is none."""
        around = () if widget is None else widget.ancestors_with_self
        return next((name for name, pane in self.panes.items() if pane in around), None)

    def toggle_maximised(self) -> None:
        """Show the active pane alone, or all panes again."""
        self.maximised = not self.maximised
        self.lay_out()

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Update each visible pane, and the numbers behind names."""
        wrong = wrong_by_pane(traffic, view)
        if wrong != self._wrong:
            self._wrong = wrong
            self.lay_out()
        for pane in self.panes.values():
            if pane.display and pane.is_mounted:
                pane.show(traffic, view, now_ns)
        self._fit_picture()

    def _fit_picture(self) -> None:
        """Leave to the messages what the picture does not need; called in each frame."""
        content, proportions = self.content(SHARING[0]), self.stacked.proportions
        if content is not None and any(content.lines_needed) and content.lines_needed != proportions.picture:
            proportions.picture = content.lines_needed
            self.lay_out()

    def visible_panes(self) -> list[str]:
        return [name for names in self.stacked.grid for name in names]

    @property
    def _shares(self) -> bool:
        """Whether the last messages stand below another pane, in a column in which all others are behind these two."""
        return self.stacked.grid in ([SHARING], [WITH_LESSON])

    @property
    def shows_messages(self) -> bool:
        """Whether a pane with a line for each message is visible, and has room for more than the last ones."""
        listed = {"messages", "ladder"}
        return any(names not in (SHARING, WITH_LESSON) and not listed.isdisjoint(names) for names in self.stacked.grid)

    @property
    def shows_addresses(self) -> bool:
        """Whether the addresses stand in the title of the picture."""
        pane = self.panes[SHARING[0]] if SHARING[0] in self.visible_panes() else None
        return pane is not None and pane.content.addresses_beside and not pane.titles.shares_place

    def focus_active(self) -> None:
        """Focus the active pane."""
        if self.active in self.panes:
            self.panes[self.active].focus(scroll_visible=False)
