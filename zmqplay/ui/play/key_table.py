"""All keys of a play screen, from the tables of its parts and the app; bindings, help and key line use this table."""

from __future__ import annotations

from textual.binding import Binding

from zmqplay.ui.keys.key import Key
from zmqplay.ui.play.code_keys import CODE_KEYS, CodeKeys
from zmqplay.ui.play.mark_keys import MARK_KEYS, MarkKeys
from zmqplay.ui.play.message_keys import MESSAGE_KEYS, MessageKeys
from zmqplay.ui.play.node_keys import NODE_KEYS, SELECT_KEYS, NodeKeys
from zmqplay.ui.play.pane_keys import PANE_KEYS, PaneKeys
from zmqplay.ui.play.selected_keys import SELECTED_KEYS, SelectedKeys

ANYWHERE = "Anywhere"

APP_KEYS: tuple[Key[None], ...] = (
    Key("q", "q", "app.quit", ANYWHERE, "end the nodes and quit (in the panes)", in_palette=False),
    Key("ctrl+q", "ctrl+q", "app.quit", ANYWHERE, "end the nodes and quit (everywhere)", in_palette=False),
    Key("exclamation_mark", "!  F2", "app.journal", ANYWHERE, "the log: notices, answers, what failed", "log",
        in_palette=False),
    Key("question_mark", "?  F1", "app.help", ANYWHERE, "this help", "help", in_palette=False),
    Key("ctrl+p", "ctrl+p", "app.command_palette", ANYWHERE, "the palette: patterns, commands, themes", "palette",
        in_palette=False),
)  # fmt: skip
BOUND_BY_TEXTUAL = ("ctrl+q", "ctrl+p")

PlayKey = (
    Key[PaneKeys] | Key[NodeKeys] | Key[MessageKeys] | Key[SelectedKeys] | Key[MarkKeys] | Key[CodeKeys] | Key[None]
)

PLAY_KEYS: tuple[PlayKey, ...] = (
    *PANE_KEYS, *NODE_KEYS, *MESSAGE_KEYS, *SELECTED_KEYS, *MARK_KEYS, *CODE_KEYS, *APP_KEYS
)  # fmt: skip
"""All keys, in the order of the help."""


def bindings() -> list[Binding]:
    """The keys as the screen binds them."""
    keys: tuple[PlayKey, ...] = (*PLAY_KEYS, *SELECT_KEYS)
    return [key.binding() for key in keys if key.action and key.keys not in BOUND_BY_TEXTUAL]
