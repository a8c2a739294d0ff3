"""What a pane tells the play screen: the user has chosen something. The screen changes the View, the panes read it."""

from __future__ import annotations

from textual.message import Message

from zmqplay.session import messages as session_messages


class NodeSelected(Message):
    """The user chose a node, or with None no node."""

    def __init__(self, name: str | None) -> None:
        super().__init__()
        self.name = name


class RowSelected(Message):
    """The user chose a message by its row, or with None the newest again."""

    def __init__(self, row: int | None, chosen: session_messages.Message | None = None) -> None:
        super().__init__()
        self.row = row
        self.chosen = chosen
