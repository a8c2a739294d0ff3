"""What the user looks at: one small state, which the panes of a play screen share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from zmqplay.model.doctor import Doctor
from zmqplay.model.messages.messages import Message


class Choice(StrEnum):
    """One of a few values, which a key goes through in turn."""

    def step(self, by: int = 1) -> Self:
        """The choice `by` places further on, wrapping around."""
        choices = list(type(self))
        return choices[(choices.index(self) + by) % len(choices)]


class TimeMode(Choice):
    """Which times the column of times shows."""

    CLOCK = "the time of day"
    SINCE_LAST = "since the message before"
    SINCE_START = "since the first message"


@dataclass(slots=True)
class View:
    """Selection, pause, filter and search. The play screen changes it, the panes read it."""

    doctor: Doctor | None = None
    """The Doctor of the source, with its findings; None where there is no source."""
    node: str | None = None
    """The selected node."""
    link: tuple[str, str] | None = None
    """The selected link by its two nodes, in either order; none while a node is selected."""
    row: int | None = None
    """The selected message, by the number of its row; None follows the newest."""
    message: Message | None = None
    """The selected message itself, which may have left the log since."""
    paused: bool = False
    """The view stands still; the traffic goes on."""
    filter: str = ""
    """Only messages that this lets through are shown (see `model.messages.filters`); `!` in front inverts it."""
    search: str = ""
    """Messages that this lets through are found by n and N, and the text is marked."""
    time_mode: TimeMode = TimeMode.CLOCK
    wall_offset_ns: int = 0
    """Added to a time of the traffic, it makes nanoseconds since 1970: see `zmqplay.text.wall_clock`."""
