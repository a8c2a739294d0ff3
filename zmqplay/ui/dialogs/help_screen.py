"""The help: the pane in focus first, with its signs and columns; then all keys and commands; and a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.keys import format_key
from textual.widgets import Input, Static

from zmqplay.ui.dialogs.help_text import MENU_KEYS, TYPING, AnyKey, Pairs, Section, drawn, found, of_pairs, sections
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.draw.content import Content

NOTHING = "nothing here has these words"


class Panes(Protocol):
    """The deck, as the help needs it."""

    @property
    def all(self) -> Sequence[str]:
        """Names of all panes of the pattern."""

    @property
    def active(self) -> str:
        """The name of the pane that has the focus, or had it last."""

    def title_of(self, name: str) -> str: ...

    def legend_of(self, name: str) -> Pairs: ...

    def content(self, name: str) -> Content | None: ...


KEYS = "[@click=screen.search]/ searches[/] · [@click=screen.dismiss]esc closes[/]"
SEARCH_KEYS = "[@click=screen.back]esc no search[/]"


@runtime_checkable
class HasPanes(Protocol):
    """A screen with panes."""

    deck: Panes


def of_pane(deck: Panes, name: str) -> Section:
    """The signs, columns and own keys of a pane."""
    content = deck.content(name)
    keys = [
        (" ".join(map(format_key, key.keys.split(","))), f"{key.about[0].lower()}{key.about[1:]}")
        for key in (content.keys if content else ())
    ]
    return of_pairs(f"The pane {deck.title_of(name)}", [*deck.legend_of(name), *keys])


class HelpText(Static):
    """The sections, drawn anew for each width."""

    auto_links = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._sections: Sequence[Section] = ()

    def show(self, shown: Sequence[Section]) -> None:
        """Show these sections."""
        self._sections = shown
        if self.size.width:
            self.update(drawn(shown, self.size.width) if shown else NOTHING)

    def on_resize(self) -> None:
        self.show(self._sections)


class HelpScreen(SizedScreen):
    """Shows the help over another screen; a click on a key closes the help and presses the key on that screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("q,question_mark,f1", "dismiss", show=False),
        Binding("slash,ctrl+f", "search", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
    ]
    AUTO_FOCUS = "#help"

    def __init__(self, keys: Sequence[AnyKey], commands: Pairs) -> None:
        """`keys` are the play screen's, in order; `commands` are pairs: how a command is typed, and its effect."""
        super().__init__()
        self._sections = sections(keys, commands)
        self.text = HelpText()
        self.search = Input(id="help-search", compact=True, placeholder="search: words of a row, in any order")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = KEYS
            yield self.search
            yield self.text
        yield TooSmall()

    def on_mount(self) -> None:
        super().on_mount()
        self.search.display = False
        below = self.app.screen_stack[-2]
        if isinstance(below, HasPanes):
            deck = below.deck
            first = [of_pane(deck, deck.active)]
            self._sections += [of_pane(deck, name) for name in deck.all if name != deck.active]
            if isinstance(below.focused, Input):
                first[:0] = [section for section in self._sections if section.title == TYPING]
        else:
            first = [of_pairs("Menu", MENU_KEYS)]
        titles = {section.title for section in first}
        self._sections = [*first, *(section for section in self._sections if section.title not in titles)]
        self.text.show(self._sections)

    def action_search(self) -> None:
        """Let the user type words to search for."""
        self.search.display = True
        self.search.focus()
        self.query_one("#help").border_subtitle = SEARCH_KEYS

    @on(Input.Changed, "#help-search")
    def _searched(self, changed: Input.Changed) -> None:
        self.text.show(found(self._sections, changed.value))
        self.query_one("#help").scroll_home(animate=False)

    @on(Input.Submitted, "#help-search")
    def _search_kept(self) -> None:
        self.query_one("#help").focus()

    def action_back(self) -> None:
        """End the search, or close the help."""
        if not self.search.display:
            self.dismiss()
            return
        self.search.value = ""
        self.search.display = False
        self.query_one("#help").border_subtitle = KEYS
        self.query_one("#help").focus()

    async def action_do(self, name: str) -> None:
        """Close the help, and press the key called `name` on the screen below."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if name.startswith("app."):
            await below.run_action(name)
        elif hasattr(below, "action_do"):
            below.action_do(name)

    def action_scroll(self, step: int) -> None:
        self.query_one("#help").scroll_relative(y=step, animate=False)
