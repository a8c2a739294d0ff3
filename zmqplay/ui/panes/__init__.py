"""The panes: one room each, or one file where that is enough."""

from __future__ import annotations

PANES: dict[str, str] = {
    "topology": "Topology",
    "load": "Load",
    "ledger": "Ledger",
    "doctor": "Doctor",
    "topics": "Topics",
    "identities": "Identities",
    "sockets": "Sockets",
    "code": "Code",
    "lesson": "Lesson",
    "messages": "Messages",
    "ladder": "Ladder",
    "frames": "Frames",
}
"""Module and class of each pane; a new one is one line here."""

ROOMS = {"messages": "log", **{name: name for name in ("topology", "load", "ledger", "ladder", "frames", "code")}}
"""The rooms of those panes that have one."""


def module_of(name: str) -> str:
    """The module in which a pane's class stands."""
    return ".".join(("zmqplay.ui.panes", *filter(None, (ROOMS.get(name), name))))
