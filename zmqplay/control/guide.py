"""The guide to a source: what is known of it before its nodes run, and the source code that they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Listing:
    """The source code that a role runs."""

    path: str
    """The path of the file, as shown to the user."""
    first_line: int
    """The number, in the file, of the listing's first line."""
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Why the file of a pattern cannot be played as it is now; the nodes go on with the code before."""

    path: str
    """The name of the file."""
    line: int
    """The line in it, from 1; 0 if no line is to blame."""
    why: str
    """What Python or zmqplay says of it."""
    around: tuple[tuple[int, str], ...] = ()
    """That line and those beside it, each with its number."""

    @property
    def says(self) -> str:
        """One sentence with the file and the line."""
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.why}"


@dataclass(frozen=True, slots=True)
class RoleGuide:
    """The facts about a role that are known before its nodes run."""

    name: str
    speaks: bool = False
    """The nodes send what the user types, and generated traffic."""
    answers: bool = False
    """The nodes send by themselves; what the user types and generated traffic only when told to, node by node."""
    messages: tuple[str, ...] = ()
    """The messages that the nodes send in turn, unless the user changes them."""
    has_topics: bool = False
    """The nodes subscribe to topics."""
    listing: Listing | None = None
    """The source code; None where it is unknown."""
    count: int = 1
    """The number of nodes at the start, unless the user changes it."""
    most: int = 64
    """The largest number of nodes."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The static part of a source: a text to read, roles, and the panes that show most."""

    name: str
    title: str
    panes: tuple[str, ...] = ()
    """The panes to open besides Topology, Messages and Frames; the most informative first."""
    lesson: str = ""
    """Markdown; empty where there is none."""
    roles: Mapping[str, RoleGuide] = field(default_factory=dict)
    broken: Broken | None = None
    """What is wrong with the file of the pattern; None if nothing is, or if there is no file."""
    invitation: str = ""
    """What a command begins with that starts a program elsewhere, so that it is shown here; empty if none can be."""
