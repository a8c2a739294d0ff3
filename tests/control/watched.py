"""A source of push-pull without processes, for whatever can be done to it."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.control.source import Controls, Guide
from zmqplay.model.facts import Declared, Started
from zmqplay.model.traffic import Traffic
from zmqplay.patterns import find
from zmqplay.session.guide import guide_of


@dataclass
class Watched:
    """What commands need of a source."""

    guide: Guide
    traffic: Traffic
    controls: Controls | None = None


def watched() -> Watched:
    """Push-pull with two workers, to which nothing can be done."""
    pattern = find("push-pull")
    source = Watched(guide_of(pattern), Traffic())
    source.traffic.take(Declared(0, pattern.topology, {}))
    for number in (1, 2):
        source.traffic.take(Started(0, f"worker-{number}", role="worker", number=number, life=1))
    return source
