"""All panes in a small list, with a tick for each that is shown; the screen below follows each tick.

The letter in front of a pane closes the list and brings the pane, so that g and the letter is the way to each pane.
"""

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

from zmqplay.ui import textual_private
from zmqplay.ui.look.theme import FAINT, MUTED

WIDTH = 30
HELP = "letter: go · space: hide"
LAST = "one pane has to stay"
FIRST_LINE = "first line"
"""The result that goes to the first line of the active pane."""
SHOW_ALL, RESET = "A", "R"
"""Keys of the two rows below the panes."""
ROWS = {SHOW_ALL: "show all panes", RESET: "reset the layout"}


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

    def letter_of(self, name: str) -> str: ...

    def bring(self, name: str, *, focus: bool = True) -> None:
        """Show a pane."""

    def hide(self, name: str) -> bool:
        """Hide a pane; False for the last one, which stays."""

    def show_all(self) -> None:
        """Bring all hidden panes back."""

    def reset(self) -> None:
        """Arrange the panes as at first."""


class PaneList(ModalScreen[str | None]):
    """Hides panes and brings them back; its result is the name of the pane to go to, FIRST_LINE, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,v", "dismiss", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("space", "tick", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("g", "oldest", show=False),
        *(Binding(key, f"arrange('{key}')", show=False) for key in ROWS),
    ]

    def __init__(self, deck: Hides) -> None:
        super().__init__()
        self.deck = deck
        arranging = [Option(_keyed("  ", key, about, MUTED), id=key) for key, about in ROWS.items()]
        self.list = OptionList(*map(self._row, deck.all), None, *arranging, id="pane-list", markup=False, compact=True)
        for name in filter(deck.letter_of, deck.all):
            textual_private.bind(self, deck.letter_of(name), f"go('{name}')", deck.title_of(name))

    def compose(self) -> ComposeResult:
        self.list.border_title = "Panes"
        self.list.border_subtitle = HELP
        yield self.list

    def on_mount(self) -> None:
        self.list.styles.width, self.list.styles.height = WIDTH, len(self.deck.all) + len(ROWS) + 3
        self.list.highlighted = self.deck.all.index(self.deck.active)

    def _row(self, name: str) -> Option:
        hidden = name in self.deck.hidden
        tick = ("□ ", FAINT) if hidden else ("■ ", "$accent")
        row = _keyed(tick, self.deck.letter_of(name), self.deck.title_of(name), MUTED if hidden else "")
        return Option(row, id=name)

    def action_go(self, name: str) -> None:
        """Close the list, and go to a pane."""
        self.dismiss(name)

    def action_oldest(self) -> None:
        """Close the list, and go to the first line of the active pane: g twice, as in vi and less."""
        self.dismiss(FIRST_LINE)

    def action_arrange(self, key: str) -> None:
        """Show all panes, or reset the layout."""
        self.deck.show_all() if key == SHOW_ALL else self.deck.reset()
        for name in self.deck.all:
            self.list.replace_option_prompt(name, self._row(name).prompt)

    def action_tick(self) -> None:
        self.list.action_select()

    def action_move(self, step: int) -> None:
        self.list.action_cursor_down() if step > 0 else self.list.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, selected: OptionList.OptionSelected) -> None:
        """Hide the pane, or bring it back."""
        name = selected.option_id or ""
        stays = False
        if name in ROWS:
            self.action_arrange(name)
            return
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


def _keyed(before: str | tuple[str, str], key: str, text: str, style: str) -> Content:
    """A row of the list: a tick, the key that acts on the row, and its text."""
    return Content.assemble(before, (f"{key or ' '} ", "bold $primary"), (text, style))
