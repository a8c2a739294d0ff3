"""The keys that move the focus: from pane to pane, to the input line, and back to the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says, ShowsDialog
from zmqplay.ui.panes import PANES as ALL_PANES
from zmqplay.ui.panes import PaneEntry
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.entry import Entry
from zmqplay.ui.play.message_keys import leave_rows
from zmqplay.ui.play.opened import close_frames, is_opened
from zmqplay.ui.play.resizing import Resizing
from zmqplay.ui.view import View

PANES = "Panes"


class PaneKeys:
    """Acts on the deck, and moves the focus between the deck and the input line."""

    def __init__(
        self,
        deck: Deck,
        entry: Entry,
        view: View,
        *,
        say: Says,
        show_dialog: ShowsDialog,
        leave: Callable[[], object],
    ) -> None:
        """`leave` closes the screen, after a question if nodes would end."""
        self._deck, self._entry, self._view = deck, entry, view
        self._say, self._show_dialog, self._leave = say, show_dialog, leave
        self._resizing = Resizing(deck, say)

    def next(self) -> None:
        """Focus the next pane."""
        self._deck.bring_next(1)

    def before(self) -> None:
        """Focus the pane before."""
        self._deck.bring_next(-1)

    def show(self, name: str) -> None:
        """Bring a pane to the front, and focus it."""
        self._deck.bring(name)

    def hide(self, name: str = "") -> None:
        """Hide the pane called `name`, or the active one, and say how to bring it back."""
        name = name or self._deck.active
        title = self._deck.title_of(name)
        if self._deck.hide(name):
            self._say(f"{title} is hidden; v brings it back")
        else:
            self._say(f"{title} is the last pane that is shown, so it stays", wrong=True)

    def list(self) -> None:
        """Open the list of all panes."""
        from zmqplay.ui.dialogs.pane_list import PaneList

        if self._deck.panes:
            self._show_dialog(PaneList(self._deck), self._go_to)

    def _go_to(self, name: str | None) -> None:
        if name in self._deck.all:
            self.show(name)
        elif name:
            self._go_to_first_line()

    def _go_to_first_line(self) -> None:
        """Do what the key `home` does in the active pane: the content's own, or to scroll."""
        pane = self._deck.panes[self._deck.active]
        home = next((key for key in pane.content.keys if key.keys == "home"), None)
        if home is None:
            pane.scroll_home(animate=False)
        else:
            pane.act(home.press)

    def show_all(self) -> None:
        """Bring all hidden panes back."""
        self._deck.show_all()

    def reset(self) -> None:
        """Arrange the panes as at first."""
        self._deck.reset()
        self._say("the panes are arranged as at first")

    def maximise(self) -> None:
        """Give the active pane the whole screen, or show all panes again."""
        self._deck.toggle_maximised()

    def widen(self, by: int) -> None:
        """Make the active pane's column wider (1) or narrower (-1)."""
        self._resizing.widen(by)

    def heighten(self, by: int) -> None:
        """Make the active pane taller (1) or lower (-1)."""
        self._resizing.heighten(by)

    def type(self) -> None:
        """Focus the input line."""
        self._entry.focus_line()

    def command(self) -> None:
        """Begin a command in the input line."""
        self._entry.begin_command()

    def back(self) -> None:
        """Leave the input line, or take back one thing; where there is none left, leave the pattern."""
        if self._entry.line.has_focus:
            self._entry.give_up()
            self._deck.focus_active()
        elif not self._took_back():
            self._leave()

    def _took_back(self) -> bool:
        """Take back one thing, what was opened last and the large pane at the end; False if there is none."""
        view = self._view
        if view.compared is not None:
            view.compared = None
        elif is_opened(self._deck):
            close_frames(self._deck)
        elif view.search:
            view.search = ""
            leave_rows(view, self._deck)
        elif view.filter:
            view.filter = ""
            leave_rows(view, self._deck)
        elif view.node or view.link:
            view.node = view.link = None
        elif view.row is not None:
            view.row = view.message = None
        elif self._deck.maximised:
            self._deck.toggle_maximised()
        else:
            return False
        return True


def _showing(pane: PaneEntry) -> Key[PaneKeys]:
    do = partial(PaneKeys.show, name=pane.name)
    return Key(pane.key, pane.key, f"panes.show_{pane.name}", PANES, pane.about, pane.label, do=do)


def _resizing(arrow: str, action: str, how: str, do: Callable[[PaneKeys], None]) -> Key[PaneKeys]:
    return Key(f"alt+{arrow}", f"alt+{ARROWS[arrow]}", action, PANES, f"make this pane {how}", how, do=do)


ARROWS = {"left": "←", "right": "→", "up": "↑", "down": "↓"}
RESIZE_KEYS = (
    _resizing("right", "panes.wider", "wider", partial(PaneKeys.widen, by=1)),
    _resizing("left", "panes.narrower", "narrower", partial(PaneKeys.widen, by=-1)),
    _resizing("down", "panes.taller", "taller", partial(PaneKeys.heighten, by=1)),
    _resizing("up", "panes.lower", "lower", partial(PaneKeys.heighten, by=-1)),
)

PANE_KEYS: tuple[Key[PaneKeys], ...] = (
    Key("tab", "tab", "panes.next", PANES, "the next pane", "pane", do=PaneKeys.next, in_palette=False),
    Key("shift+tab", "shift+tab", "panes.before", PANES, "the pane before", do=PaneKeys.before, in_palette=False),
    Key("backslash", "\\", "panes.maximise", PANES, "this pane over the whole screen, and back", "large",
        do=PaneKeys.maximise),
    *RESIZE_KEYS,
    Key("g", "g", "panes.go", PANES, "then a pane's letter, underlined in its name, or g for the oldest line", "go to",
        do=PaneKeys.list, in_palette=False),
    Key("v", "v", "panes.list", PANES, "which panes are shown; any can be hidden and brought back", "panes",
        do=PaneKeys.list),
    Key("H", "H", "panes.hide", PANES, "hide this pane", "hide", do=PaneKeys.hide),
    *(_showing(pane) for pane in ALL_PANES if pane.key),
    Key("less_than_sign,greater_than_sign", "<  >", "", PANES, "another order of nodes, topics or routing ids"),
    Key("I", "I", "", PANES, "the nodes of the Load pane the other way round"),
    Key("i", "i", "panes.type", PANES, "type a message", "type", do=PaneKeys.type),
    Key("colon", ":", "panes.command", PANES, "type a command", "command", do=PaneKeys.command),
    Key("escape", "esc", "panes.back", PANES,
        "from the input line to the panes; there it takes back one thing, and twice it leads to the menu", "menu",
        do=PaneKeys.back, in_palette=False),
)  # fmt: skip
