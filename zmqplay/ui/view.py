"""What the user looks at: the one small state that the panes of a play screen share."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.session.messages import Message


@dataclass(slots=True)
class View:
    """Selection, pause and filter. The play screen changes it, the panes read it."""

    node: str | None = None
    """The selected node."""
    row: int | None = None
    """The selected message, by the number of its row; None follows the newest."""
    message: Message | None = None
    """The selected message itself, which may have left the log since."""
    paused: bool = False
    """The view stands still; the collection goes on."""
    filter: str = ""
    """Only messages with this text in topic, frames or node names are shown; `!` in front inverts it."""
