"""A small menu beside a node: each row is an action on the node, with its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import safe
from zmqplay.ui.look.theme import FAINT

WIDTH = 38
OFFERED = (
    ("nodes.freeze", "freeze it (SIGSTOP)"),
    ("nodes.stop", "stop it, as a program ends"),
    ("nodes.kill", "kill it (SIGKILL)"),
    ("nodes.restart", "start it again"),
    ("nodes.add", "start another of its role"),
    ("nodes.work", "set its work time …"),
    ("nodes.fail", "let its next task fail"),
    ("nodes.options", "socket options …"),
    ("nodes.subscribe", "subscribe it …"),
)
"""Keys of the play screen by name, and the effect of each on the node."""


class MenuRow(NamedTuple):
    """One row of the menu."""

    name: str
    """The name of the key, as in `nodes.kill`."""
    keys: tuple[str, ...]
    """Textual's names of the keys."""
    shown: str
    """The key as the user reads it."""
    about: str
    is_faint: bool = False
    """Whether the row can do nothing here; chosen, such a row says why."""


def rows_for(node: NodeTraffic, subscribes: bool) -> list[tuple[str, str]]:
    """The rows for a node in its present state: the names of keys, and the effect of each."""
    if not node.state.alive:
        return [row for row in OFFERED if row[0] in ("nodes.restart", "nodes.add")]
    thaw = ("nodes.freeze", "thaw it (SIGCONT)")
    rows = [thaw if row[0] == thaw[0] and node.state is NodeState.FROZEN else row for row in OFFERED]
    return rows if subscribes else [row for row in rows if row[0] != "nodes.subscribe"]


class NodeMenu(ModalScreen[str]):
    """Returns the name of the chosen key; None if the menu was closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,m", "dismiss", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, node: NodeTraffic, rows: Sequence[MenuRow], at: tuple[int, int] | None) -> None:
        """`at` is the cell beside which the menu opens; without one it opens in the middle."""
        super().__init__()
        self.rows = rows
        self._title = f"{safe(node.name, 30)}  {node.state}"
        self._at = at

    def compose(self) -> ComposeResult:
        options = [Option(_prompt(row), id=row.name) for row in self.rows]
        choice = OptionList(*options, id="node-menu", markup=False, compact=True)
        choice.border_title = Content(self._title)
        yield choice

    def on_mount(self) -> None:
        choice = self.query_one(OptionList)
        choice.styles.width, choice.styles.height = WIDTH, len(self.rows) + 2
        if self._at is not None:
            self.styles.align = ("left", "top")
            width, height = self.app.size
            x, y = self._at
            choice.offset = (max(0, min(x + 1, width - WIDTH)), max(0, min(y, height - len(self.rows) - 2)))

    def on_key(self, event: events.Key) -> None:
        """Choose the row that has this key."""
        for row in self.rows:
            if event.key in row.keys:
                event.stop()
                self.dismiss(row.name)

    def action_move(self, step: int) -> None:
        choice = self.query_one(OptionList)
        choice.action_cursor_down() if step > 0 else choice.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(selected.option_id)

    def on_click(self, event: events.Click) -> None:
        """Close the menu, if the click is beside it."""
        if event.widget is self:
            self.dismiss()


def _prompt(row: MenuRow) -> Content:
    styles = (FAINT, FAINT) if row.is_faint else ("bold $primary", "")
    return Content.assemble((f"{row.shown:<7}", styles[0]), (row.about, styles[1]))
