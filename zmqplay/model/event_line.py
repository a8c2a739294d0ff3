"""A socket event, for the Sockets pane."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.wire import SocketEvent


@dataclass(slots=True)
class EventLine:
    """One event of one socket."""

    node: str
    socket: str
    """The socket's type."""
    event: SocketEvent
