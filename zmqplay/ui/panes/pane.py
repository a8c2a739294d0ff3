"""What every pane is: a function of the traffic."""

from __future__ import annotations

from typing import ClassVar, Protocol

from zmqplay.model.traffic import Traffic
from zmqplay.ui.play.view import View


class Pane(Protocol):
    """A widget that shows one side of the traffic. It is asked once a frame, and only while it is visible."""

    TITLE: ClassVar[str]

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Take what changed since the last frame and refresh only that; allocate nothing if nothing did."""
