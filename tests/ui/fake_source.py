"""A source without processes: a real `Traffic` that is told facts, and controls that record each call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.telling import BEGIN_NS
from tests.ui.fake_controls import Asked, FakeCode, FakeNodes, FakeSpeech, FakeWiring, PlayedTelling
from tests.ui.histories import HISTORIES
from zmqplay.control.source import Controls, Need, Phase, State
from zmqplay.model.doctor import Doctor
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.guide import guide_of


@dataclass
class FakeControls:
    """The parts of the controls; a test may remove some."""

    nodes: FakeNodes | None = None
    speech: FakeSpeech | None = None
    wiring: FakeWiring | None = None
    code: FakeCode | None = None
    refused: Mapping[Need, str] = field(default_factory=lambda: {"input": "these nodes read no standard input"})


class FakeSource:
    """A pattern whose nodes exist only in facts, and a clock that runs."""

    def __init__(self, pattern: Pattern, fails: str = "", counts: dict[str, int] | None = None) -> None:
        """`fails` is the reason why the source cannot be opened, empty if it can; `counts` are nodes by role."""
        self.told = PlayedTelling(pattern, counts)
        self.guide = guide_of(pattern)
        self.asks = Asked(self.told)
        self.nodes, self.speech = FakeNodes(self.asks), FakeSpeech(self.asks, self.guide)
        self.wiring = FakeWiring(self.asks, pattern)
        self.code = FakeCode(self.asks)
        self.controls: Controls | None = FakeControls(self.nodes, self.speech, self.wiring, self.code)
        self.wall_offset_ns = 0
        self.state = State(Phase.STARTING)
        self._fails = fails
        self._owed = 0.0
        self._drained_ns = time.monotonic_ns()

    @property
    def asked(self) -> list[tuple[object, ...]]:
        """The calls of the controls, in order."""
        return self.asks.all

    @property
    def traffic(self) -> Traffic:
        return self.told.traffic

    @property
    def doctor(self) -> Doctor:
        return self.told.doctor

    @property
    def now_ns(self) -> int:
        return self.told.now_ns + time.monotonic_ns() - self._drained_ns

    def open(self) -> None:
        if self._fails:
            raise OSError(self._fails)
        self.state = State(Phase.LIVE)

    def drain(self, budget_s: float) -> None:  # noqa: ARG002  # draining takes no time
        now_ns = time.monotonic_ns()
        passed_ns, self._drained_ns = now_ns - self._drained_ns, now_ns
        self.told.now_ns += passed_ns
        self._owed += (self.speech.rate or 0.0) * passed_ns / 1e9
        while self._owed >= 1:
            self._owed -= 1
            self.speech.say(self.speech.speakers[0])
        self.told.tick(0)

    def close(self) -> None:
        self.state = State(Phase.OVER)


class ToldSource(FakeSource):
    """A source with the whole history of a pattern, and a clock that stands still."""

    def __init__(self, pattern: Pattern, wall_ns: int = 0) -> None:
        """`wall_ns` is the time of day at which the history begins, in nanoseconds since 1970."""
        super().__init__(pattern)
        self._history = HISTORIES[pattern.name]()
        self.wall_offset_ns = wall_ns - BEGIN_NS
        self.state = State(Phase.LIVE)

    @property
    def traffic(self) -> Traffic:
        return self._history.traffic

    @property
    def doctor(self) -> Doctor:
        return self._history.doctor

    @property
    def now_ns(self) -> int:
        return self._history.now_ns

    def open(self) -> None:
        """Do nothing: the whole history has been told."""

    def drain(self, budget_s: float) -> None:
        """Do nothing: no more facts come."""
