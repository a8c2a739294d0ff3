"""The Doctor on figures that cannot be, in a real session."""

from __future__ import annotations

import time

from msgspec.structs import replace

from tests.playing import anywhere, until
from tests.session.doctor.diagnosing import diagnosed
from zmqplay.control.commands import give
from zmqplay.control.source import Phase
from zmqplay.model.facts import Fact, Reported
from zmqplay.patterns import find
from zmqplay.session.player import Player
from zmqplay.session.session import Session
from zmqplay.wire import Report, Tally

PUSH_PULL = find("push-pull")


def boasting(facts: list[Fact]) -> Report:
    """The last report of worker-1 about its socket, with a thousand million messages received."""
    reports = [fact.report for fact in facts if isinstance(fact, Reported) and fact.report.node == "worker-1"]
    last = next(report for report in reversed(reports) if report.sockets)
    part = replace(last.sockets[0], received=Tally(10**9, 10**10))
    return replace(last, sockets=[part], sequence=reports[-1].sequence + 1, samples=[], events=[], final=False)


def test_a_worker_that_claims_more_than_was_sent_is_not_believed() -> None:
    facts: list[Fact] = []
    with Session(PUSH_PULL, anywhere(PUSH_PULL), keep=facts.append) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        give(session, "burst 30")
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        session.traffic.take(Reported(time.monotonic_ns(), boasting(facts)))
        diagnosed(session, "impossible", "", "1,000,000,", "do not believe the figures")


class Boasting:
    """An onlooker that lets a worker claim too much once messages are sent."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.session = Session(PUSH_PULL, anywhere(PUSH_PULL), keep=self.facts.append)
        self.has_boasted = False

    def sent(self, count: int) -> None:
        if count == 30 and not self.has_boasted:
            self.has_boasted = True
            self.session.traffic.take(Reported(time.monotonic_ns(), boasting(self.facts)))

    def noticed(self, *_: object) -> None: ...

    def died(self, *_: object) -> None: ...

    def commanded(self, *_: object) -> None: ...


def test_a_run_with_figures_that_cannot_be_says_so_and_is_not_complete() -> None:
    onlooker = Boasting()
    with onlooker.session as session:
        player = Player(session, onlooker, count=30)
        player.play()
        assert onlooker.has_boasted
        assert not player.complete
        assert "That cannot be" in player.gave_up
