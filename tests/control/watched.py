"""A push-pull source without processes, with any controls that a test gives it."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.control.guide import Guide
from zmqplay.control.source import Controls
from zmqplay.model.facts import Declared, Started
from zmqplay.model.traffic import Traffic
from zmqplay.patterns import find
from zmqplay.session.guide import guide_of


@dataclass
class Watched:
    """The part of a source that commands need."""

    guide: Guide
    traffic: Traffic
    controls: Controls | None = None


def watched() -> Watched:
    """Push-pull with two workers, without controls."""
    pattern = find("push-pull")
    source = Watched(guide_of(pattern), Traffic())
    source.traffic.take(Declared(0, pattern.topology, {}))
    for number in (1, 2):
        source.traffic.take(Started(0, f"worker-{number}", role="worker", number=number, life=1))
    return source
