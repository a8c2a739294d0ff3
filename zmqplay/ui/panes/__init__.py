"""The panes: each is a directory, or one file if that is enough. `PANES` is the table of them all."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zmqplay.ui.draw.content import Content


class Place(Enum):
    """The place of a pane; smaller screens put several places into one stack: see `zmqplay.ui.play.stacks`."""

    PICTURE = auto()
    LOG = auto()
    ARROWS = auto()
    FRAMES = auto()
    OWN = auto()
    """Below the picture; such a pane is shown only if the source's guide names it."""
    LEDGER = auto()
    DOCTOR = auto()
    READING = auto()
    SOCKETS = auto()


class PaneEntry(NamedTuple):
    """A pane as the screen knows it before its content is imported."""

    name: str
    """The name in settings and in patterns."""
    title: str
    content: str
    """Module and class of the content, as `module:Class`; imported when the pane is made."""
    place: Place
    letter: str = ""
    """The letter of the title that brings the pane to the front after the key g, in lower case; empty if none does."""
    key: str = ""
    """A key that brings the pane to the front at once; empty if there is none."""
    about: str = ""
    """The help's line about that key."""
    label: str = ""
    """The key line's word for that key."""

    def load(self) -> Callable[[], Content]:
        """Import the class of the content, and return it."""
        module, _, name = self.content.partition(":")
        found: Callable[[], Content] = getattr(importlib.import_module(module), name)
        return found


ROOM = "zmqplay.ui.panes"

PANES: tuple[PaneEntry, ...] = (
    PaneEntry("topology", "Topology", f"{ROOM}.topology.topology:TopologyPane", Place.PICTURE, "t"),
    PaneEntry("load", "Load", f"{ROOM}.load.load:LoadPane", Place.OWN, "o"),
    PaneEntry("topics", "Topics", f"{ROOM}.topics:TopicsPane", Place.OWN, "p"),
    PaneEntry("identities", "Identities", f"{ROOM}.identities:IdentitiesPane", Place.OWN, "i"),
    PaneEntry("doctor", "Doctor", f"{ROOM}.doctor:DoctorPane", Place.DOCTOR, "d",
              "d", "the Doctor: what is wrong, why, and what to do", "doctor"),
    PaneEntry("ledger", "Ledger", f"{ROOM}.ledger.ledger:LedgerPane", Place.LEDGER, "e",
              "L", "the ledger: where every message went", "ledger"),
    PaneEntry("code", "Code", f"{ROOM}.code.code:CodePane", Place.READING, "c"),
    PaneEntry("lesson", "Lesson", f"{ROOM}.lesson:LessonPane", Place.READING, "l",
              "l", "the lesson of this pattern", "lesson"),
    PaneEntry("output", "Output", f"{ROOM}.output:OutputPane", Place.READING, "u"),
    PaneEntry("messages", "Messages", f"{ROOM}.log.messages:MessagesPane", Place.LOG, "m"),
    PaneEntry("ladder", "Ladder", f"{ROOM}.ladder.ladder:LadderPane", Place.ARROWS, "a",
              "a", "the ladder: the messages as arrows between the nodes", "arrows"),
    PaneEntry("frames", "Frames", f"{ROOM}.frames.frames:FramesPane", Place.FRAMES, "f"),
    PaneEntry("sockets", "Sockets", f"{ROOM}.sockets:SocketsPane", Place.SOCKETS, "s"),
)  # fmt: skip
"""A new pane is one line here; within a place, the panes have this order."""
