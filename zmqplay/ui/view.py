"""The view: selection, marks, pause, filter and search, one small state that the panes of a play screen share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from zmqplay.model.doctor import Doctor
from zmqplay.model.messages.messages import Message


class Choice(StrEnum):
    """One of a few values through which a key cycles."""

    def step(self, by: int = 1) -> Self:
        """The choice `by` places further on, wrapping around."""
        choices = list(type(self))
        return choices[(choices.index(self) + by) % len(choices)]


class TimeMode(Choice):
    """The kind of times in the column of times."""

    CLOCK = "the time of day"
    SINCE_LAST = "since the message before"
    SINCE_START = "since the first message"


@dataclass(slots=True)
class View:
    """Selection, marks, pause, filter and search. The play screen changes the view, the panes read it."""

    doctor: Doctor | None = None
    """The Doctor of the source, with its findings; None if there is no source."""
    node: str | None = None
    """The selected node."""
    link: tuple[str, str] | None = None
    """The two nodes of the selected link, in either order; None while a node is selected."""
    row: int | None = None
    """The row number of the selected message; None follows the newest."""
    message: Message | None = None
    """The selected message itself; the log may have dropped it since."""
    marks: tuple[Message, ...] = ()
    """The marked messages, in the order in which they were marked."""
    notes: tuple[tuple[int, str], ...] = ()
    """The notes at marked messages: the number of each one's row, and the text."""
    compared: tuple[Message, Message] | None = None
    """The two messages that the Frames pane compares, the older one first; None if it shows a single message."""
    out_of_sight: frozenset[tuple[str, int]] = frozenset()
    """Ended nodes that are no longer shown, each with the number of its life: a new life is seen again."""
    paused: bool = False
    """The view stands still; the traffic goes on."""
    filter: str = ""
    """Only messages that match this are shown; `!` in front inverts the filter: see `model.messages.filters`."""
    search: str = ""
    """The keys n and N find messages that match this; a plain text is also marked."""
    time_mode: TimeMode = TimeMode.CLOCK
    wall_offset_ns: int = 0
    """Nanoseconds to add to a time of the traffic for nanoseconds since 1970: see `zmqplay.text.wall_clock`."""
    tried: set[str] = field(default_factory=set)
    """The steps of the lesson that were tried, by name."""
    step: str = ""
    """The step that was chosen last, by name; empty if none was."""

    def select(self, message: Message) -> None:
        """Select a message; that ends a comparison, whose place its frames take."""
        self.row, self.message, self.compared = message.row, message, None

    def note_of(self, message: Message) -> str:
        """The note at a message; empty if there is none."""
        return dict(self.notes).get(message.row, "")
