"""The key esc, pressed or clicked."""

from __future__ import annotations

from textual import events
from textual.message import Message

ESCAPE = "screen.do('panes.back')"
"""The action of the name of esc in the key line."""


def is_escape(event: Message) -> bool:
    """Whether this is the key esc, or a click on its name in the key line."""
    if isinstance(event, events.MouseEvent):
        return event.style.meta.get("@click") == ESCAPE
    return isinstance(event, events.Key) and event.key == "escape"
