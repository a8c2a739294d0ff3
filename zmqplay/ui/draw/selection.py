"""What the user selects in a pane, as values: a content answers keys and clicks with them, and the screen acts."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zmqplay.model.messages.messages import Message
    from zmqplay.ui.draw.content import Scene
    from zmqplay.ui.draw.ink import Line


@dataclass(frozen=True, slots=True)
class NodeSelected:
    """The user selected a node, or with None no node."""

    name: str | None


@dataclass(frozen=True, slots=True)
class LinkSelected:
    """The user selected a link, by its two nodes."""

    link: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NodeMenuWanted:
    """The user wants to do something to a node: a right click on it, or a click on the selected one."""

    name: str
    at: tuple[int, int]
    """The cell of the screen that was clicked."""


@dataclass(frozen=True, slots=True)
class RowSelected:
    """The user selected a message by its row, or with None the newest again."""

    row: int | None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class RowOpened:
    """The user wants to see more of the selected message: a second click on it."""


@dataclass(frozen=True, slots=True)
class CommandWanted:
    """The user chose a command that a pane shows: to be done as if it had been typed."""

    text: str


Selection = NodeSelected | LinkSelected | NodeMenuWanted | RowSelected | RowOpened | CommandWanted


@dataclass(frozen=True, slots=True)
class Click:
    """A click of the mouse into a pane."""

    x: int
    y: int
    """Cell and line of the view, from 0, inside the border."""
    index: int
    """The line under the mouse among those that scroll; negative in the head."""
    line: Line
    """What that line shows."""
    is_right: bool
    """It was the right button."""
    at: tuple[int, int]
    """The cell of the screen."""


def select_node(scene: Scene, click: Click, name: str | None) -> Selection | None:
    """What a click on a node's name (or with None beside all names) selects: the node, its menu, or no node."""
    if name is not None and (name == scene.view.node or click.is_right):
        return NodeMenuWanted(name, click.at)
    return None if click.is_right else NodeSelected(name)


def select_named(scene: Scene, click: Click) -> Selection | None:
    """What a click selects in a pane of text: the node whose name is under the mouse; beside the names, no node."""
    return select_node(scene, click, name_at(click.line, click.x, scene.traffic.nodes))


def name_at(line: Sequence[tuple[str, object]], x: int, names: Container[str]) -> str | None:
    """The one of these names that stands at cell `x` of a drawn line."""
    for word in re.finditer(r"[\w-]+", "".join(text for text, _ in line)):
        if word.start() <= x < word.end() and word[0] in names:
            return word[0]
    return None
