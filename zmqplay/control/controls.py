"""A source under the names that the screens use: all its parts in one object."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

from zmqplay.control.source import Controls, NodeControls, Phase, Rate, Source, SpeechControls, WiringControls

if TYPE_CHECKING:
    from zmqplay.control.source import Guide
    from zmqplay.model.doctor import Doctor
    from zmqplay.model.traffic import Traffic
    from zmqplay.patterns.pattern import Pattern

__all__ = ["Playable", "Rate", "Whole", "as_playable"]


class Playable(NodeControls, SpeechControls, WiringControls, Protocol):
    """One pattern being played. Everything is called on the screen's thread unless it says otherwise."""

    @property
    def guide(self) -> Guide: ...

    @property
    def controls(self) -> Controls | None: ...

    @property
    def pattern(self) -> Pattern:
        """As it is played now: a wire may have been turned round."""

    @property
    def traffic(self) -> Traffic: ...

    @property
    def doctor(self) -> Doctor: ...

    @property
    def notices(self) -> list[str]:
        """Sentences for the user, e.g. that a port was taken; it grows."""

    @property
    def ready(self) -> bool:
        """All nodes run and have met."""

    def launch(self) -> None:
        """Start the nodes. Blocks, so it has a thread of its own."""

    def drain(self, budget_s: float) -> None:
        """Take the reports that have come, for at most that long, and let time pass in the traffic."""

    def close(self) -> None:
        """End all nodes. Blocks up to half a second, so it has a thread."""


class Whole:
    """One object that is each part of its own controls."""

    def __init__(self, parts: Playable) -> None:
        self.nodes: NodeControls = parts
        self.speech: SpeechControls = parts
        self.wiring: WiringControls = parts


ABSENT: dict[str, object] = {"speakers": (), "rate": 0.0, "message": "", "size": 0}
"""What a source without controls says of its speech."""


class _AsPlayable:
    def __init__(self, source: Source, pattern: Callable[[], Pattern]) -> None:
        self._source, self._pattern = source, pattern
        self.launch = source.open

    @property
    def pattern(self) -> Pattern:
        return self._pattern()

    @property
    def ready(self) -> bool:
        return self._source.state.phase is Phase.LIVE

    @property
    def notices(self) -> list[str]:
        return self._source.traffic.notices

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # a member of the source or of one of its controls' parts
        controls = self._source.controls
        for part in (self._source, *((controls.nodes, controls.speech, controls.wiring) if controls else ())):
            if hasattr(part, name):
                return getattr(part, name)
        return ABSENT[name]


def as_playable(source: Source, pattern: Callable[[], Pattern]) -> Playable:
    """A source in one piece; `pattern` gives the pattern as it is played now."""
    return cast(Playable, _AsPlayable(source, pattern))
