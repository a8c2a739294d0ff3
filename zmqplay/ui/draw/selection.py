"""Selections in a pane, as values: a content answers keys and clicks with one, and the screen acts on it."""

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
    """The user selected a node, or cleared the selection (None)."""

    name: str | None


@dataclass(frozen=True, slots=True)
class LinkSelected:
    """The user selected the link between two nodes."""

    link: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NodeMenuWanted:
    """The user asked for the menu of a node, by a right click on it, or a click on the selected node."""

    name: str
    at: tuple[int, int]
    """The cell of the screen that was clicked."""


@dataclass(frozen=True, slots=True)
class RowSelected:
    """The user selected a message by its row number, or went back to the newest (None)."""

    row: int | None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class RowOpened:
    """The user opened the selected message, by a second click on it."""


@dataclass(frozen=True, slots=True)
class CommandWanted:
    """The user chose a command that a pane shows; the screen treats it as typed."""

    text: str
    step: str = ""
    """The step of the lesson that the command is, by name; empty if it is none."""


@dataclass(frozen=True, slots=True)
class StepSelected:
    """The user selected a step of the lesson."""

    name: str


@dataclass(frozen=True, slots=True)
class SentenceWanted:
    """The user asked for what a pane cannot do now; the screen says why in its last line."""

    text: str


Selection = (
    NodeSelected
    | LinkSelected
    | NodeMenuWanted
    | RowSelected
    | RowOpened
    | CommandWanted
    | StepSelected
    | SentenceWanted
)


@dataclass(frozen=True, slots=True)
class Click:
    """A click of the mouse into a pane."""

    x: int
    y: int
    """`x` is the cell and `y` the line of the view, from 0, inside the border."""
    index: int
    """The index of the line under the mouse, from 0 below the head; negative in the head."""
    line: Line
    """The line under the mouse, as drawn."""
    is_right: bool
    """Whether the right button was clicked."""
    at: tuple[int, int]
    """The clicked cell of the screen."""


def select_node(scene: Scene, click: Click, name: str | None) -> Selection | None:
    """The selection for a click on the node called `name`: the node or its menu; for None, no node."""
    if name is not None and (name == scene.view.node or click.is_right):
        return NodeMenuWanted(name, click.at)
    return None if click.is_right else NodeSelected(name)


def select_named(scene: Scene, click: Click) -> Selection | None:
    """The selection for a click in a pane of text: the node whose name is clicked; beside the names, no node."""
    return select_node(scene, click, name_at(click.line, click.x, scene.traffic.nodes))


def name_at(line: Sequence[tuple[str, object]], x: int, names: Container[str]) -> str | None:
    """The one of `names` that is drawn at cell `x` of a line; None if there is none."""
    for word in re.finditer(r"[\w-]+", "".join(text for text, _ in line)):
        if word.start() <= x < word.end() and word[0] in names:
            return word[0]
    return None
