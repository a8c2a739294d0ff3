"""The actions of all keys of a play screen, each bound to the part of the screen on which it acts."""

from __future__ import annotations

from zmqplay.ui.keys.key import Action, bound
from zmqplay.ui.play.code_keys import CODE_KEYS, CodeKeys
from zmqplay.ui.play.entry import ENTRY_KEYS, Entry
from zmqplay.ui.play.mark_keys import MARK_KEYS, MarkKeys
from zmqplay.ui.play.message_keys import MESSAGE_KEYS, MessageKeys
from zmqplay.ui.play.node_keys import NODE_KEYS, SELECT_KEYS, NodeKeys
from zmqplay.ui.play.pane_keys import PANE_KEYS, PaneKeys
from zmqplay.ui.play.selected_keys import SELECTED_KEYS, SelectedKeys


def actions_of(
    nodes: NodeKeys,
    messages: MessageKeys,
    selected: SelectedKeys,
    marks: MarkKeys,
    code: CodeKeys,
    panes: PaneKeys,
    entry: Entry,
) -> dict[str, Action]:
    """The action of each row of the key tables, by its name."""
    own = {**bound((*NODE_KEYS, *SELECT_KEYS), nodes), **bound(MESSAGE_KEYS, messages)}
    own |= {**bound(SELECTED_KEYS, selected), **bound(MARK_KEYS, marks), **bound(CODE_KEYS, code)}
    return {**own, **bound(PANE_KEYS, panes), **bound(ENTRY_KEYS, entry)}
