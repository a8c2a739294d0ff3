"""The panes: one room each, or one file where that is enough. `PANES` is the table of all of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zmqplay.ui.draw.content import Content


class Place(Enum):
    """Where a pane lies; smaller screens put several of these places together: see `zmqplay.ui.play.stacks`."""

    PICTURE = auto()
    LOG = auto()
    ARROWS = auto()
    FRAMES = auto()
    OWN = auto()
    """Below the picture, and only where the guide of what is shown names the pane."""
    LEDGER = auto()
    DOCTOR = auto()
    READING = auto()
    SOCKETS = auto()


class PaneEntry(NamedTuple):
    """A pane as the screen knows it before it is opened."""

    name: str
    """As settings and patterns have it."""
    title: str
    content: str
    """Module and class of the content, `module:Class`; imported when the pane is made."""
    place: Place
    key: str = ""
    """The key that brings the pane to the front; empty where it has none."""
    about: str = ""
    """What the help says of that key."""
    label: str = ""
    """What the line of keys says of it."""

    def load(self) -> Callable[[], Content]:
        """The class of the content."""
        module, _, name = self.content.partition(":")
        found: Callable[[], Content] = getattr(importlib.import_module(module), name)
        return found


ROOM = "zmqplay.ui.panes"

PANES: tuple[PaneEntry, ...] = (
    PaneEntry("topology", "Topology", f"{ROOM}.topology.topology:TopologyPane", Place.PICTURE),
    PaneEntry("load", "Load", f"{ROOM}.load.load:LoadPane", Place.OWN),
    PaneEntry("topics", "Topics", f"{ROOM}.topics:TopicsPane", Place.OWN),
    PaneEntry("identities", "Identities", f"{ROOM}.identities:IdentitiesPane", Place.OWN),
    PaneEntry("doctor", "Doctor", f"{ROOM}.doctor:DoctorPane", Place.DOCTOR,
              "d", "the Doctor: what is wrong, why, and what to do", "doctor"),
    PaneEntry("ledger", "Ledger", f"{ROOM}.ledger.ledger:LedgerPane", Place.LEDGER,
              "L", "the ledger: where every message went", "ledger"),
    PaneEntry("code", "Code", f"{ROOM}.code.code:CodePane", Place.READING),
    PaneEntry("lesson", "Lesson", f"{ROOM}.lesson:LessonPane", Place.READING,
              "l", "the lesson of this pattern", "lesson"),
    PaneEntry("messages", "Messages", f"{ROOM}.log.messages:MessagesPane", Place.LOG),
    PaneEntry("ladder", "Ladder", f"{ROOM}.ladder.ladder:LadderPane", Place.ARROWS,
              "a", "the ladder: the messages as arrows between the nodes", "arrows"),
    PaneEntry("frames", "Frames", f"{ROOM}.frames.frames:FramesPane", Place.FRAMES),
    PaneEntry("sockets", "Sockets", f"{ROOM}.sockets:SocketsPane", Place.SOCKETS),
)  # fmt: skip
"""A new pane is one line here; within a place, the panes stand in this order."""
