"""A session played by a schedule, without a terminal: what it reports while it plays, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zmqplay.control.commands import parse
from zmqplay.control.schedule import Outcome, Timed
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.patterns import find
from zmqplay.session.player import Player
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

ANYWHERE = {"tasks": "tcp://127.0.0.1:*"}


class Remembering:
    """Records the calls, in order."""

    def __init__(self) -> None:
        self.most = 0
        self.deaths: list[str] = []
        self.outcomes: list[Outcome] = []

    def sent(self, count: int) -> None:
        assert count >= self.most
        self.most = count

    def noticed(self, notices: Sequence[str]) -> None:
        assert not notices

    def died(self, node: NodeTraffic) -> None:
        self.deaths.append(node.name)

    def commanded(self, outcomes: Iterable[Outcome]) -> None:
        self.outcomes += outcomes


def at(session: Session, seconds: float, text: str) -> Timed:
    return Timed(seconds, text, parse(text, vocabulary_of(session)))


def test_a_count_is_divided_sent_and_delivered_and_every_node_stops() -> None:
    told = Remembering()
    with Session(find("push-pull"), Setup(endpoints=ANYWHERE)) as session:
        player = Player(session, told, count=30)
        player.play()
        assert (player.complete, player.gave_up, player.has_failures) == (True, "", False)
        assert session.traffic.ledger.totals.delivered == told.most == 30
        assert {str(node.state) for node in session.traffic.nodes.values()} == {"stopped"}


def test_a_commanded_death_is_no_failure_and_another_death_is() -> None:
    told = Remembering()
    options: dict[str, dict[str, int | bytes]] = {"producer": {"SNDTIMEO": 50}}
    with Session(find("push-pull"), Setup(endpoints=ANYWHERE, options=options)) as session:
        timed = [at(session, 0.0, f"kill worker-{number}") for number in (1, 2, 3)]
        player = Player(session, told, count=10_000, rate=200, at=timed)
        player.play()  # without workers, the producer's SNDTIMEO passes
        assert told.deaths == ["producer-1"]
        assert player.has_failures
        assert [outcome.done for outcome in player.outcomes] == [True] * 3


def test_commands_that_the_run_was_too_short_for_are_reported() -> None:
    told = Remembering()
    with Session(find("push-pull"), Setup(endpoints=ANYWHERE)) as session:
        player = Player(session, told, seconds=0.1, rate=100, at=[at(session, 60.0, "kill worker-1")])
        player.play()
        assert [(outcome.done, outcome.says) for outcome in told.outcomes] == [(False, "the run was over before 60 s")]
        assert player.seconds < 5


def test_an_interrupted_run_ends_soon_and_is_not_complete() -> None:
    class Interrupting(Remembering):
        def sent(self, count: int) -> None:
            player.interrupted = count > 0 or player.interrupted

    with Session(find("push-pull"), Setup(endpoints=ANYWHERE)) as session:
        player = Player(session, Interrupting(), count=1_000_000, rate=100)
        player.play()
        assert not player.complete
        assert session.traffic.is_over
