"""What can be done to one node, in a small menu beside it: each row has its key, and says what it is good for."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import safe
from zmqplay.ui.keys.keys import PLAY_KEYS

WIDTH = 38
ROWS = (
    ("freeze", "freeze it (SIGSTOP)"),
    ("stop", "stop it, as a program ends"),
    ("kill", "kill it (SIGKILL)"),
    ("restart", "start it again"),
    ("add", "start another of its role"),
    ("work", "set its work time …"),
    ("fail", "let its next task fail"),
    ("options", "socket options …"),
    ("subscribe", "subscribe it …"),
)
"""Actions of the play screen, and what each does to the node."""
KEY_OF = {key.action: key for key in PLAY_KEYS}


def rows_for(node: NodeTraffic, subscribes: bool) -> list[tuple[str, str]]:
    """What can be done to it as it is now."""
    if not node.state.alive:
        return [row for row in ROWS if row[0] in ("restart", "add")]
    frozen = node.state is NodeState.FROZEN
    rows = [("freeze", "let it go on (SIGCONT)") if frozen and row[0] == "freeze" else row for row in ROWS]
    return rows if subscribes else [row for row in rows if row[0] != "subscribe"]


class NodeMenu(ModalScreen[str]):
    """Gives back the action that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,m", "dismiss", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        *(Binding(KEY_OF[action].keys, f"choose('{action}')", show=False) for action, _ in ROWS),
    ]

    def __init__(self, node: NodeTraffic, subscribes: bool, at: tuple[int, int] | None) -> None:
        """`at` is the cell beside which it opens; without one it opens in the middle."""
        super().__init__()
        self.rows = rows_for(node, subscribes)
        self._title = f"{safe(node.name, 30)}  {node.state}"
        self._at = at

    def compose(self) -> ComposeResult:
        options = [Option(_prompt(action, about), id=action) for action, about in self.rows]
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

    def action_choose(self, action: str) -> None:
        if any(action == row[0] for row in self.rows):
            self.dismiss(action)

    def action_move(self, step: int) -> None:
        choice = self.query_one(OptionList)
        choice.action_cursor_down() if step > 0 else choice.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(selected.option_id)

    def on_click(self, event: events.Click) -> None:
        """Beside the menu: close it."""
        if event.widget is self:
            self.dismiss()


def _prompt(action: str, about: str) -> Content:
    return Content.assemble((f"{KEY_OF[action].shown:<7}", "bold $primary"), about)
