"""What the screens need of a session, and nothing more, so that a test can play one without a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.session.traffic import Traffic


class Session(Protocol):
    """One pattern being played. Everything is called on the screen's thread unless it says otherwise."""

    @property
    def pattern(self) -> Pattern: ...

    @property
    def traffic(self) -> Traffic: ...

    @property
    def notices(self) -> list[str]:
        """Sentences for the user, e.g. that a port was taken; it grows."""

    @property
    def ready(self) -> bool:
        """All nodes run and have met."""

    @property
    def speakers(self) -> list[str]:
        """The living nodes that can send, those that speak first."""

    @property
    def rate(self) -> float | None:
        """Messages a second of the traffic generator: 0.0 is off, None is flat out."""

    def launch(self) -> None:
        """Start the nodes. Blocks, so it has a thread of its own."""

    def drain(self, budget_s: float) -> None:
        """Take the reports that have come, for at most that long, and let time pass in the traffic."""

    def send(self, node: str, text: str) -> None:
        """Send what the text makes; ValueError with a sentence when that cannot be."""

    def set_rate(self, rate: float | None) -> None: ...

    def add(self, role: str) -> str:
        """Start one more node without waiting for it, and give its name; ValueError when there are too many."""

    def stop(self, name: str) -> None: ...

    def kill(self, name: str) -> None: ...

    def close(self) -> None:
        """End all nodes. Blocks up to half a second, so it has a thread."""


StartSession = Callable[["Pattern"], Session]
