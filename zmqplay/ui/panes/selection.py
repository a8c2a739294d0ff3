"""What a pane tells the play screen: the user has chosen something. The screen changes the View, the panes read it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from textual import events
from textual.message import Message
from textual.widget import Widget

from zmqplay.model.messages import messages as session_messages

RIGHT = 3
"""The mouse's button."""


class NodeSelected(Message):
    """The user chose a node, or with None no node."""

    def __init__(self, name: str | None) -> None:
        super().__init__()
        self.name = name


class LinkSelected(Message):
    """The user chose a link, by its two nodes."""

    def __init__(self, link: tuple[str, str]) -> None:
        super().__init__()
        self.link = link


class NodeMenuWanted(Message):
    """The user wants to do something to a node: a right click on it, or a click on the one that is selected."""

    def __init__(self, name: str, at: tuple[int, int]) -> None:
        super().__init__()
        self.name = name
        self.at = at
        """The cell of the screen that was clicked."""


def clicked(pane: Widget, event: events.Click, name: str | None, selected: str | None) -> None:
    """Select the node that was clicked, or ask for its menu."""
    if name is not None and (name == selected or event.button == RIGHT):
        pane.post_message(NodeMenuWanted(name, (event.screen_x, event.screen_y)))
    elif event.button != RIGHT:
        pane.post_message(NodeSelected(name))


def name_at(line: Sequence[tuple[str, object]], x: int, names: Container[str]) -> str | None:
    """The one of these names that stands in this cell of a drawn line."""
    for word in re.finditer(r"[\w-]+", "".join(text for text, _ in line)):
        if word.start() <= x < word.end() and word[0] in names:
            return word[0]
    return None


class RowSelected(Message):
    """The user chose a message by its row, or with None the newest again."""

    def __init__(self, row: int | None, chosen: session_messages.Message | None = None) -> None:
        super().__init__()
        self.row = row
        self.chosen = chosen


class RowOpened(Message):
    """The user wants to see more of the message that is chosen: a second click on it."""


class CommandWanted(Message):
    """The user chose a command that stands in a pane: do it as if it had been typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
