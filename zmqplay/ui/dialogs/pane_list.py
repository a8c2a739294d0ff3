"""All panes in a small list, with a tick for each that is shown; the screen below follows each tick."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from zmqplay.ui.look.theme import FAINT, MUTED

WIDTH = 30
HELP = "space shows or hides"
LAST = "one pane has to stay"


class Hides(Protocol):
    """The deck, as the list needs it: the names of its panes, and methods to show and hide them."""

    @property
    def all(self) -> Sequence[str]:
        """Names of all panes of the pattern."""

    @property
    def active(self) -> str:
        """The name of the pane that has the focus, or had it last."""

    @property
    def hidden(self) -> Collection[str]:
        """Names of the hidden panes."""

    def title_of(self, name: str) -> str: ...

    def bring(self, name: str, *, focus: bool = True) -> None:
        """Show a pane."""

    def hide(self, name: str) -> bool:
        """Hide a pane; False for the last one, which stays."""


class PaneList(ModalScreen[None]):
    """Hides panes and brings them back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,v", "dismiss", show=False),
        Binding("space", "tick", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, deck: Hides) -> None:
        super().__init__()
        self.deck = deck
        self.list = OptionList(*map(self._row, deck.all), id="pane-list", markup=False, compact=True)

    def compose(self) -> ComposeResult:
        self.list.border_title = "Panes"
        self.list.border_subtitle = HELP
        yield self.list

    def on_mount(self) -> None:
        self.list.styles.width, self.list.styles.height = WIDTH, len(self.deck.all) + 2
        self.list.highlighted = self.deck.all.index(self.deck.active)

    def _row(self, name: str) -> Option:
        hidden = name in self.deck.hidden
        tick = ("□ ", FAINT) if hidden else ("■ ", "$accent")
        return Option(Content.assemble(tick, (self.deck.title_of(name), MUTED if hidden else "")), id=name)

    def action_tick(self) -> None:
        self.list.action_select()

    def action_move(self, step: int) -> None:
        self.list.action_cursor_down() if step > 0 else self.list.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, selected: OptionList.OptionSelected) -> None:
        """Hide the pane, or bring it back."""
        name = selected.option_id or ""
        stays = False
        if name in self.deck.hidden:
            self.deck.bring(name, focus=False)
        else:
            stays = not self.deck.hide(name)
        self.list.border_subtitle = LAST if stays else HELP
        self.list.replace_option_prompt(name, self._row(name).prompt)

    def on_click(self, event: events.Click) -> None:
        """Close the list, if the click is beside it."""
        if event.widget is self:
            self.dismiss()
