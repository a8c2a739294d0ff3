"""What the screens need of a session: `Playable`, under the name that reads best there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from zmqplay.control.controls import Playable as Session

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern

StartSession = Callable[["Pattern"], Session]

__all__ = ["Session", "StartSession"]
